"""Why a product may not go into the cart, and how to take that back."""

import pytest

from domain.constraints import Constraints
from domain.product import Product
from nodes.held_back import hard, held_back

BAR = Product("b", "Bar", "Oatly", price=9.0, allergens=("Peanuts",), diets=("vegan",))


@pytest.mark.parametrize(
    ("held", "why", "back"),
    [
        (
            Constraints(free_from=("nuts",)),
            "Bar holds peanuts, which you rule out.",
            "I'm not allergic to nuts any more",
        ),
        (
            Constraints(diets=("gluten_free",)),
            "Bar is not known to be gluten-free, as you want it.",
            "I don't follow a gluten_free diet any more",
        ),
        (
            Constraints(not_brands=("oatly",)),
            "Bar is by Oatly, which you avoid.",
            "I no longer avoid oatly",
        ),
    ],
)
def test_each_thing_ruled_out_is_told_with_its_way_back(
    held: Constraints, why: str, back: str
) -> None:
    assert held_back(BAR, held) == f"{why} To take that back, say “{back}”."


def test_what_nobody_knows_about_an_allergen_is_not_free_of_it() -> None:
    told = held_back(Product("f", "Fudge"), Constraints(free_from=("milk",)))
    assert told.startswith("Nobody says whether Fudge holds milk, which you rule out.")


def test_what_is_allowed_is_not_held_back() -> None:
    allowed = Constraints(free_from=("milk",), diets=("vegan",), not_brands=("Arla",))
    assert held_back(BAR, allowed) == ""


def test_only_what_is_about_a_person_holds_a_product_back() -> None:
    person = Constraints(free_from=("milk",), diets=("vegan",), not_brands=("Arla",))
    search = person.also(Constraints(price_max=1.0, brands=("Alpro",), attributes=("spicy",)))
    assert hard(search) == person
    assert held_back(BAR, search) == ""
