"""A diet that a product's own data contradict does not count; what is uncertain does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.constraints import Constraints
from domain.diets import ANIMAL, BROKEN_BY, is_dietary, kept_diets
from domain.product import Product


def keeps(diet: str, ingredients: str = "", *stated: str) -> bool:
    """Whether a product that claims a diet is found by it."""
    product = Product("p", "P", diets=(diet,), allergens=stated or None, ingredients=ingredients)
    return Constraints(diets=(diet.upper(),)).admit(product)


@pytest.mark.parametrize(
    ("diet", "ingredients"),
    [
        ("vegan", "Oats, honey, salt"),
        ("vegan", "Sugar, WHEY POWDER"),
        ("vegan", "wheat flour, egg white"),
        ("vegan", "water; anchovies"),
        ("vegan", "sugar, beef gelatin, flavour"),
        ("vegan", "colour (carmine)"),
        ("vegan", "glazing agent: E904"),
        ("Vegan", "Contains milk."),
        ("vegetarian", "cheese, bacon"),
        ("vegetarian", "sugar, gelatine"),
        ("vegetarian", "rice, tuna"),
        ("pescatarian", "chicken broth"),
        ("gluten-free", "oats, barley malt"),
        ("gluten free", "corn. May contain wheat."),
        ("dairy_free", "sugar, butter"),
        ("nut_free", "dates, cashews"),
        ("halal", "beans, lard"),
        ("kosher", "rice, shrimp"),
    ],
)
def test_a_diet_broken_by_the_ingredients_does_not_count(diet: str, ingredients: str) -> None:
    assert not keeps(diet, ingredients)


@pytest.mark.parametrize(
    ("diet", "stated"),
    [("vegan", "Milk"), ("vegan", "dairy"), ("vegetarian", "crustaceans"), ("gluten_free", "rye")],
)
def test_a_diet_broken_by_the_stated_allergens_does_not_count(diet: str, stated: str) -> None:
    assert not keeps(diet, "", stated)


@pytest.mark.parametrize(
    ("diet", "ingredients"),
    [
        ("vegan", ""),
        ("vegan", "Oats, water, salt. May contain milk."),
        ("vegan", "Cocoa (made in a facility that handles eggs)"),
        ("vegan", "soy protein, vegan bacon, plant-based chicken, beef style seasoning"),
        ("vegan", "honey-free syrup, chicken flavouring, no honey, vegetable gelatin"),
        ("vegan", "beef tomatoes, honey mushrooms, lamb's lettuce, honeydew"),
        ("vegetarian", "milk, eggs, honey"),
        ("pescatarian", "cod, prawns"),
        ("lactose_free", "milk, lactase"),
        ("gluten_free", "rice, corn"),
        ("halal", "beef, lamb"),
        ("low_carb", "sugar, lard"),
    ],
)
def test_a_diet_that_nothing_contradicts_counts(diet: str, ingredients: str) -> None:
    assert keeps(diet, ingredients)


def test_only_the_broken_diets_go() -> None:
    product = Product("p", "Bar", diets=("vegan", "Vegetarian", "low salt"), ingredients="honey")
    assert kept_diets(product) == ("Vegetarian", "low salt")


@pytest.mark.parametrize("kind", sorted(ANIMAL))
def test_every_word_of_an_animal_breaks_the_vegan_claim(kind: str) -> None:
    assert not any(keeps("vegan", f"water, {word}.") for word in ANIMAL[kind].split())


@pytest.mark.parametrize("word", [*BROKEN_BY, "Sugar-Free", "corn free", "keto", "Plant Based"])
def test_words_about_health_and_faith_are_dietary(word: str) -> None:
    assert is_dietary(word)


@pytest.mark.parametrize("word", ["organic", "spicy", "free range", "", "fresh"])
def test_words_about_taste_are_not(word: str) -> None:
    assert not is_dietary(word)


@given(st.lists(st.text(max_size=12), max_size=3).map(tuple), st.text(max_size=60))
def test_what_is_kept_was_claimed(diets: tuple[str, ...], ingredients: str) -> None:
    product = Product("p", "P", diets=diets, ingredients=ingredients)
    assert set(kept_diets(product)) <= set(diets)
