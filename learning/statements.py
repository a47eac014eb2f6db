"""Take a subject at their word: explicit preferences, facts and goals, and taking them back.

Of two statements the later one holds, in whatever order they arrive. What was taken back leaves
no statement to compare with, so the profile remembers until when a topic is silenced: both the
exact statement, and everything that excludes it (see `learning.relations.slot`).
"""

from collections.abc import Mapping
from typing import Any, Final

from domain.knowledge import relation_named
from domain.profile import Fact, Memory, Preference
from learning.draft import Draft
from learning.facts import is_kept, stated, withdrawn
from learning.lessons import kept
from learning.relations import ONE_VALUED, STANCES, TASTE, meaning, slot, thing_of

STATED_TAGS: Final = ("stated",)


def hear(draft: Draft, data: Mapping[str, Any]) -> None:
    """Apply a preference_updated or fact_stated event.

    prefers_ and avoids_ become explicit preferences, which beat inferred ones and never decay;
    everything else becomes a fact, a goal a goal. Of two statements the later one holds.

    Args:
        draft: The profile being changed.
        data: `{relation, value, action?}`; action `remove` takes a statement back.
    """
    relation, value = str(data.get("relation") or ""), text_in(data.get("value"))
    if not relation:
        return
    if data.get("action") == "remove":
        take_back(draft, relation, value)
    elif value:
        state(draft, relation, value)


def state(draft: Draft, relation: str, value: str) -> None:
    """Apply a statement, unless something said later speaks against it.

    Args:
        draft: The profile being changed.
        relation: What is said about the value.
        value: Not empty.
    """
    if draft.is_late(_exactly(relation, value)) or draft.is_late(_exactly(relation, "")):
        draft.silence(_slot(relation, value), draft.event.at)
    elif not draft.is_late(_slot(relation, value)):
        _apply(draft, relation, value)


def take_back(draft: Draft, relation: str, value: str) -> None:
    """End a statement; an empty value ends whatever a one-valued relation has.

    Args:
        draft: The profile being changed.
        relation: What was said about the value.
        value: The value, or empty.
    """
    at, relation = draft.event.at, meaning(relation)
    if not value and relation not in ONE_VALUED:
        return
    draft.silence(_exactly(relation, value), at)
    for fact in draft.facts:
        if fact not in withdrawn(draft.facts, relation, value, at):
            draft.silence(_slot(relation, fact.value), fact.at)
    draft.facts = withdrawn(draft.facts, relation, value, at)
    if relation == "goal":
        draft.goals = _ended(draft.goals, value, at)
    elif relation == TASTE:
        draft.statements = _ended(draft.statements, value, at)
    elif relation in STANCES:
        _end_stance(draft, relation, value)


def said_too_late(draft: Draft, goal: Memory) -> bool:
    """Whether a goal read out of behaviour must give way to what was said about it."""
    same = (old for old in draft.goals if old.content.casefold() == goal.content.casefold())
    return draft.is_late(_exactly("goal", goal.content)) or any(map(was_stated, same))


def was_stated(memory: Memory) -> bool:
    """Whether a memory is the subject's own word."""
    return memory.tags == STATED_TAGS


def text_in(value: Any) -> str:
    """Return a value of an event's data as text without spaces around it."""
    return "" if value is None else str(value).strip()


def _apply(draft: Draft, relation: str, value: str) -> None:
    at, source, rules = draft.event.at, draft.event_id, draft.signals
    if relation == "goal":
        goal = Memory(source, "goal", value, 1.0, STATED_TAGS, at, (source,))
        draft.goals = _restated(draft.goals, goal, rules.max_goals)
    elif relation == TASTE:
        taste = Memory(source, "preference", value, 1.0, STATED_TAGS, at, (source,))
        draft.statements = _restated(draft.statements, taste, rules.max_statements)
    elif relation not in STANCES or _take_stance(draft, relation, value):
        if relation == "prefers_brand":
            draft.facts = withdrawn(draft.facts, "avoids_brand", value, at)
        if is_kept(relation):
            draft.facts = stated(draft.facts, Fact(source, relation, value, at), rules.max_facts)


def _take_stance(draft: Draft, relation: str, value: str) -> bool:
    """Make a statement an explicit preference; False when a later one stands."""
    facet, affinity = STANCES[relation]
    mine, key, at = draft.facet(facet), value.casefold(), draft.event.at
    old = mine.get(key)
    if old is not None and old.explicit and old.at > at:
        return False
    favour = affinity > 0
    because = f"said you like {value}" if favour else ""
    mine[key] = Preference(
        value, affinity, at, (draft.event_id,), int(favour), int(not favour), True, because
    )
    return True


def _end_stance(draft: Draft, relation: str, value: str) -> None:
    facet, affinity = STANCES[relation]
    mine, key = draft.facet(facet), value.casefold()
    old = mine.get(key)
    if old is not None and old.explicit and old.value == affinity and old.at <= draft.event.at:
        draft.silence(_slot(relation, value), old.at)
        del mine[key]


def _restated(memories: tuple[Memory, ...], new: Memory, limit: int) -> tuple[Memory, ...]:
    """Keep a stated memory, unless the same was stated later."""
    content = new.content.casefold()
    same = [old for old in memories if was_stated(old) and old.content.casefold() == content]
    return memories if any(old.at > new.at for old in same) else kept(memories, new, limit)


def _ended(memories: tuple[Memory, ...], content: str, at: int) -> tuple[Memory, ...]:
    gone = content.casefold()
    return tuple(old for old in memories if old.at > at or old.content.casefold() != gone)


def _exactly(relation: str, value: str) -> str:
    return f"{relation} {value.casefold()}"


def _slot(relation: str, value: str) -> str:
    known = relation_named(relation)
    return f"{slot(relation)} {known.label}: {thing_of(relation, value).key}"
