"""What sounds like an allergen and is none does not count; what hides one does."""

import pytest

from domain.allergens import family_of, held_by, named_in
from domain.product import Product

NAMED_LIKE_MILK = (
    "coconut milk",
    "Almond-milk",
    "oat milk",
    "SOY MILK",
    "rice milk powder",
    "cocoa butter",
    "cacao butter",
    "peanut butter",
    "shea butter",
    "almond butter",
    "butter beans",
    "butternut squash",
    "butter lettuce",
    "cream of tartar",
    "coconut cream",
    "milk thistle extract",
    "vegan cheese",
    "vegan cream cheese",
    "plant-based butter",
    "dairy-free yogurt",
    "non-dairy creamer",
    "lactic acid (non-dairy)",
    "romano beans",
    "water kefir",
)


@pytest.mark.parametrize("ingredients", NAMED_LIKE_MILK)
def test_what_is_named_like_milk_is_none(ingredients: str) -> None:
    assert "milk" not in named_in(f"Water, {ingredients}, salt")


@pytest.mark.parametrize("ingredients", NAMED_LIKE_MILK)
def test_milk_beside_it_is_still_seen(ingredients: str) -> None:
    for milk in ("skim milk", "butter", "heavy cream", "cheese"):
        assert "milk" in named_in(f"{ingredients}, {milk}")
        assert "milk" in named_in(f"{milk} ({ingredients})")
        assert "milk" in named_in(f"{milk}\n{ingredients}")


@pytest.mark.parametrize(
    "ingredients",
    [
        "coconut milk chocolate",
        "crisp rice milk solids",
        "coconut cream cheese",
        "peanut butter cream",
        "coconut\nmilk",
        "oats, milk",
        "almond, butter",
        "cream of mushroom",
        "butterfat",
        "milk chocolateMILK SOLIDS",
        "chocolateMILK SOLIDS",
        "fat free milk",
        "lactose-free milk",
        "milk free from hormones",
        "milk, free range eggs",
        "Contains: dairy",
        "may contain traces of milk",
    ],
)
def test_milk_is_seen_where_it_hides(ingredients: str) -> None:
    assert "milk" in named_in(ingredients)


@pytest.mark.parametrize(
    ("allergen", "ingredients"),
    [
        ("eggs", "eggplant, egg plant, vegan mayonnaise, egg-free mayo, eggless meringue"),
        ("nuts", "nutmeg, coconut, water chestnuts, butternut, doughnut, soy nuts, tiger nuts"),
        ("nuts", "nutritional yeast, corn nuts"),
        ("wheat", "buckwheat, buckwheat flour, rice flour, corn flour, gluten-free flour"),
        ("wheat", "almond flour, chick pea flour, coconut flour, tapioca flour"),
        ("gluten", "rice malt, maltodextrin, maltose, corn gluten, root beer, ginger beer"),
        ("eggs", "E110, vitamin E"),
        ("sulphites", "E229, E330, sulfur"),
        ("soy", "E322, lecithin, sunflower lecithin"),
        ("fish", "shellfish"),
    ],
)
def test_what_is_named_like_another_allergen_is_none(allergen: str, ingredients: str) -> None:
    assert allergen not in named_in(ingredients)


@pytest.mark.parametrize(
    ("allergen", "ingredients"),
    [
        ("nuts", "almond milk"),
        ("nuts", "cashew butter"),
        ("nuts", "hazelnut flour"),
        ("nuts", "chestnuts"),
        ("nuts", "gianduja"),
        ("peanuts", "peanut butter"),
        ("soy", "soy milk"),
        ("soy", "soy nuts"),
        ("soy", "Soymilk"),
        ("soy", "tamari"),
        ("sesame", "sesame butter"),
        ("coconut", "coconut milk"),
        ("corn", "corn flour"),
        ("corn", "cornstarch"),
        ("buckwheat", "buckwheat flour"),
        ("gluten", "barley flour"),
        ("gluten", "enriched flour"),
        ("gluten", "malted milk"),
        ("gluten", "beer"),
        ("wheat", "cream of wheat"),
        ("wheat", "vital wheat gluten"),
        ("wheat", "panko"),
        ("eggs", "eggs, free range"),
        ("eggs", "whole eggs free-range"),
        ("eggs", "preservative: E1105"),
        ("eggs", "egg yolks"),
        ("shellfish", "cephalopods"),
        ("fish", "bonito flakes"),
        ("sulphites", "sodium metabisulfite"),
        ("sulphites", "E220"),
        ("sulphites", "Sulphur dioxide"),
        ("nuts", "with or without nuts"),
    ],
)
def test_what_holds_an_allergen_is_seen(allergen: str, ingredients: str) -> None:
    assert allergen in named_in(ingredients)


@pytest.mark.parametrize(
    ("ruled_out", "stated"),
    [
        ("seafood", "fish"),
        ("seafood", "shellfish"),
        ("fish", "seafood"),
        ("coeliac", "wheat"),
        ("sulphur dioxide", "sulphites"),
        ("corn", "maize"),
    ],
)
def test_other_names_rule_it_out_too(ruled_out: str, stated: str) -> None:
    held = held_by(Product("p", "P", allergens=(stated,)))
    assert held is not None
    assert not family_of(ruled_out).isdisjoint(held)
