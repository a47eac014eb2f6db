"""A product's facets as events carry them."""

from collections.abc import Mapping
from typing import Any

from domain.product import Product

_MOST = 50_000


class ItemFacets:
    """Facets by sku, made once for each version of a product; at most 50,000 are kept.

    The same dict goes into many events, which never change their data.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[Product, dict[str, Any]]] = {}

    def of(self, product: Product) -> Mapping[str, Any]:
        """Return product_sku, product_name, category, brand, attributes, price and size."""
        made = self._made.get(product.sku)
        if made is not None and made[0] is product:
            return made[1]
        if len(self._made) >= _MOST:
            self._made.clear()
        facets = item_facets(product)
        self._made[product.sku] = (product, facets)
        return facets


def item_facets(product: Product) -> dict[str, Any]:
    """Return the facets of the one product an event is about."""
    return {"product_sku": product.sku, "product_name": product.name, **_facets(product)}


def line_facets(product: Product) -> dict[str, Any]:
    """Return the facets of a product among several."""
    return {"sku": product.sku, "name": product.name, **_facets(product)}


def _facets(product: Product) -> dict[str, Any]:
    return {
        "category": product.category,
        "brand": product.brand,
        "attributes": list(product.attributes),
        "price": product.price,
        "size": product.size,
    }
