"""Fold cart and order events into a cart."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from domain.cart import Cart, CartLine, Order
from domain.event import Event, Item, Kind, item_from
from domain.ids import text_of
from learning.bounded import amount

MAX_ORDERS: Final = 50
MAX_LINES: Final = 200

KINDS: Final = frozenset(
    {
        Kind.CART_ITEM_ADDED,
        Kind.CART_ITEM_REMOVED,
        Kind.CART_ITEM_UPDATED,
        Kind.ORDER_COMPLETED,
    }
)
"""Kinds that `fill` looks at."""


def fill(cart: Cart, event: Event) -> Cart:
    """Return the cart after one event.

    Adding raises a line's quantity, removing lowers it (the whole line without a quantity),
    updating sets it (0 removes). An order clears the lines it holds and is remembered once per
    order id.

    Args:
        cart: State before.
        event: A cart or order event of this subject; other kinds only move `seq`.

    Returns:
        The state after; the same one when the event is not newer.
    """
    if event.seq <= cart.seq:
        return cart
    lines, orders = dict(cart.lines), cart.orders
    if event.kind is Kind.ORDER_COMPLETED:
        orders = _order(lines, orders, event)
    elif event.kind in KINDS:
        _change(lines, event)
    return Cart(cart.subject, event.seq, lines, orders)


def _change(lines: dict[str, CartLine], event: Event) -> None:
    item, told = item_from(event.data), amount(event.data.get("quantity"))
    old = lines.get(item.sku)
    have = old.quantity if old else 0.0
    if event.kind is Kind.CART_ITEM_ADDED:
        wanted = have + (told or 1.0)
    elif event.kind is Kind.CART_ITEM_UPDATED:
        wanted = told or 0.0
    else:
        wanted = have - told if told else 0.0
    if wanted > 0 and item.sku and (old or len(lines) < MAX_LINES):
        lines[item.sku] = _line(item, wanted, old)
    else:
        lines.pop(item.sku, None)


def _order(
    lines: dict[str, CartLine], orders: tuple[Order, ...], event: Event
) -> tuple[Order, ...]:
    data: Mapping[str, Any] = event.data
    bought = [item_from(line) for line in data.get("items") or ()]
    for item in bought:
        lines.pop(item.sku, None)
    order_id = str(data.get("order_id") or text_of(event.event_id))
    if any(order.order_id == order_id for order in orders):
        return orders
    total = data.get("total_value")
    new = Order(
        order_id,
        event.at,
        float(total) if total is not None else None,
        tuple(_line(item, amount(item.quantity) or 1.0, None) for item in bought),
        text_of(event.event_id),
    )
    return (*orders, new)[-MAX_ORDERS:]


def _line(item: Item, quantity: float, old: CartLine | None) -> CartLine:
    before = old or CartLine(item.sku, "", 0.0)
    return replace(
        before,
        name=item.name or before.name,
        quantity=quantity,
        price=item.price if item.price is not None else before.price,
        category=item.category or before.category,
        brand=item.brand or before.brand,
    )
