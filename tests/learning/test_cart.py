"""The cart is what was added, changed, taken out and ordered."""

from typing import Any

import pytest

from domain.cart import Cart
from domain.event import Event, Kind
from domain.ids import text_of
from learning.cart import MAX_LINES, MAX_ORDERS, fill
from tests.learning.events import OAT_MILK, cart_add, click, event, line, order


def filled(*events: Event) -> Cart:
    cart = Cart.empty("s1")
    for one in events:
        cart = fill(cart, one)
    return cart


def changed(kind: Kind, seq: int, **data: Any) -> Event:
    return event(kind, seq, {**OAT_MILK, **data})


def test_adding_twice_adds_up() -> None:
    cart = filled(cart_add(1, 1), cart_add(2, 2))
    assert cart.lines["oat"].quantity == 3
    assert (cart.lines["oat"].name, cart.lines["oat"].brand) == ("Oat Milk", "Oatfern")
    assert cart.value == 9.0


def test_a_line_keeps_what_a_later_event_leaves_out() -> None:
    bare = event(Kind.CART_ITEM_ADDED, 2, {"product_sku": "oat", "quantity": 1})
    assert filled(cart_add(1), bare).lines["oat"].price == 3.0


def test_adding_without_a_quantity_adds_one() -> None:
    assert filled(changed(Kind.CART_ITEM_ADDED, 1)).lines["oat"].quantity == 1


@pytest.mark.parametrize(("told", "left"), [({"quantity": 2}, 3), ({"quantity": 5}, 0), ({}, 0)])
def test_removing_takes_out_some_or_all(told: dict[str, Any], left: float) -> None:
    cart = filled(cart_add(1, 5), changed(Kind.CART_ITEM_REMOVED, 2, **told))
    assert (cart.lines["oat"].quantity if left else len(cart.lines)) == left


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert filled(changed(Kind.CART_ITEM_REMOVED, 1)).lines == {}


@pytest.mark.parametrize(("quantity", "lines"), [(4, 1), (0, 0)])
def test_updating_sets_the_quantity_and_zero_removes(quantity: float, lines: int) -> None:
    cart = filled(cart_add(1, 9), changed(Kind.CART_ITEM_UPDATED, 2, quantity=quantity))
    assert [one.quantity for one in cart.lines.values()] == [quantity] * lines


def test_an_order_clears_its_lines_and_is_remembered() -> None:
    bought = order(3, line(quantity=2))
    cart = filled(cart_add(1, 2), cart_add(2, product_sku="rye"), bought)
    assert list(cart.lines) == ["rye"]
    (kept,) = cart.orders
    assert (kept.order_id, kept.total, kept.event_id) == ("o3", None, text_of(bought.event_id))
    assert kept.lines[0].quantity == 2


def test_an_order_told_twice_is_remembered_once() -> None:
    assert len(filled(order(1, order_id="a"), order(2, order_id="a")).orders) == 1


def test_an_order_keeps_its_total() -> None:
    told = event(Kind.ORDER_COMPLETED, 1, {"total_value": 12, "items": []})
    assert filled(told).orders[0].total == 12.0


def test_orders_and_lines_are_bounded() -> None:
    cart = Cart.empty("s1")
    for n in range(1, MAX_ORDERS + 3):
        cart = fill(cart, order(n))
    assert (len(cart.orders), cart.orders[0].order_id) == (MAX_ORDERS, "o3")
    for n in range(100, 100 + MAX_LINES + 5):
        cart = fill(cart, cart_add(n, product_sku=f"p{n}"))
    assert len(cart.lines) == MAX_LINES


def test_other_kinds_only_move_the_place() -> None:
    assert filled(click(7)) == Cart("s1", seq=7)


def test_the_same_event_again_changes_nothing() -> None:
    once = filled(cart_add(1))
    assert fill(once, cart_add(1, 9)) is once
