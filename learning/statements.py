"""Take a subject at their word: explicit preferences, facts and goals, and taking them back."""

from collections.abc import Mapping
from typing import Any

from domain.profile import Fact, Memory, Preference
from learning.draft import Draft
from learning.facts import STANCES, is_kept, stated, withdrawn
from learning.lessons import kept


def hear(draft: Draft, data: Mapping[str, Any]) -> None:
    """Apply a preference_updated or fact_stated event.

    prefers_ and avoids_ become explicit preferences, which beat inferred ones and never decay;
    everything else becomes a fact, a goal a goal. Of two statements the later one holds.

    Args:
        draft: The profile being changed.
        data: `{relation, value, action?}`; action `remove` takes a statement back.
    """
    relation, value = str(data.get("relation") or ""), _text(data.get("value"))
    if not relation:
        return
    if data.get("action") == "remove":
        _take_back(draft, relation, value)
    elif value:
        _state(draft, relation, value)


def drop(draft: Draft, data: Mapping[str, Any]) -> None:
    """Apply a fact_deleted event: forget whatever was kept under this id.

    Args:
        draft: The profile being changed.
        data: `{fact_id}`: the id of a fact, goal, statement or piece of history; an explicit
            preference goes by the id of the event that stated it.
    """
    gone = str(data.get("fact_id") or "")
    draft.facts = tuple(fact for fact in draft.facts if fact.fact_id != gone)
    draft.goals = _without(draft.goals, gone)
    draft.statements = _without(draft.statements, gone)
    draft.history = _without(draft.history, gone)
    for name in ("category", "brand", "attribute"):
        mine = draft.facet(name)
        for key in [key for key, old in mine.items() if old.explicit and gone in old.evidence]:
            del mine[key]


def _state(draft: Draft, relation: str, value: str) -> None:
    at, source, rules = draft.event.at, draft.event_id, draft.signals
    if relation == "goal":
        goal = Memory(source, "goal", value, 1.0, ("stated",), at, (source,))
        draft.goals = kept(draft.goals, goal, rules.max_goals)
        return
    if relation in STANCES:
        facet, affinity = STANCES[relation]
        mine, key = draft.facet(facet), value.casefold()
        old = mine.get(key)
        if old is not None and old.explicit and old.at > at:
            return
        favour = affinity > 0
        because = f"said you like {value}" if favour else ""
        mine[key] = Preference(
            value, affinity, at, (source,), int(favour), int(not favour), True, because
        )
        if relation == "prefers_brand":
            draft.facts = withdrawn(draft.facts, "avoids_brand", value)
    if is_kept(relation):
        fact = Fact(source, relation, value, at)
        draft.facts = stated(draft.facts, fact, rules.max_facts)


def _take_back(draft: Draft, relation: str, value: str) -> None:
    draft.facts = withdrawn(draft.facts, relation, value)
    key = value.casefold()
    if relation == "goal":
        draft.goals = tuple(goal for goal in draft.goals if goal.content.casefold() != key)
    if relation in STANCES:
        facet, affinity = STANCES[relation]
        mine = draft.facet(facet)
        old = mine.get(key)
        if old is not None and old.explicit and old.value == affinity:
            del mine[key]


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _without(memories: tuple[Memory, ...], gone: str) -> tuple[Memory, ...]:
    return tuple(memory for memory in memories if memory.memory_id != gone)
