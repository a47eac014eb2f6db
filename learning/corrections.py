"""Correct or delete what a profile holds, by its id or by what it says."""

from collections.abc import Mapping
from typing import Any, Final

from domain.knowledge import Label, Thing, relation_named
from domain.profile import Facet, Memory
from learning.draft import Draft
from learning.lessons import kept
from learning.relations import STANCES, TASTE, meaning, said_as, thing_from
from learning.statements import state, take_back, text_in, was_stated

_FACETS: Final[Mapping[Label, Facet]] = {Label.BRAND: "brand", Label.CATEGORY: "category"}


def drop(draft: Draft, data: Mapping[str, Any]) -> None:
    """Apply a fact_deleted event: forget whatever was kept under this id, or says this.

    A statement goes by the id of the event that made it, and without one by what it says. What was
    inferred goes by what it is about: the preference for a brand or category, the habit of a
    product, the goal in these words.

    Args:
        draft: The profile being changed.
        data: `{memory_id or fact_id, type?, relation?, thing?, value?, content?}`.
    """
    gone = text_in(data.get("memory_id") or data.get("fact_id"))
    relation, thing = text_in(data.get("relation")), thing_from(data.get("thing"))
    if gone:
        _forget_id(draft, gone)
    if _is_inferred(relation):
        _unlearn(draft, relation, thing, _words(data, thing))
    elif relation and not gone:
        _forget_said(draft, relation, text_in(data.get("value")) or _words(data, thing))


def correct(draft: Draft, data: Mapping[str, Any]) -> None:
    """Apply a fact_corrected event: the old ends, and the new one is the subject's word.

    Args:
        draft: The profile being changed.
        data: `{memory_id, type, relation, thing, old_value, value, content?}`; without a value
            the old one only ends.
    """
    relation, thing = text_in(data.get("relation")), thing_from(data.get("thing"))
    old, new = text_in(data.get("old_value")), text_in(data.get("value"))
    _forget_id(draft, text_in(data.get("memory_id")))
    if data.get("type") == "history":
        _rewrite(draft, new)
    elif relation and relation_named(relation).label is not Label.FACET:
        if _is_inferred(relation):
            _unlearn(draft, relation, thing, old or _words({}, thing))
        take_back(draft, relation, old or _words({}, thing))
        if new:
            state(draft, said_as(relation), new)


def _is_inferred(relation: str) -> bool:
    return relation == TASTE or said_as(relation) != relation


def _forget_id(draft: Draft, gone: str) -> None:
    draft.facts = tuple(fact for fact in draft.facts if fact.fact_id != gone)
    draft.goals = _without(draft.goals, gone)
    draft.statements = _without(draft.statements, gone)
    draft.history = _without(draft.history, gone)
    for name in ("category", "brand", "attribute"):
        mine = draft.facet(name)
        for key in [key for key, old in mine.items() if old.explicit and gone in old.evidence]:
            del mine[key]


def _forget_said(draft: Draft, relation: str, value: str) -> None:
    key = value.casefold()
    draft.facts = tuple(
        fact for fact in draft.facts if (fact.relation, fact.value.casefold()) != (relation, key)
    )
    if relation == "goal":
        draft.goals = _unsaid(draft.goals, key, stated=True)
    elif relation in STANCES:
        facet, affinity = STANCES[relation]
        old = draft.facet(facet).get(key)
        if old is not None and old.explicit and old.value == affinity:
            del draft.facet(facet)[key]


def _unlearn(draft: Draft, relation: str, thing: Thing | None, words: str) -> None:
    """Forget what was inferred about a thing; what the subject said of it stands."""
    if meaning(relation) == "goal":
        draft.goals = _unsaid(draft.goals, words.casefold(), stated=False)
    elif relation == TASTE:
        draft.statements = _unsaid(draft.statements, words.casefold(), stated=False)
    elif thing is not None and thing.label is Label.PRODUCT:
        draft.habits().pop(thing.key, None)
    elif thing is not None and thing.label in _FACETS:
        mine = draft.facet(_FACETS[thing.label])
        old = mine.get(thing.key)
        if old is not None and not old.explicit:
            del mine[thing.key]


def _rewrite(draft: Draft, content: str) -> None:
    if content:
        source, at = draft.event_id, draft.event.at
        told = Memory(source, "history", content, 1.0, ("stated",), at, (source,))
        draft.history = kept(draft.history, told, draft.signals.max_history)


def _words(data: Mapping[str, Any], thing: Thing | None) -> str:
    return text_in(data.get("content")) or (thing.name if thing else "")


def _unsaid(memories: tuple[Memory, ...], key: str, *, stated: bool) -> tuple[Memory, ...]:
    return tuple(
        old for old in memories if was_stated(old) is not stated or old.content.casefold() != key
    )


def _without(memories: tuple[Memory, ...], gone: str) -> tuple[Memory, ...]:
    return tuple(memory for memory in memories if memory.memory_id != gone)
