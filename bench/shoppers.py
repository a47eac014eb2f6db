"""Shoppers with a past, the lists they are given, and the searches they make."""

import random
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Any, Final

import msgspec
import orjson

from bench.known_items import KnownItem
from bench.running import ROOT
from bench.wire import Connection, Request
from catalog.reading import read_products
from domain.product import Product

SHOPPERS: Final = 200
EVENTS_EACH: Final = 40
LISTED: Final = 100


def samples() -> list[Product]:
    """Return the sample products."""
    file = ROOT / "samples" / "products.jsonl"
    return [product for chunk in read_products(file) for product in chunk.products]


async def histories(port: int, products: Sequence[Product]) -> list[str]:
    """Give shoppers a past of clicks, cart additions and orders; return who they are."""
    draw, connection = random.Random(3), await Connection.open(port)
    shoppers = [f"shopper-{number}" for number in range(SHOPPERS)]
    for shopper in shoppers:
        liked = draw.sample(products, 20)
        events = [_reaction(shopper, draw.choice(liked), draw) for _ in range(EVENTS_EACH)]
        for number in range(3):
            lines = [{"sku": each.sku, "quantity": 2} for each in draw.sample(liked, 8)]
            order = {"order_id": f"{shopper}-{number}", "items": lines}
            events.append({"event_type": "order_completed", "data": order})
        reply = await connection.ask("/api/v1/events", user_id=shopper, events=events)
        if reply["rejected"]:
            raise RuntimeError(f"events of the bench were rejected: {reply['rejected'][:3]}")
    connection.close()
    return shoppers


def _reaction(shopper: str, product: Product, draw: random.Random) -> dict[str, Any]:
    kind = draw.choice(("search_result_clicked", "product_viewed", "cart_item_added"))
    return {"event_type": kind, "user_id": shopper, "data": {"product_sku": product.sku}}


def lists(
    path: str, shoppers: Sequence[str], products: Sequence[Product], *, full: bool
) -> Iterator[Request]:
    """Yield lists of 100 to rank, by sku alone or as a shop that found them would describe them."""
    draw = random.Random(4)
    ready = []
    for shopper in islice(cycle(shoppers), 50):
        items = [
            _described(product, draw.random(), full=full)
            for product in draw.sample(products, LISTED)
        ]
        ready.append(orjson.dumps({"user_id": shopper, "items": items}))
    yield from ((path, body) for body in cycle(ready))


def _described(product: Product, relevance: float, *, full: bool) -> dict[str, Any]:
    if not full:
        return {"sku": product.sku, "relevance": relevance}
    left_out = ("description", "ingredients", "image")
    told = {k: v for k, v in msgspec.to_builtins(product).items() if k not in left_out}
    return {**told, "sku": f"foreign-{product.sku}", "relevance": relevance}


def queries(
    path: str,
    shoppers: Sequence[str],
    items: Sequence[KnownItem],
    filters: dict[str, Any] | None = None,
) -> Iterator[Request]:
    """Yield searches for known items, each by the next shopper."""
    pairs = zip(cycle(shoppers), items, strict=False)
    ready = [
        orjson.dumps({"user_id": shopper, "query": item.query, "filters": filters})
        for shopper, item in pairs
    ]
    yield from ((path, body) for body in cycle(ready))
