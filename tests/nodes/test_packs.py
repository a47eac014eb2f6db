"""A number is one of pieces or of packs, as the shelf has them."""

import pytest

from domain.constraints import Constraints
from domain.understanding import Intent, Understanding
from nodes.packs import Pieces, in_packs, pieces_in

EGGS = ("6 eggs", "10 eggs", "12 eggs", "500 ml")
COLA = ("2 l", "6 x 330 ml", "500 ml")


def add(quantity: float | None = None, *sizes: str, query: str = "eggs") -> Understanding:
    return Understanding(Intent.ADD, query, Constraints(sizes=sizes), quantity)


def bought(said: Understanding, text: str, shelf: tuple[str, ...]) -> tuple[object, ...]:
    """Return sizes and quantity of what a sentence comes to."""
    asked = pieces_in(said, text, said.query)
    read = said if asked is None else in_packs(said, asked, shelf)
    return (*read.constraints.sizes, read.quantity)


@pytest.mark.parametrize(
    ("said", "text", "result"),
    [
        (add(12.0), "add 12 eggs", ("12 eggs", None)),
        (add(None, "12 ct"), "a dozen eggs", ("12 eggs", None)),
        (add(24.0), "add 24 eggs", ("12 eggs", 2.0)),
        (add(2.0, "12 ct"), "two dozen eggs", ("12 eggs", 2.0)),
        (add(18.0), "add 18 eggs", ("6 eggs", 3.0)),
        (add(2.0), "add 2 eggs", (2.0,)),
        (add(7.0), "add 7 eggs", ("7 ct", None)),
        (add(6.0), "6 packs of eggs", (6.0,)),
        (add(6.0), "6x eggs", (6.0,)),
        (add(None, "4 pack"), "a 4 pack of eggs", ("4 pack", None)),
        (add(None, "24 pack"), "a 24 pack of eggs", ("24 pack", None)),
    ],
)
def test_eggs_are_bought_by_the_pack(
    said: Understanding, text: str, result: tuple[object, ...]
) -> None:
    assert bought(said, text, EGGS) == result


def test_a_pack_of_cans_is_found_by_the_number_of_cans() -> None:
    said = add(None, "6 pack", query="cola")
    assert bought(said, "6 pack of cola", COLA) == ("6 x 330 ml", None)


def test_what_is_mostly_sold_singly_is_counted() -> None:
    assert bought(add(6.0, query="cola"), "add 6 cola", COLA) == (6.0,)
    assert bought(add(6.0, query="lemons"), "add 6 lemons", ("1 piece", "")) == (6.0,)


@pytest.mark.parametrize(
    "said",
    [
        add(2.0, "1 liter"),
        add(1.0),
        add(2.5),
        Understanding(Intent.ADD, "eggs", quantity=12.0, relative=("more",)),
        Understanding(Intent.REMOVE, "eggs", quantity=12.0),
        Understanding(Intent.ADD, "", quantity=12.0),
    ],
)
def test_other_numbers_are_no_pieces(said: Understanding) -> None:
    assert pieces_in(said, "add 12 eggs", said.query) is None


def test_a_sentence_that_says_pack_is_known_to() -> None:
    said = add(None, "6 pack")
    assert pieces_in(said, "6-pack of eggs", "eggs") == Pieces(6.0, sized=True, packed=True)
