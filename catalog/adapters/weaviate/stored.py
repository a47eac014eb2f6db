"""Turn a product into what Weaviate keeps of it, and back."""

from typing import Any, Final
from uuid import UUID, uuid5

from catalog.adapters.embedded.codec import decode, encode, search_text
from catalog.adapters.embedded.lexical import stemmer
from domain.allergens import held_by
from domain.diets import kept_diets
from domain.measure import measure_of, unit_price
from domain.product import Product

_NAMESPACE: Final = UUID("8d5a4b52-6f0c-5f0e-9c53-3f1a64c1f0aa")


def identity(sku: str, born: int) -> UUID:
    """Return the id of one state of a product: writing it twice writes it once."""
    return uuid5(_NAMESPACE, f"{born} {sku}")


def whole(word: str) -> str:
    """Return a word as filters compare it: without case, and so that no blank is trimmed away."""
    return f"={word.casefold()}="


def exactly(sku: str) -> str:
    """Return a sku as filters compare it."""
    return f"={sku}="


def properties(product: Product, born: int) -> dict[str, Any]:
    """Return everything that is kept; what is unknown or empty is left out.

    Args:
        product: To keep; it can be read back from `body` alone.
        born: The change since when it is live.
    """
    held = held_by(product)
    kept: dict[str, Any] = {
        "sku": exactly(product.sku),
        "body": encode(product).decode(),
        "born": born,
        "brand": whole(product.brand),
        "category": whole(product.category),
        "diets": [whole(word) for word in kept_diets(product)],
        "attributes": [whole(word) for word in product.attributes],
        "held": [whole(word) for word in sorted(held or ())],
        "allergens_known": held is not None,
        "in_stock": product.in_stock is True,
        "price": product.price,
        **_sizes(product),
        **{
            f"stems_{name}": " ".join(stemmer().analyze(text))
            for name, text in search_text(product)._asdict().items()
        },
    }
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def product_of(kept: dict[str, Any]) -> Product:
    """Read a product back.

    Raises:
        ValueError: It is nothing that `properties` made.
    """
    return decode(kept["body"].encode())


def _sizes(product: Product) -> dict[str, Any]:
    size = measure_of(product.size)
    if size is None:
        return {}
    sizes: dict[str, Any] = {"amount": size.amount, "measured": whole(size.unit)}
    if product.price is not None:
        price, per = unit_price(product.price, size)
        sizes[f"per_{per}"] = price
    return sizes
