"""A cart is worth what its lines with a known price are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cart import Cart, CartLine


def cart(*lines: CartLine) -> Cart:
    """Return a cart with these lines."""
    return Cart("ann", lines={line.sku: line for line in lines})


def test_an_empty_cart_is_worth_nothing() -> None:
    assert Cart.empty("ann") == Cart("ann")
    assert Cart.empty("ann").value == 0.0


def test_a_line_without_a_price_adds_nothing() -> None:
    assert cart(CartLine("m1", "Milk", 2, 1.25), CartLine("b1", "Bread", 4)).value == 2.5


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**6)), max_size=20))
def test_the_value_is_exact_to_the_cent(lines: list[tuple[int, int]]) -> None:
    filled = cart(
        *(
            CartLine(str(place), "", count, cents / 100)
            for place, (count, cents) in enumerate(lines)
        )
    )
    assert filled.value == pytest.approx(sum(count * cents for count, cents in lines) / 100)
    assert round(filled.value, 2) == filled.value


def test_two_empty_carts_do_not_share_their_lines() -> None:
    assert Cart.empty("ann").lines is not Cart.empty("bob").lines
