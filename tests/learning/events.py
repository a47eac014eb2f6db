"""Build the least events that a test of learning needs."""

from collections.abc import Mapping
from typing import Any, Final

from domain.clock import MS_PER_DAY
from domain.event import Event, Kind

START: Final = 1_700_000_000_000
"""Time of day 0, in milliseconds."""

OAT_MILK: Final[Mapping[str, Any]] = {
    "product_sku": "oat",
    "product_name": "Oat Milk",
    "category": "Milk",
    "brand": "Oatfern",
    "attributes": ["plant_based", "lactose_free"],
    "price": 3.0,
    "size": "1 l",
}


def day(days: float) -> int:
    """Return the time some days after day 0, in milliseconds."""
    return START + round(days * MS_PER_DAY)


def event(
    kind: Kind, seq: int, data: Mapping[str, Any], *, days: float = 0, subject: str = "s1"
) -> Event:
    """Return an event at a place in the journal, some days after day 0."""
    at = day(days)
    return Event(seq.to_bytes(16, "big"), kind, subject, None, at, at, data, seq=seq)


def click(seq: int, *, days: float = 0, **data: Any) -> Event:
    """Return a click on oat milk, or on what `data` makes of it."""
    return event(Kind.SEARCH_RESULT_CLICKED, seq, {**OAT_MILK, **data}, days=days)


def cart_add(seq: int, quantity: float = 1, *, days: float = 0, **data: Any) -> Event:
    """Return oat milk put into the cart."""
    told = {**OAT_MILK, "quantity": quantity, **data}
    return event(Kind.CART_ITEM_ADDED, seq, told, days=days)


def order(seq: int, *lines: Mapping[str, Any], days: float = 0, order_id: str = "") -> Event:
    """Return an order of some lines; without any, of one oat milk."""
    data = {"order_id": order_id or f"o{seq}", "items": list(lines or (line(),))}
    return event(Kind.ORDER_COMPLETED, seq, data, days=days)


def line(sku: str = "oat", quantity: float = 1, **data: Any) -> dict[str, Any]:
    """Return one line of an order."""
    about = {"name": "Oat Milk", "category": "Milk", "brand": "Oatfern", "price": 3.0}
    return {"sku": sku, "quantity": quantity, **about, **data}


def said(seq: int, relation: str, value: Any, *, action: str = "set", days: float = 0) -> Event:
    """Return a stated preference."""
    data = {"relation": relation, "value": value, "action": action}
    return event(Kind.PREFERENCE_UPDATED, seq, data, days=days)
