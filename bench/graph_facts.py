"""Make facts for the benches of the graph: every group speaks of the same few hundred products."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

from domain.ids import known_id
from domain.knowledge import Change, KnownFact, Label, Thing

PRODUCTS: Final = Path(__file__).parent.parent / "samples" / "products.jsonl"
AT: Final = 1_760_000_000_000
COMMON: Final = "orders regularly"
"""Words that stand in every fact."""


def names() -> list[str]:
    """Return the names of the sample products."""
    return [orjson.loads(line)["name"] for line in PRODUCTS.read_bytes().splitlines() if line]


def group_of(number: int) -> str:
    """Return the name of one group, in the form of a pseudonym."""
    return f"s_{number:032x}"


def changes(groups: int, facts: int, seed: int = 5) -> Iterator[Change]:
    """Yield each group's facts: what it buys, worded alike in every group."""
    draw, stock = random.Random(seed), names()
    for number in range(groups):
        group = group_of(number)
        yield Change(group, tuple(fact(group, place, draw.choice(stock)) for place in range(facts)))


def fact(group: str, place: int, name: str) -> KnownFact:
    """Return one fact of a group about a product."""
    sku = f"sku-{place}"
    return KnownFact(
        memory_id=known_id(group, "REGULARLY_BUYS", "Product", sku),
        type="relationship",
        relation="REGULARLY_BUYS",
        thing=Thing(Label.PRODUCT, sku, name),
        value="",
        content=f"Buys {name} regularly: {place % 17 + 2} orders",
        source="inferred",
        confidence=0.9,
        evidence=(known_id(group, "event", sku),),
        valid_at=AT,
        recorded_at=AT,
        reinforced_at=AT + place,
        half_life_days=120.0,
        seq=place + 1,
    )
