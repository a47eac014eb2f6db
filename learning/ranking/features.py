"""What a ranking looks at: one number per named feature of a hit."""

import math
from typing import Final

from domain.product import Product
from domain.profile import Segment
from learning import price
from learning.habit import weight_at
from learning.ranking.lens import Lens
from learning.reorder import is_due, probability

NAMES: Final = (
    "relevance",
    "category",
    "brand",
    "attribute",
    "habit",
    "due",
    "popularity",
    "price_fit",
    "segment_prior",
)
"""Every feature, in a fixed order."""

IN_CART_ONLY: Final = 0.33
"""Orders that a product counts for which was in the cart but never ordered."""

HORIZON_DAYS: Final = 7.0


def features_of(
    product: Product,
    relevance: float,
    taken: float,
    *,
    telling: float,
    lens: Lens,
) -> dict[str, float]:
    """Return the features of one hit.

    Args:
        product: What was found.
        relevance: Relevance as a share of the best hit's, in [0, 1].
        taken: How much everybody takes it, in [0, 1].
        telling: Sum of the affinities to its traits.
        lens: The subject, among the products of the list.

    Returns:
        Name -> value: affinities and price_fit in [-1, 1], the others in [0, 1].
    """
    shelf = product.category.casefold()
    liked = lens.category.get(shelf)
    maker = lens.brand.get(product.brand.casefold())
    category = liked[0] if liked else 0.0
    habit, due = _habit(product.sku, lens)
    return {
        "relevance": relevance,
        "category": category,
        "brand": maker[0] if maker else 0.0,
        "attribute": bent(telling),
        "habit": habit,
        "due": due,
        "popularity": taken,
        "price_fit": _price_fit(product.price, shelf, lens),
        "segment_prior": _segment_prior(product, lens, taken, category),
    }


def traits_of(product: Product) -> set[str]:
    """Return everything a product is that preferences for attributes speak of, casefolded."""
    found = set(map(str.casefold, (*product.attributes, *product.diets, product.size)))
    found.discard("")
    return found


def bent(total: float) -> float:
    """Bend a sum s of affinities into (-1, 1): s / sqrt(1 + s * s).

    A mean would punish products for saying more about themselves, a plain sum would let them
    outgrow everything else.
    """
    return total / math.sqrt(1.0 + total * total)


def _habit(sku: str, lens: Lens) -> tuple[float, float]:
    habit = lens.habit(sku)
    if habit is None:
        return 0.0, 0.0
    weight = weight_at(habit, lens.profile.order_count, lens.signals)
    if not weight:
        weight = IN_CART_ONLY if habit.carted else 0.0
    return weight / (1.0 + weight), probability(habit, lens.now, HORIZON_DAYS)


def _price_fit(asked: float | None, shelf: str, lens: Lens) -> float:
    if lens.budget is not None and asked is not None and asked > lens.budget:
        return -1.0
    return price.fit(lens.profile.prices.get(shelf), asked)


def _segment_prior(product: Product, lens: Lens, taken: float, category: float) -> float:
    """Return what helps most subjects of a segment.

    New ones what everybody takes, absent ones what is due or on offer, frequent ones more of
    the shelf they like.
    """
    if lens.segment is Segment.NEW:
        return taken
    if lens.segment is Segment.POWER:
        return max(0.0, category)
    if lens.segment is Segment.INACTIVE:
        habit = lens.habit(product.sku)
        return float(_on_offer(product) or bool(habit and is_due(habit, lens.now)))
    return 0.0


def _on_offer(product: Product) -> bool:
    return (
        product.price is not None
        and product.regular_price is not None
        and product.price < product.regular_price
    )
