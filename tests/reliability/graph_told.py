"""Make up what people say and do, so that every kind of claim meets every other."""

import random
from collections.abc import Sequence
from typing import Any, Final

from domain.event import Event, Kind
from domain.ids import uuid7
from domain.knowledge import KnownFact

SUBJECTS: Final = ("ann", "ben")
DAY: Final = 86_400_000
_VALUES: Final = ("Nuts", "nuts", "Oatly", "50", "60")
_RELATIONS: Final = (
    "prefers_brand", "avoids_brand", "allergic_to", "prefers_attribute", "budget", "goal", "likes",
)  # fmt: skip
_ITEMS: Final = (
    {"sku": "m1", "name": "Oat Milk", "brand": "Oatly", "category": "Nuts"},
    {"sku": "m2", "name": "Soy Milk", "brand": "Alpro", "category": "Milk"},
)
_WEIGHTS: Final = {
    Kind.CART_ITEM_ADDED: 40,
    Kind.ORDER_COMPLETED: 10,
    Kind.FACT_STATED: 20,
    Kind.SELECTION_MADE: 10,
    Kind.FACTS_EXTRACTED: 5,
    Kind.PERSONA_UPDATED: 5,
    Kind.PRODUCT_VIEWED: 5,
    Kind.FACT_CORRECTED: 4,
    Kind.FACT_DELETED: 4,
}
"""Carts stand out: only a fact with more events than it keeps can tell a batch applied twice."""


def made_up(rng: random.Random, subject: str, now: int, known: Sequence[KnownFact]) -> Event:
    """Return an event of a subject, received now, that may have happened days before.

    Args:
        rng: Decides what.
        subject: Whose.
        now: Milliseconds since 1970-01-01 UTC.
        known: What of theirs can be corrected or deleted.
    """
    [kind] = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
    if kind in (Kind.FACT_CORRECTED, Kind.FACT_DELETED) and not known:
        kind = Kind.FACT_STATED
    at = now - rng.choice((0, 0, 0, 1, 3, 9)) * DAY
    return Event(uuid7(now), kind, subject, None, at, now, _data(rng, kind, known))


def _data(rng: random.Random, kind: Kind, known: Sequence[KnownFact]) -> dict[str, Any]:
    if kind is Kind.CART_ITEM_ADDED or kind is Kind.PRODUCT_VIEWED:
        item = rng.choice(_ITEMS)
        return {"product_sku": item["sku"], "product_name": item["name"], **item, "quantity": 1}
    if kind is Kind.ORDER_COMPLETED:
        return {"order_id": "o1", "items": [{**item, "quantity": 1} for item in _ITEMS]}
    if kind is Kind.SELECTION_MADE:
        question = rng.choice(("Want to buy nuts?", "Want to bake bread?"))
        selected = {"id": "h1", "question": question, "confidence": 0.8}
        return {"choice": "h1", "selected": selected, "input_text": "help me bake"}
    if kind is Kind.FACTS_EXTRACTED:
        return {"goals": [{"content": rng.choice(_VALUES), "confidence": 0.7}], "preferences": []}
    if kind is Kind.PERSONA_UPDATED:
        return {"new_facets": {"concise": rng.random(), "formal": 0.5}}
    if kind is Kind.FACT_STATED:
        action = rng.choice(("set", "set", "remove"))
        words = rng.choice(("", "I said so"))
        stated = {"relation": rng.choice(_RELATIONS), "value": rng.choice(_VALUES)}
        return {**stated, "action": action, "words": words}
    return _about(rng.choice(known), rng.choice(_VALUES) if kind is Kind.FACT_CORRECTED else None)


def _about(fact: KnownFact, instead: str | None) -> dict[str, Any]:
    thing = fact.thing
    return {
        "memory_id": fact.memory_id,
        "type": fact.type,
        "relation": fact.relation,
        "thing": thing and {"label": thing.label.value, "key": thing.key, "name": thing.name},
        "old_value": fact.value,
        "value": fact.value if instead is None else instead,
        "content": fact.content,
    }
