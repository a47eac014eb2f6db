"""A product holds what it states and what its ingredients name, under every name of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allergens import FAMILIES, NAMED_BY, family_of, held_by, named_in
from domain.constraints import Constraints
from domain.product import Product


def holds(ruled_out: str, *stated: str, ingredients: str = "") -> bool:
    """Whether ruling a word out keeps a product with this data away."""
    product = Product("p", "Product", allergens=stated, ingredients=ingredients)
    return not Constraints(free_from=(ruled_out,)).admit(product)


@pytest.mark.parametrize(
    ("ruled_out", "stated"),
    [
        ("nuts", "Tree Nuts"),
        ("tree-nuts", "tree_nuts"),
        ("nuts", "peanuts"),
        ("nuts", "almond"),
        ("almond", "almonds"),
        ("almonds", "nuts"),
        ("nut", "Brazil nuts"),
        ("dairy", "milk"),
        ("milk", "Lactose"),
        ("cheese", "milk"),
        ("lactose", "dairy"),
        ("egg", "Eggs"),
        ("soya", "soy"),
        ("soybeans", "SOYA"),
        ("shrimp", "shellfish"),
        ("crab", "crustaceans"),
        ("fish", "salmon"),
        ("gluten", "wheat"),
        ("rye", "gluten"),
        ("sulfites", "sulphites"),
        ("kiwi", "Kiwi"),
    ],
)
def test_a_word_rules_out_every_name_of_its_allergen(ruled_out: str, stated: str) -> None:
    assert holds(ruled_out, stated)
    assert holds(ruled_out.upper(), stated.title())


@pytest.mark.parametrize(
    ("ruled_out", "stated"),
    [("peanuts", "nuts"), ("milk", "eggs"), ("fish", "shellfish"), ("kiwi", "nuts")],
)
def test_a_word_rules_out_nothing_else(ruled_out: str, stated: str) -> None:
    assert not holds(ruled_out, stated)


@pytest.mark.parametrize(
    ("ruled_out", "ingredients"),
    [
        ("milk", "Sugar, WHEY powder (4%), salt"),
        ("dairy", "butter"),
        ("nuts", "Dates; hazelnuts"),
        ("almonds", "roasted hazelnuts"),
        ("gluten", "barley malt"),
        ("nuts", "May contain traces of peanut."),
        ("eggs", "water,egg,salt"),
    ],
)
def test_ingredients_give_away_what_the_data_leaves_out(ruled_out: str, ingredients: str) -> None:
    assert holds(ruled_out, ingredients=ingredients)


@pytest.mark.parametrize(
    "ingredients",
    ["", "Oats, sugar", "Gluten free. No milk, without eggs, free from nuts, nut-free kitchen"],
)
@pytest.mark.parametrize("ruled_out", ["milk", "eggs", "nuts", "gluten"])
def test_what_a_list_does_not_name_is_not_held(ruled_out: str, ingredients: str) -> None:
    assert not holds(ruled_out, ingredients=ingredients)


def test_without_allergen_data_nothing_is_known_whatever_the_ingredients_say() -> None:
    unknown = Product("p", "Oats", ingredients="Rolled oats")
    assert held_by(unknown) is None
    assert not Constraints(free_from=("nuts",)).admit(unknown)


@pytest.mark.parametrize("allergen", sorted(NAMED_BY))
def test_every_word_that_names_an_allergen_keeps_its_family_away(allergen: str) -> None:
    for word in NAMED_BY[allergen].split():
        assert allergen in named_in(f"Salt, {word}.")
        assert holds(allergen, ingredients=word)
        assert holds(word, allergen)


@pytest.mark.parametrize("allergen", sorted(FAMILIES))
def test_every_other_name_of_an_allergen_is_kept_away_with_it(allergen: str) -> None:
    assert all(holds(allergen, alias) for alias in FAMILIES[allergen].split())


@given(st.text(max_size=30))
def test_any_word_rules_out_itself(word: str) -> None:
    assert holds(word, word)
    assert family_of(word) == family_of(word.upper().casefold())
