"""Past orders and products with the least data that a test needs."""

from pathlib import Path

from catalog.orders_reading import PastOrder
from domain.cart import CartLine
from domain.clock import MS_PER_DAY
from domain.product import Product

ASKER = "a"
"""A user whose figures are reported."""

TUNER = "t"
"""A user who is kept for choosing parameters."""


def order(user: str, day: int, *skus: str) -> PastOrder:
    """Return an order of some products on a whole day."""
    lines = tuple(CartLine(sku, "", 1.0) for sku in skus)
    return PastOrder(f"{user}-{day}-{'-'.join(skus)}", user, day * MS_PER_DAY, lines)


def stock(category: str, *skus: str) -> dict[str, Product]:
    """Return products of one category, otherwise bare."""
    return {sku: Product(sku, sku.upper(), category=category) for sku in skus}


def write(path: Path, *lines: str) -> Path:
    """Write lines into a file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
