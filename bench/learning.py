"""How long learning one event, the status and a ranking take: `python -m bench.learning`."""

import random
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Final

from bench.measure import Row, percentiles, write
from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.ids import uuid7
from domain.product import Product
from domain.profile import Profile
from domain.proposal import Hit
from learning.popularity import Popularity, count
from learning.profile import learn
from learning.ranking.rank import neutral, rank
from learning.signals import DEFAULT
from learning.status import status

AT: Final = 1_700_000_000_000
KNOWN: Final = 3_000
"""Events behind the profile that is measured: its limits are nearly reached."""

SAMPLES: Final = 5_000
LISTS: Final = 500
HITS: Final = 100
NEW: Final = "a new profile"
FULL: Final = "a full profile (3,000 events)"


def facets(number: int) -> dict[str, Any]:
    """Return one of 2,000 products, as an event names it, with three attributes and a size."""
    return {
        "product_sku": f"sku-{number}",
        "product_name": f"Product {number}",
        "category": f"category {number % 40}",
        "brand": f"brand {number % 90}",
        "attributes": [f"trait {number % n}" for n in (7, 11, 23)],
        "price": 1.0 + number % 17,
        "size": f"{number % 12} oz",
    }


def event(kind: Kind, seq: int, draw: random.Random) -> Event:
    """Return an event about one product, or about ten in an order."""
    data = {**facets(draw.randrange(2_000)), "quantity": 2}
    if kind is Kind.ORDER_COMPLETED:
        data = {"items": [{**facets(draw.randrange(2_000)), "quantity": 2} for _ in range(10)]}
        data["items"] = [{**each, "sku": each["product_sku"]} for each in data["items"]]
    at = AT + seq * 60_000
    return Event(uuid7(at), kind, "s1", None, at, at, data, seq=seq)


def grown(draw: random.Random) -> Profile:
    """Return the profile of somebody who was there for long."""
    profile = Profile.empty("s1")
    kinds = (Kind.SEARCH_RESULT_CLICKED, Kind.CART_ITEM_ADDED, Kind.PRODUCT_VIEWED)
    for seq in range(1, KNOWN):
        profile = learn(profile, event(draw.choice(kinds), seq, draw), DEFAULT)
    return learn(profile, event(Kind.ORDER_COMPLETED, KNOWN, draw), DEFAULT)


def product(number: int) -> Product:
    """Return the product of `facets` as the catalogue knows it."""
    told = facets(number)
    return Product(
        told["product_sku"],
        told["product_name"],
        told["brand"],
        told["category"],
        price=told["price"],
        size=told["size"],
        diets=("vegetarian", "vegan"),
        attributes=tuple(told["attributes"]),
    )


def times(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Return how long each call takes, in seconds."""
    taken = []
    for call in calls:
        begun = perf_counter()
        call()
        taken.append(perf_counter() - begun)
    return taken


def learning_rows(profile: Profile, draw: random.Random) -> list[Row]:
    """Measure the fold of one event of each kind into a full profile."""
    rows = []
    for kind, target in (
        (Kind.PRODUCT_VIEWED, "p50 < 3 us"),
        (Kind.SEARCH_RESULT_CLICKED, "p50 < 30 us"),
        (Kind.CART_ITEM_ADDED, "p50 < 30 us"),
        (Kind.RESULT_SKIPPED, "p50 < 30 us"),
        (Kind.ORDER_COMPLETED, ""),
    ):
        events = [event(kind, KNOWN + n, draw) for n in range(1, SAMPLES + 1)]
        taken = percentiles(_folding(profile, events), "us")
        what = f"learn one {kind}" + (" of 10 lines" if kind is Kind.ORDER_COMPLETED else "")
        limit = float(target.split()[2]) if target else None
        met = taken["p50"] < limit if limit else None
        rows.append(Row(f"{what}, {FULL}", target, **taken, met=met))
    return rows


def _folding(profile: Profile, events: Sequence[Event]) -> list[float]:
    taken = []
    for one in events:
        begun = perf_counter()
        profile = learn(profile, one, DEFAULT)
        taken.append(perf_counter() - begun)
    return taken


def reading_rows(profile: Profile, draw: random.Random) -> list[Row]:
    """Measure the status and the ranking of 100 hits with reasons."""
    now = AT + MS_PER_DAY * 30
    hits = [Hit(product(draw.randrange(2_000)), draw.random()) for _ in range(HITS)]
    taken = Popularity()
    for seq in range(1, KNOWN):
        count(taken, event(Kind.ORDER_COMPLETED, seq, draw))
    one_click = learn(Profile.empty("s1"), event(Kind.SEARCH_RESULT_CLICKED, 1, draw))

    def ranking(who: Profile, limit: int | None) -> Callable[[], object]:
        return lambda: rank(hits, who, now=now, popularity=taken.score, limit=limit)

    statuses = percentiles(times([lambda: status(profile, now)] * LISTS), "us")
    rows = [Row(f"status, {FULL}", **statuses)]
    for who, name in ((profile, FULL), (one_click, NEW + " (one click)")):
        for limit, shown in ((None, "all shown"), (10, "10 shown")):
            measured = percentiles(times([ranking(who, limit)] * LISTS), "us")
            what = f"rank {HITS} with reasons, {shown}, {name}"
            rows.append(Row(what, "p50 < 1000 us", **measured, met=measured["p50"] < 1_000))
    same = percentiles(times([lambda: neutral(hits, popularity=taken.score)] * LISTS), "us")
    return [*rows, Row(f"neutral order of {HITS}", **same)]


def main() -> int:
    """Measure, write `bench/results/learning.json`, and show it."""
    draw = random.Random(1)
    profile = grown(draw)
    path = write("learning", [*learning_rows(profile, draw), *reading_rows(profile, draw)])
    sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
