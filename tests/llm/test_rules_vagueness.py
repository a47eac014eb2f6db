"""Vague requests are told from precise ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.adapters.rules import VAGUE_FROM, vagueness
from llm.port import Shelf

SHELF = Shelf(
    known_categories=("Milk", "Bread", "Chips", "Coffee", "Cereal", "Baking", "Rice & Grains")
)
MILK = Shelf({"Milk": 0.8, "Baking": 0.2}, known_categories=SHELF.known_categories)
SPREAD = Shelf(dict.fromkeys("abcdefghij", 0.1), known_categories=SHELF.known_categories)


PRECISE = (
    "milk", "oat milk 1l", "spicy chips", "bread for breakfast", "2 gallons of milk", "olive oil",
    "cheap rice", "coffee beans 500 g", "牛奶", "breakfast cereal", "chips for a party",
)  # fmt: skip
VAGUE = (
    "", "something for breakfast", "gift", "snacks for a party", "I need ideas for dinner",
    "surprise me", "I'm hungry", "what should I buy?", "🎂", "something nice", "help",
    "quick lunch",
)  # fmt: skip


@pytest.mark.parametrize("text", PRECISE)
@pytest.mark.parametrize("shelf", [SHELF, MILK], ids=["nothing found", "found"])
def test_a_request_that_names_its_product_is_precise(text: str, shelf: Shelf) -> None:
    assert vagueness(text, shelf) < VAGUE_FROM


@pytest.mark.parametrize("text", VAGUE)
@pytest.mark.parametrize("shelf", [None, SHELF, SPREAD], ids=["no shelf", "nothing", "spread"])
def test_a_request_that_names_no_product_is_vague(text: str, shelf: Shelf | None) -> None:
    assert vagueness(text, shelf) >= VAGUE_FROM


def test_words_spread_over_many_shelves_are_vaguer() -> None:
    assert vagueness("spicy", SPREAD) > vagueness("spicy", SHELF)


@given(st.text(max_size=300))
def test_vagueness_stays_between_0_and_1(text: str) -> None:
    assert 0.0 <= vagueness(text, SPREAD) <= 1.0
