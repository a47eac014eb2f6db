"""The sample products keep the rules that filters rely on."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"
COLUMNS = {
    "sku", "name", "brand", "category", "department", "price", "regular_price", "size", "unit",
    "description", "ingredients", "diets", "allergens", "attributes", "in_stock",
}  # fmt: skip
WRITTEN_AS = {
    "milk": r"\bmilk\b|\bcream\b|\bbutter\b|lactose",
    "eggs": r"\beggs?\b",
    "fish": r"\bfish\b|salmon|\bcod\b|tuna|sardine|mackerel",
    "shellfish": r"shellfish|shrimp|prawn|mussel",
    "nuts": r"almond|cashew|hazelnut|walnut|pistachio",
    "peanuts": r"peanut",
    "wheat": r"wheat",
    "gluten": r"wheat|barley|\brye\b|\boats?\b",
    "soy": r"soy",
    "sesame": r"sesame",
    "mustard": r"mustard",
    "celery": r"celery",
}
HARMLESS = r"coconut milk|coconut cream|cocoa butter|gluten-free oats"
MEAT = r"chicken|\bbeef\b|pork|turkey|lamb|gelatin"


def products() -> list[dict[str, Any]]:
    text = (SAMPLES / "products.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def named_in(product: dict[str, Any]) -> set[str]:
    ingredients = re.sub(HARMLESS, "", product["ingredients"].lower())
    return {allergen for allergen, how in WRITTEN_AS.items() if re.search(how, ingredients)}


PRODUCTS = products()


def test_there_is_a_shop_full_of_products() -> None:
    assert len(PRODUCTS) >= 300
    assert len({p["category"] for p in PRODUCTS}) >= 25


def test_skus_and_shelf_labels_are_unique() -> None:
    assert len({p["sku"] for p in PRODUCTS}) == len(PRODUCTS)
    assert len({(p["brand"], p["name"], p["size"]) for p in PRODUCTS}) == len(PRODUCTS)


def test_a_product_has_the_import_columns_and_no_others() -> None:
    filled = ("sku", "name", "brand", "category", "department", "size")
    for product in PRODUCTS:
        assert set(product) <= COLUMNS, product["sku"]
        assert all(product[column] for column in filled), product["sku"]
        assert product["description"].endswith("."), product["sku"]
        assert 0 < product["price"] < product.get("regular_price", 1_000), product["sku"]


def test_the_allergens_are_those_in_the_ingredients() -> None:
    for product in PRODUCTS:
        if product["allergens"] is not None:
            assert set(product["allergens"]) == named_in(product), product["sku"]


def broken_rules(product: dict[str, Any]) -> list[str]:
    diets, attributes = set(product["diets"]), set(product["attributes"])
    named, text = named_in(product), product["ingredients"].lower()
    sea = named & {"fish", "shellfish"}
    meat = re.search(MEAT, text)
    from_animals = meat or re.search("honey|beeswax", text) or named & {"milk", "eggs"} or sea
    rules = {
        "vegan food holds nothing from animals": "vegan" not in diets or not from_animals,
        "vegan food is vegetarian": "vegan" not in diets or "vegetarian" in diets,
        "vegetarian food holds no meat": "vegetarian" not in diets or not (meat or sea),
        "plant-based food is vegan": "plant_based" not in attributes or "vegan" in diets,
        "gluten-free food holds no gluten": "gluten_free" not in attributes | diets
        or not named & {"wheat", "gluten"},
        "lactose-free dairy says so": "lactose_free" not in attributes
        or "milk" not in named
        or "lactose-free" in product["name"].lower(),
        "unknown content satisfies no diet": product["allergens"] is not None or not diets,
    }
    return [rule for rule, kept in rules.items() if not kept]


def test_diets_and_attributes_follow_from_the_ingredients() -> None:
    assert {p["sku"]: broken for p in PRODUCTS if (broken := broken_rules(p))} == {}


def test_the_shelves_of_the_live_scenes_are_well_filled() -> None:
    def having(category: str, attribute: str) -> int:
        return sum(p["category"] == category and attribute in p["attributes"] for p in PRODUCTS)

    count = Counter(p["category"] for p in PRODUCTS)
    assert having("Yogurt", "plant_based") >= 5
    assert count["Yogurt"] - having("Yogurt", "plant_based") >= 5
    assert having("Chips", "spicy") >= 8
    assert count["Chips"] - having("Chips", "spicy") >= 8
    assert any(p["category"] == "Milk" and p["size"] == "1 gal" for p in PRODUCTS)


def test_some_products_are_out_of_stock_on_offer_or_of_unknown_content() -> None:
    assert sum(not p["in_stock"] for p in PRODUCTS) >= 3
    assert sum("regular_price" in p for p in PRODUCTS) >= 10
    assert sum(p["allergens"] is None for p in PRODUCTS) >= 2
