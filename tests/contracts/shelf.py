"""The products that the catalogue's contract is tried on."""

from typing import Any

from catalog.port import Catalog, Query
from domain.constraints import Constraints
from domain.product import Product

SHELF: tuple[Product, ...] = (
    Product("m1", "Whole Milk", "Dairyland", "Milk", "Dairy", 2.0, allergens=("milk",)),
    Product("m2", "Skim Milk", "Dairyland", "Milk", "Dairy", 1.8, allergens=("milk",)),
    Product(
        "m3",
        "Oat Milk",
        "Oatly",
        "Milk",
        "Dairy",
        3.5,
        diets=("vegan",),
        allergens=("gluten",),
        attributes=("plant_based", "organic"),
        in_stock=True,
    ),
    Product("m4", "Goat Milk", "Alpine", "Milk", "Dairy", None),
    Product("y1", "Strawberry Yogurt", "Dairyland", "Yogurt", "Dairy", 0.9, allergens=("milk",)),
    Product(
        "y2", "Coconut Yogurt", "Oatly", "Yogurt", "Dairy", 2.2, diets=("vegan",), allergens=()
    ),
    Product("c1", "Chocolate Chip Cookies", "Crumbs", "Cookies", "Snacks", 4.0, in_stock=False),
    Product("c2", "Peanut Bar", "Crumbs", "Bars", "Snacks", 1.5, allergens=("peanuts", "Nuts")),
    Product("s1", "Dish Soap", "Bubbles", "Cleaning", "Household", 2.5, description="Lemon scent"),
)


PACKS: tuple[Product, ...] = (
    Product("m", "Milk", price=2.0, size="1 l"),
    Product("q", "Milk", price=2.4, size="34 fl oz"),
    Product("dear", "Milk", price=9.0, size="1000 ml"),
    Product("big", "Milk", price=4.0, size="1 gal"),
    Product("free", "Milk", size="2 l"),
    Product("k", "Milk powder", price=2.0, size="500 g"),
    Product("e", "Eggs beside milk", price=3.0, size="half dozen"),
    Product("odd", "Milk", price=1.0, size="tall"),
)
ALLERGIES: tuple[Product, ...] = (
    Product("plain", "Plain bar", allergens=()),
    Product("tree", "Almond bar", allergens=("Tree Nuts",)),
    Product("listed", "Fruit bar", allergens=(), ingredients="Dates, HAZELNUTS (12%)"),
    Product("peanut", "Peanut bar", allergens=("peanuts",)),
    Product("milk", "Dairy bar", allergens=("Dairy",)),
    Product("whey", "Protein bar", allergens=(), ingredients="Soy, whey."),
    Product("unknown", "Oat bar", ingredients="Oats"),
)
FIG = Product("fig", "Fig")


async def skus(catalog: Catalog, text: str, limit: int = 10, **wanted: Any) -> list[str]:
    """Search and return the skus found, best first."""
    found = await catalog.search(Query(text, Constraints(**wanted), limit))
    return [hit.product.sku for hit in found.hits]
