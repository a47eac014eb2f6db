"""Understand a sentence by rules: the same for the same sentence, without any model."""

import re
from dataclasses import dataclass
from typing import Final

from domain.understanding import Intent, Reference, Understanding
from llm.adapters.rules.understanding.acts import compares, read_act, sets_count
from llm.adapters.rules.understanding.draft import Draft
from llm.adapters.rules.understanding.labels import read_labels
from llm.adapters.rules.understanding.left_out import read_left_out
from llm.adapters.rules.understanding.lexicon import lexicon_of
from llm.adapters.rules.understanding.mending import mend_verbs
from llm.adapters.rules.understanding.packs import (
    read_counted,
    read_quantity,
    read_sizes,
)
from llm.adapters.rules.understanding.pointing import ACTS, read_references, read_target
from llm.adapters.rules.understanding.prices import read_prices
from llm.adapters.rules.understanding.sheet import Sheet
from llm.adapters.rules.understanding.taken_back import read_taken_back
from llm.adapters.rules.understanding.wishes import (
    read_occasion,
    read_relative,
    read_unsupported,
)
from llm.adapters.rules.words import HEDGES, STOP_WORDS, singular, word_set
from llm.port import Utterance

MOST_WORDS: Final = 12
"""Words of a query."""

_EMPTY: Final = STOP_WORDS | word_set(
    """find search show see look looking buy get got need want carry sell stock available kind kinds
    sort sorts brand brands product products item items list browse recommend good nice tasty
    delicious great best better really very please maybe perhaps instead rather only just still
    also again right now today one ones type types choice choices section aisle pack packs package
    bag bags bottle bottles carton cartons size sized thing things new different cost costs price
    prices priced cart basket trolley put take make add give order bring help around here there
    prefer love tell know think ll ve re yes yeah no ok okay lot lots couple few bit little kindly
    anybody anyone don't doesn't isn't aren't there's that's you're we'd else usual usually per
    each sure thanks hope hopefully anymore any all after always regular regularly could should
    might budget money cheap suggest go going try
    prefer preferably nah pricey jar cheapest ideally actually
    possibly decent kinda sorta basically literally honestly simply quickly solid though
    where's how's yo hiya guys folks buddy mate dude somehow anywhere
    sorry well oh um hmm hm uh alright hungry"""
)
_ABOUT: Final = re.compile(
    r"^\W*(?:ok(?:ay)?\W+|hm+\W+|and\W+|but\W+|so\W+)*(?:what|how)\s+about\b|^\W*and\b(?!\s+then\b)"
    r"|\binstead\W*(?:please\W*)?$|\brather\b"
)
_ASIDE: Final = (
    re.compile(
        r"\b(?:my|our)\s+(?:little\s+|youngest\s+|oldest\s+)?(?:son|daughter|kids?|child|children|baby"
        r"|wife|husband|partner|mum|mom|dad|mother|father|friend|guests?|family|girlfriend|boyfriend)"
        r"\s+(?=(?:is|are|has|have|can't|cannot|won't|doesn't|don't|hates?|needs?|wants?|likes?|must)\b)"
    ),
    re.compile(r"\b(?:over|above|more\s+than)\s+(?:everything|anything|all)\s+else\b"),
)
"""Whom it is for, and how much it is liked: nothing to search for."""

_NARROWS: Final = re.compile(r"(?P<word>[^\W\d_]+)\s+(?:ones?|kinds?|version|variety|type)\b")
_OF_A_HABIT: Final = word_set("staples regulars usuals groceries shopping stuff last week month")
_WITHOUT_SLOTS: Final = frozenset((Intent.SMALL_TALK, Intent.SHOW_CART, Intent.CHECKOUT))
_NAMED: Final = frozenset((Intent.REMOVE, Intent.CHANGE_QUANTITY, Intent.WHY))
"""Acts on what is there already, so that brands and diets are parts of its name."""


@dataclass(frozen=True, slots=True)
class RulesUnderstander:
    """Implements `Understander` by rules: no model, no I/O, no randomness."""

    @property
    def name(self) -> str:
        """Say that no model read it."""
        return "rules"

    async def understand(self, utterance: Utterance) -> Understanding:
        """Return the intent and its slots; see `understand`."""
        return understand(utterance)


