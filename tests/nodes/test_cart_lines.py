"""Lines, prices and totals in words, each computed from events and the cart."""

from typing import Any

import pytest

from domain.cart import Cart, CartLine
from domain.event import Event, Kind
from nodes.cart_lines import (
    added,
    cart_in_words,
    done_in_words,
    lines_of,
    ordered,
    removed,
    times,
    total_in_words,
    updated,
)
from tests.fakes.events import event

OAT = CartLine("oat", "Oat Milk", 2.0, 3.0)
FUDGE = CartLine("fudge", "Fudge", 1.0)


def cart(*lines: CartLine) -> Cart:
    return Cart("ann", lines={line.sku: line for line in lines})


def did(kind: Kind, quantity: float | None, **more: Any) -> Event:
    data: dict[str, Any] = {"product_sku": "oat", "product_name": "Oat Milk", "price": 3.0, **more}
    data |= {} if quantity is None else {"quantity": quantity}
    return event(kind, "ann", **data)


def test_a_cart_is_told_line_by_line_with_its_sum() -> None:
    assert cart_in_words(cart()) == "Your cart is empty."
    told = "In your cart: 2 × Oat Milk at 3.00 each, 6.00. In all: 6.00."  # noqa: RUF001
    assert cart_in_words(cart(OAT)) == told


def test_unknown_prices_are_said_and_never_counted_as_nothing() -> None:
    told = cart_in_words(cart(OAT, FUDGE))
    assert told.endswith("In all: 6.00, without Fudge, whose price is not known.")
    assert total_in_words(cart(FUDGE)) == "Your cart now holds 1 product: no price is known."
    assert lines_of(cart(OAT, FUDGE))["unpriced"] == ["Fudge"]
    assert lines_of(cart(OAT, FUDGE))["value"] == 6.0


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (did(Kind.CART_ITEM_ADDED, 2.0), "Added 2 × Oat Milk at 3.00 each, 6.00."),  # noqa: RUF001
        (did(Kind.CART_ITEM_ADDED, None), "Added 1 × Oat Milk at 3.00."),  # noqa: RUF001
        (
            did(Kind.CART_ITEM_ADDED, 1.0, reason={"text": "In 3 of your 4 orders"}),
            "Added 1 × Oat Milk at 3.00 (in 3 of your 4 orders).",  # noqa: RUF001
        ),
        (did(Kind.CART_ITEM_UPDATED, 3.0), "Now it is 3 × Oat Milk at 3.00 each, 9.00."),  # noqa: RUF001
        (did(Kind.CART_ITEM_REMOVED, 1.0), "Took 1 of Oat Milk out; 2 stay."),
        (did(Kind.CART_ITEM_REMOVED, None), "Took Oat Milk out of your cart."),
    ],
)
def test_each_change_is_told_from_its_event(done: Event, told: str) -> None:
    assert done_in_words([done], cart(OAT)).startswith(f"{told} Your cart now holds 1 product")


def test_taking_out_the_last_leaves_an_empty_cart() -> None:
    told = done_in_words([did(Kind.CART_ITEM_REMOVED, 2.0)], cart())
    assert told == "Took Oat Milk out of your cart. Your cart is empty now."


def test_an_order_is_told_with_what_has_no_price() -> None:
    change = ordered(cart(OAT, FUDGE), "o1")
    assert change.kind is Kind.ORDER_COMPLETED
    told = done_in_words([event(change.kind, "ann", **change.data)], cart())
    assert told == (
        "Ordered: 2 × Oat Milk; 1 × Fudge. "  # noqa: RUF001
        "Total 6.00, without Fudge, of unknown price. Order o1."
    )


def test_changes_say_what_the_event_needs() -> None:
    assert added("oat", 2.0, reason=1).data == {"product_sku": "oat", "quantity": 2.0, "reason": 1}
    assert updated("oat", 3.0).data == {"product_sku": "oat", "quantity": 3.0}
    assert removed("oat").data == {"product_sku": "oat"}
    assert removed("oat", 1.0).data == {"product_sku": "oat", "quantity": 1.0}
    assert times(1.5, "Ham") == "1.5 × Ham"  # noqa: RUF001
