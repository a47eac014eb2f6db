"""Turn a product into stored bytes and back, and into the texts it is found by."""

import dataclasses
from typing import Any, Final, NamedTuple

import msgspec

from domain.product import Product

_DEFAULTS: Final = {
    field.name: field.default
    for field in dataclasses.fields(Product)
    if field.default is not dataclasses.MISSING
}
_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Product)
_DESCRIPTION_LIMIT: Final = 300


class SearchText(NamedTuple):
    """What a product is found by, one text per field of the lexical index."""

    name: str
    brand: str
    category: str
    attributes: str
    description: str


def encode(product: Product) -> bytes:
    """Write a product as JSON without the values that are its defaults."""
    body: dict[str, Any] = {"sku": product.sku, "name": product.name}
    for name, default in _DEFAULTS.items():
        value = getattr(product, name)
        if value != default:
            body[name] = value
    return _ENCODER.encode(body)


def decode(body: bytes) -> Product:
    """Read what `encode` wrote."""
    return _DECODER.decode(body)


def search_text(product: Product) -> SearchText:
    """Return the texts of the lexical fields; ingredients are no description and stay out."""
    return SearchText(
        name=product.name,
        brand=product.brand,
        category=f"{product.category} {product.department}".strip(),
        attributes=" ".join((*product.attributes, *product.diets, product.size, product.unit))
        .replace("_", " ")
        .strip(),
        description=product.description,
    )


def embedded_text(product: Product) -> str:
    """Return the text whose vector stands for the product."""
    text = search_text(product)
    return " ".join(
        part
        for part in (
            text.name,
            text.category,
            text.attributes,
            text.brand,
            text.description[:_DESCRIPTION_LIMIT],
        )
        if part
    )
