"""Tell an event in one sentence to the person who did it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from domain.event import Event, Kind
from learning.bounded import amount
from learning.knowledge.sentences import stated_sentence
from nodes.cart_lines import times
from nodes.pointing import listed

_LONGEST: Final = 120
"""Characters of a text that are repeated to the person who wrote it."""

_MOST: Final = 3
"""Products of an order, or things read out of a pick, that are named."""


def told(event: Event) -> str:
    """Return a sentence in the second person; empty for what says nothing to a person.

    Example:
        >>> look = Event(bytes(16), Kind.PRODUCT_VIEWED, "s1", None, 0, 0,
        ...     {"product_sku": "m1", "product_name": "Oat Milk"})
        >>> told(look)
        'You looked at Oat Milk'
    """
    tell = _TELL.get(event.kind)
    return tell(event.data) if tell else ""


def told_within(event: Event) -> str:
    """Return the same as it stands within another sentence; an order names no products there."""
    if event.kind is Kind.ORDER_COMPLETED:
        return "you ordered"
    sentence = told(event)
    return sentence[:1].lower() + sentence[1:]


def product_in(event: Event) -> tuple[str, str] | None:
    """Return sku and name of the one product that an event is about, or None."""
    sku = event.data.get("product_sku")
    return (str(sku), str(event.data.get("product_name") or sku)) if sku else None


def _name(data: Mapping[str, Any]) -> str:
    return str(data.get("product_name") or data.get("product_sku") or "something")


def _some(data: Mapping[str, Any]) -> str:
    quantity = amount(data.get("quantity")) or 1.0
    return _name(data) if quantity == 1 else times(quantity, _name(data))


def _searched(data: Mapping[str, Any]) -> str:
    query = _cut(data.get("query"))
    return f"You searched for “{query}”" if query else "You looked through the shelves"


def _added(data: Mapping[str, Any]) -> str:
    return f"You put {_some(data)} into the cart"


def _removed(data: Mapping[str, Any]) -> str:
    return f"You took {_some(data)} out of the cart"


def _recounted(data: Mapping[str, Any]) -> str:
    quantity = amount(data.get("quantity"))
    if quantity is None:
        return _removed(data)
    return f"You changed the cart to {times(quantity, _name(data))}"


def _ordered(data: Mapping[str, Any]) -> str:
    lines: Sequence[Mapping[str, Any]] = data.get("items") or ()
    names = [str(line.get("name") or line.get("sku") or "something") for line in lines]
    return f"You ordered {_first(names)}" if names else "You ordered"


def _said(data: Mapping[str, Any]) -> str:
    verb = "took back" if data.get("action") == "remove" else "said"
    return f"You {verb}: {_fact(data)}"


def _corrected(data: Mapping[str, Any]) -> str:
    return f"You corrected what is remembered: {_fact(data)}"


def _deleted(data: Mapping[str, Any]) -> str:
    content = _cut(data.get("content"))
    return f"You deleted what was remembered: {content or _fact(data)}"


def _fact(data: Mapping[str, Any]) -> str:
    value = _cut(data.get("value"))
    relation = str(data.get("relation") or "")
    if relation in ("", "goal", "PREFERS"):
        return value
    sentence = stated_sentence(relation, value or "none")
    return sentence[:1].lower() + sentence[1:]


def _rated(data: Mapping[str, Any]) -> str:
    name = _name(data) if data.get("product_sku") else "what was shown"
    if data.get("feedback") == "rating":
        return f"You rated {name} {data.get('rating'):g} of 5"
    return f"You {'liked' if data.get('feedback') == 'like' else 'disliked'} {name}"


def _picked(data: Mapping[str, Any]) -> str:
    selected = data.get("selected") or {}
    what = _cut(selected.get("question") or data.get("product_name") or data.get("product_sku"))
    return f"You picked “{what}”" if what else "You picked nothing of what was proposed"


def _extracted(data: Mapping[str, Any]) -> str:
    read = [*(data.get("goals") or ()), *(data.get("preferences") or ())]
    return f"Your pick was read as: {_first([_cut(one.get('content')) for one in read])}"


def _moved(data: Mapping[str, Any]) -> str:
    moves: Mapping[str, float] = data.get("facet_deltas") or {}
    said = [
        f"{'more' if change > 0 else 'less'} {facet.replace('_', ' ')}"
        for facet, change in moves.items()
        if change
    ]
    return f"Your answers become {listed(said, 'and')}" if said else "Your answers stay as they are"


def _allowed(_: Mapping[str, Any]) -> str:
    return "You changed what may be learned about you"


def _first(names: Sequence[str]) -> str:
    rest = len(names) - _MOST
    return listed([*names[:_MOST], f"{rest} more"] if rest > 0 else names, "and")


def _cut(text: object) -> str:
    words = " ".join(str(text or "").split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


_TELL: Final[Mapping[Kind, Callable[[Mapping[str, Any]], str]]] = {
    Kind.SEARCH_PERFORMED: _searched,
    Kind.SEARCH_RESULT_CLICKED: lambda data: f"You looked at {_name(data)}",
    Kind.PRODUCT_VIEWED: lambda data: f"You looked at {_name(data)}",
    Kind.CART_ITEM_ADDED: _added,
    Kind.CART_ITEM_REMOVED: _removed,
    Kind.CART_ITEM_UPDATED: _recounted,
    Kind.ORDER_COMPLETED: _ordered,
    Kind.PREFERENCE_UPDATED: _said,
    Kind.RESULT_SKIPPED: lambda data: f"You passed by {_name(data)}",
    Kind.FEEDBACK_GIVEN: _rated,
    Kind.SELECTION_MADE: _picked,
    Kind.FACT_STATED: _said,
    Kind.FACT_CORRECTED: _corrected,
    Kind.FACT_DELETED: _deleted,
    Kind.FACTS_EXTRACTED: _extracted,
    Kind.PERSONA_UPDATED: _moved,
    Kind.CONSENT_CHANGED: _allowed,
}

TOLD_KINDS: Final = frozenset(_TELL)
"""Kinds that say something to a person."""