def understand(utterance: Utterance) -> Understanding:
    """Read a sentence; never raises, and never takes longer than its first `MOST_READ` letters.

    Each reader takes out what it knows, so that nothing is read twice; what is left is what to
    search for, or the name of what the act is done to.
    """
    draft = Draft(Sheet(utterance.text), utterance, lexicon_of(utterance.words))
    mend_verbs(draft)
    for form in _ASIDE:
        draft.sheet.take(form)
    about = bool(_ABOUT.search(draft.sheet.text))
    narrows = _NARROWS.search(draft.sheet.text)
    read_taken_back(draft)
    read_unsupported(draft)
    if not sets_count(draft.sheet.text) and not compares(draft.sheet.text):
        read_prices(draft)
    read_act(draft)
    if draft.intent in _WITHOUT_SLOTS:
        return Understanding(draft.intent, unsupported=_unsupported(draft))
    _read_slots(draft)
    query = _query(draft)
    if draft.intent is Intent.REORDER:
        query = " ".join(word for word in query.split() if word not in _OF_A_HABIT)
    if draft.intent in ACTS:
        query = _name_or_query(draft, query)
    elif draft.intent is None:
        one = narrows["word"] if narrows else ""
        draft.intent, query = _looked_for(draft, query, about=about, one=one)
    return Understanding(
        draft.intent,
        query,
        draft.constraints(),
        draft.quantity,
        _references(draft),
        tuple(draft.relative),
        draft.occasion,
        _unsupported(draft),
        tuple(one for _, one in sorted(draft.taken_back, key=lambda each: each[0])),
    )


def _read_slots(draft: Draft) -> None:
    named = draft.intent in _NAMED
    read_target(draft)
    if not named:
        read_left_out(draft)
        read_sizes(draft)
    if draft.intent is not Intent.WHY:
        read_counted(draft)
        read_relative(draft)
    read_references(draft)
    read_quantity(draft)
    if not named:
        read_labels(draft)
    if draft.intent not in ACTS:
        read_occasion(draft)


def _looked_for(draft: Draft, query: str, *, about: bool, one: str) -> tuple[Intent, str]:
    """Tell a new search from one that goes on, and from pointing at what is wanted."""
    asked = draft.utterance.asked.query
    constrained = not draft.constraints().empty
    if not query:
        if draft.taken_back:
            return Intent.REFINE, ""
        wished = bool(draft.relative) or bool(draft.unsupported) or constrained
        if draft.pointed and not wished:
            return Intent.ADD, ""
        goes_on = draft.going_on and wished and not draft.occasion
        return (Intent.REFINE if goes_on or draft.relative else Intent.FIND), ""
    if not draft.going_on:
        return Intent.FIND, query
    if draft.relative and set(query.split()) <= set(asked.split()):
        return Intent.REFINE, ""
    if one in query.split() and asked and not set(query.split()) & set(asked.split()):
        return Intent.REFINE, f"{query} {asked}"
    return (Intent.REFINE if about else Intent.FIND), query


def _name_or_query(draft: Draft, left: str) -> str:
    """Return what to search for; for other acts the words left name the thing it is done to."""
    if draft.intent is Intent.ADD:
        return "" if draft.pointed else left
    if draft.pointed:
        return left if draft.intent is Intent.SUBSTITUTE else ""
    if left:
        draft.point(0, Reference(left, name=left))
    return ""


def _query(draft: Draft) -> str:
    words = [token.word for token in draft.sheet.tokens()]
    telling = [w for w in words if w not in _EMPTY and singular(w) not in HEDGES]
    return " ".join(list(dict.fromkeys(telling))[:MOST_WORDS])


def _references(draft: Draft) -> tuple[Reference, ...]:
    ordered = [one for _, one in sorted(draft.pointed, key=lambda each: each[0])]
    if draft.intent in ACTS:
        return tuple(ordered)
    return tuple(one for one in ordered if one.position is not None or one.name)


def _unsupported(draft: Draft) -> tuple[str, ...]:
    return tuple(words for _, words in sorted(draft.unsupported))
