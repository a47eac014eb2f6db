"""Sizes are read as shops write them, and compared as amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import Measure, measure_of, pieces_of, unit_price


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1 l", 1000, "ml"),
        ("1L", 1000, "ml"),
        ("0.5 gal", 1892.7059, "ml"),
        ("half a gallon of milk", 1892.7059, "ml"),
        ("1/2 gal", 1892.7059, "ml"),
        ("6 x 330 ml", 1980, "ml"),
        ("16 fl oz", 473.17648, "ml"),
        ("12 OZ", 340.194276, "g"),
        ("2,5 kg", 2500, "g"),
        ("a dozen eggs", 12, "each"),
        ("12 eggs", 12, "each"),
        ("4 Rolls", 4, "each"),
        ("12-ct", 12, "each"),
        ("the 500g bag", 500, "g"),
        (".5 l", 500, "ml"),
        ("15. oz", 425.242845, "g"),
        ("1,000 ml", 1000, "ml"),
        ("0,250 kg", 250, "g"),
        ("1 1/2 lb", 680.388555, "g"),
        ("3/4 l", 750, "ml"),
        ("6/12 OZ", 2041.165656, "g"),
        ("4/4 OZ", 453.592368, "g"),
        ("6/.5 L", 3000, "ml"),
        ("12 PK/12 OZ", 4082.331312, "g"),
        ("12 OZ/4 PK", 1360.777104, "g"),
        ("48 CT/13 GAL", 48, "each"),
        ("1 GA", 3785.4118, "ml"),
        ("a jar of 300 g, or 1 kg", 300, "g"),
    ],
)
def test_a_size_is_read(text: str, amount: float, unit: str) -> None:
    found = measure_of(text)
    assert found is not None
    assert found.amount == pytest.approx(amount)
    assert found.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "large",
        "l",
        "0 g",
        "1/0 l",
        "pack",
        "5 stars",
        "7 grapes",
        "cola l",
        "1234567 g",
        "0/0 l",
        "1 1/0 l",
    ],
)
def test_what_is_no_size_is_none(text: str) -> None:
    assert measure_of(text) is None


def test_sizes_are_the_same_up_to_rounding() -> None:
    assert Measure(1000, "ml").same(Measure(975.9, "ml"))
    assert not Measure(1000, "ml").same(Measure(946.4, "ml"))
    assert not Measure(1000, "ml").same(Measure(1000, "g"))


@given(st.floats(1e-3, 1e9), st.floats(0.9, 1.1))
def test_bounds_are_the_amounts_that_pass(amount: float, factor: float) -> None:
    low, high = Measure(amount, "g").bounds
    other = amount * factor
    assert Measure(amount, "g").same(Measure(other, "g")) == (low <= other <= high)
    assert low < amount < high


def test_a_price_per_unit_names_its_unit() -> None:
    assert unit_price(3.0, Measure(6.0, "each")) == (0.5, "each")
    assert unit_price(3.0, Measure(1500.0, "ml")) == (2.0, "l")


@given(st.text(max_size=60))
def test_any_text_gives_an_amount_above_zero_or_nothing(text: str) -> None:
    found = measure_of(text)
    assert found is None or found.amount > 0


@pytest.mark.parametrize("text", ["two bags", "2 bags of rice", "bags", "0 eggs", "15 m"])
def test_only_a_whole_size_counts_pieces_by_their_name(text: str) -> None:
    assert measure_of(text) is None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("12 eggs", 12),
        ("5 pack", 5),
        ("6 x 330 ml", 6),
        ("4 PK/12 OZ", 4),
        ("1 l", None),
        ("", None),
    ],
)
def test_a_pack_holds_so_many_pieces(text: str, pieces: float | None) -> None:
    assert pieces_of(text) == pieces
