"""Stock an empty shop with the sample products, and give its sample shoppers their past."""

from collections.abc import Mapping
from typing import Any

import structlog

from catalog.orders_reading import PastOrder, read_orders
from catalog.reading import read_products
from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.ids import client_event_id, digest_of
from domain.product import Product
from graph.steps import Steps
from nodes.item import line_facets
from wiring.shipped import shipped

_log = structlog.get_logger(__name__)


async def stock(steps: Steps) -> bool:
    """Fill an empty catalogue; return whether it was empty.

    The histories end yesterday, whenever that is, and every sample shopper shares their patterns.
    Interrupted half-way it is finished at the next start, for the orders have fixed names.
    """
    services = steps.services
    if await services.catalog.count():
        return False
    folder = shipped("samples")
    products = [p for chunk in read_products(folder / "products.jsonl") for p in chunk.products]
    orders = [o for o in read_orders(folder / "orders.jsonl") if isinstance(o, PastOrder)]
    now = services.clock.now()
    shift = now - MS_PER_DAY - max(order.at for order in orders)
    shelf = {product.sku: product for product in products}
    events = [_sharing(who, now) for who in sorted({order.user_id for order in orders})]
    events += [_order(past, shelf, now, shift) for past in sorted(orders, key=lambda past: past.at)]
    await steps.learn(events, imported=True)
    await services.catalog.upsert(products)  # last: a catalogue with products counts as stocked
    _log.info("samples_stocked", products=len(products), orders=len(orders))
    return True


def _order(past: PastOrder, shelf: Mapping[str, Product], now: int, shift: int) -> Event:
    lines = [
        line_facets(shelf[line.sku]) | {"quantity": line.quantity, "price": line.price}
        for line in past.lines
    ]
    data = {"order_id": past.order_id, "item_count": len(lines), "items": lines}
    return _event(Kind.ORDER_COMPLETED, past.user_id, past.order_id, past.at + shift, now, data)


def _sharing(subject: str, now: int) -> Event:
    data = {"changes": {"share_patterns": True}}
    return _event(Kind.CONSENT_CHANGED, subject, "sharing", now, now, data)


def _event(
    kind: Kind, subject: str, name: str, at: int, received_at: int, data: dict[str, Any]
) -> Event:
    event_id = client_event_id(subject, f"sample-{name}")
    digest = digest_of(name.encode())
    return Event(event_id, kind, subject, None, at, received_at, data, digest)
