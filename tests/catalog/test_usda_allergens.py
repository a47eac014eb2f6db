"""No search of 499 real foods offers what is ruled out, also where the data forget to say so."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

EMBEDDER: Final = StaticEmbedder()
ASKED: Final = ("", "cookies", "sauce", "chicken dinner", "yogurt drink", "snack bar", "salad")

GIVEN_AWAY: Final = {
    "milk": r"milk|whey|casein|butter|cheese|cream\b|lactose|yogh?urt|ghee|cheddar|mozzarella"
    r"|parmesan|provolone|ricotta|asiago|kefir|quark|dairy",
    "eggs": r"egg|albumen|mayo|yolk|meringue",
    "fish": r"\bfish|anchov|salmon|tuna|\bcod\b|tilapia|mackerel|sardine|trout|surimi",
    "shellfish": r"shrimp|crab|lobster|prawn|clam|oyster|mussel|scallop|squid|cephalopod",
    "nuts": r"nut|almond|pecan|cashew|pistachio|macadamia|gianduja|praline",
    "peanuts": r"peanut",
    "wheat": r"wheat|flour|semolina|durum|spelt|farina|couscous|panko|graham|triticale",
    "gluten": r"wheat|flour|semolina|durum|barley|\brye\b|malt|spelt|gluten|triticale",
    "soy": r"soy|tofu|edamame|tempeh|miso\b|tamari",
    "sesame": r"sesame|tahini",
    "mustard": r"mustard",
    "celery": r"celery|celeriac",
    "sulphites": r"sul(?:ph|f)ite|sul(?:ph|f)ur dioxide",
}
"""Allergen -> any part of a word that gives it away; written apart from the product's own words."""

HARMLESS: Final = re.compile(
    r"(?:coconut|almond|oat|rice|soy|cashew|hemp)[ -]?milk"
    r"|(?:cocoa|peanut|shea|almond|apple|cashew|sunflower(?: seed)?) butter|milk thistle"
    r"|coconut cream|cream of tartar|non[- ]?dairy|egg-?plant|nutmeg|water chestnuts?|coconut"
    r"|nutri\w*|butternut|buckwheat|gluten[- ]free|rice malt|corn gluten|iso?malt\w*|malt[io]\w*"
    r"|isomalt|(?:rice|corn|almond|coconut|potato|tapioca|soy|oat|bean|chickpea|pea|quinoa|masa"
    r"|sorghum|millet|buckwheat|amaranth|cassava|seed) flour",
    re.IGNORECASE,
)
"""What holds none of them although a part of its name says so."""


def foods(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]


def product(number: int, food: dict[str, Any], *, trusting: bool) -> Product:
    """Return a food as a product.

    Args:
        number: Its sku.
        food: A row of the data.
        trusting: Whether no word about allergens is read as a claim that there are none, as a
            careless import would; else it is unknown.
    """
    stated = tuple(filter(None, food["allergens"].split(",")))
    return Product(
        str(number),
        food["product_name"],
        food["brand_owner"],
        food["branded_food_category"],
        ingredients=food["ingredients"] or "",
        allergens=stated if stated or trusting else None,
    )


@pytest.fixture(params=[False, True], ids=["as stated", "trusting"])
def shelf(request: pytest.FixtureRequest, shared_data: Path) -> list[Product]:
    path = shared_data / "usda-branded" / "branded_food_small.parquet"
    if not path.exists():
        pytest.skip("needs ../shared/data/usda-branded")
    return [product(n, food, trusting=request.param) for n, food in enumerate(foods(path))]


def given_away(allergen: str, food: Product) -> bool:
    """Whether the ingredients give an allergen away, by the words of this test."""
    plain = HARMLESS.sub(" ", food.ingredients)
    return re.search(GIVEN_AWAY[allergen], plain, re.IGNORECASE) is not None


async def test_nothing_that_is_ruled_out_is_ever_offered(
    shelf: list[Product], tmp_path: Path
) -> None:
    catalog = EmbeddedCatalog.open(tmp_path, EMBEDDER)
    await catalog.upsert(shelf)
    for allergen in GIVEN_AWAY:
        offered: set[str] = set()
        for text in ASKED:
            found = await catalog.search(Query(text, Constraints(free_from=(allergen,)), 1000))
            wrong = [hit.product.name for hit in found.hits if given_away(allergen, hit.product)]
            assert wrong == [], (allergen, text)
            offered |= {hit.product.sku for hit in found.hits}
        assert len(offered) > len(shelf) / 5, f"hardly anything is free from {allergen}"
    await catalog.close()


def test_some_are_known_by_their_ingredients_only(
    shelf: list[Product], record_property: Callable[[str, object], None]
) -> None:
    only = 0
    for food in shelf:
        bare = Product(food.sku, food.name, allergens=food.allergens)
        for allergen in GIVEN_AWAY:
            asked = Constraints(free_from=(allergen,))
            only += asked.admit(bare) and not asked.admit(food)
    record_property("known_by_ingredients_only", only)
    assert only >= 50
