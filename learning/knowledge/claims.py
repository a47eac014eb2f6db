"""What one event says about its subject, as claims; the same event always says the same."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from domain.claim import Claim
from domain.event import Event, Kind
from learning.knowledge.behaviour import carted, ordered, persona_moved
from learning.knowledge.words import corrected, deleted, extracted, picked, stated
from learning.withheld import learnable

_SHOWN: Final[Mapping[Kind, Callable[[Event, str], Iterator[Claim]]]] = {
    Kind.CART_ITEM_ADDED: carted,
    Kind.ORDER_COMPLETED: ordered,
    Kind.PERSONA_UPDATED: persona_moved,
}
_SAID: Final[Mapping[Kind, Callable[[Event], Iterator[Claim]]]] = {
    Kind.SELECTION_MADE: picked,
    Kind.FACTS_EXTRACTED: extracted,
    Kind.PREFERENCE_UPDATED: stated,
    Kind.FACT_STATED: stated,
    Kind.FACT_CORRECTED: corrected,
    Kind.FACT_DELETED: deleted,
}

SINK_KINDS: Final = frozenset(_SHOWN) | frozenset(_SAID)
"""Kinds that say something to the knowledge graph."""


def claims_of(event: Event, group: str) -> tuple[Claim, ...]:
    """Return what an event says about its subject.

    What the subject has switched off is not among it; see `learning.withheld`.

    Args:
        event: Of any kind, with its place in the journal.
        group: The subject's pseudonym, which goes into the ids of inferred facts.

    Returns:
        In the order in which they are to be settled; one per relation and thing.

    Example:
        >>> oats = {"product_sku": "m1", "product_name": "Oat Milk", "brand": "Oatly"}
        >>> added = Event(bytes(16), Kind.CART_ITEM_ADDED, "ann", None, 0, 0, oats, seq=1)
        >>> [(claim.relation, claim.thing.name) for claim in claims_of(added, "s_1")]
        [('SHOWS_INTEREST', 'Oat Milk'), ('CONSIDERS_BRAND', 'Oatly')]
    """
    if event.kind not in SINK_KINDS:
        return ()
    rest = learnable(event) if "unlearned" in event.data else event
    if rest is None:
        return ()
    shown = _SHOWN.get(event.kind)
    return tuple(shown(rest, group) if shown else _SAID[event.kind](rest))
