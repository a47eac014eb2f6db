"""What carts, orders and answers say about a subject without a word."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.claim import Claim
from domain.clock import MS_PER_DAY
from domain.event import Event, Item, item_from
from domain.ids import known_id, text_of
from domain.knowledge import FLOOR, Label, Thing, relation_named
from domain.persona import PERSONA_FACETS
from learning.knowledge.sentences import shown_sentence
from learning.withheld import parts_off

BEHAVIOUR_TAGS = ("behaviour",)


def carted(event: Event, group: str) -> Iterator[Claim]:
    """Yield an interest in the product, its brand and its category."""
    yield from _shown(event, group, [item_from(event.data)], regularly=False)


def ordered(event: Event, group: str) -> Iterator[Claim]:
    """Yield the same for every line, and that the product is bought.

    With the schedule switched off nothing is said about how regularly.
    """
    lines = [item_from(line) for line in event.data.get("items") or ()]
    regularly = "schedule" not in parts_off(event.data)
    yield from _shown(event, group, lines, regularly=regularly)


def persona_moved(event: Event, group: str) -> Iterator[Claim]:
    """Yield each facet as it is now."""
    facets: Mapping[str, Any] = event.data.get("new_facets") or {}
    for facet in PERSONA_FACETS:
        if facet in facets:
            name = facet.replace("_", " ").capitalize()
            value = f"{min(1.0, max(0.0, float(facets[facet]))):.6g}"
            about = Thing(Label.FACET, facet, name)
            yield _claim(event, group, "HAS_FACET", about, f"{name}: {value}", value)


def _shown(event: Event, group: str, items: list[Item], *, regularly: bool) -> Iterator[Claim]:
    seen: set[tuple[str, Thing]] = set()
    age = max(0, event.received_at - event.at)
    for item in items:
        for relation, thing in _about(item, regularly=regularly):
            said = (relation, Thing(thing.label, thing.key, ""))
            if said not in seen and not _faded(relation, age):
                seen.add(said)
                once = shown_sentence(relation, thing.name, 1) or ""
                yield _claim(event, group, relation, thing, once)


def _faded(relation: str, age: int) -> bool:
    """Whether evidence was too old to be told when it became known, as in an import of old orders.

    Its fact could never be told, and a shop's history holds a hundred for each that can.
    """
    known = relation_named(relation)
    half_life = (known.half_life_days or 0.0) * MS_PER_DAY
    return bool(half_life) and known.confidence * 0.5 ** (age / half_life) < FLOOR


def _about(item: Item, *, regularly: bool) -> Iterator[tuple[str, Thing]]:
    if item.sku:
        product = Thing(Label.PRODUCT, item.sku, item.name or item.sku)
        yield "SHOWS_INTEREST", product
        if regularly:
            yield "REGULARLY_BUYS", product
    if item.brand:
        yield "CONSIDERS_BRAND", Thing(Label.BRAND, item.brand.casefold(), item.brand)
    if item.category:
        yield "BROWSES_CATEGORY", Thing(Label.CATEGORY, item.category.casefold(), item.category)


def _claim(
    event: Event, group: str, relation: str, thing: Thing, content: str, value: str = ""
) -> Claim:
    known = relation_named(relation)
    return Claim(
        action="reinforce",
        type=known.type,
        relation=relation,
        thing=thing,
        value=value,
        content=content,
        source="inferred",
        confidence=known.confidence,
        half_life_days=known.half_life_days,
        tags=BEHAVIOUR_TAGS,
        memory_id=known_id(group, relation, thing.label, thing.key),
        event_id=text_of(event.event_id),
        at=event.at,
        received_at=event.received_at,
        seq=event.seq,
    )
