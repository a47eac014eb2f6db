"""How well one product takes the place of another, and why."""

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from domain.constraints import Constraints
from domain.measure import measure_of, unit_price
from domain.product import Product
from domain.proposal import Reason

Prefer = Literal["most_alike", "same_brand", "cheapest", "never"]

_WORD: Final = re.compile(r"[^\W\d_]+")
_ALIKE: Final = 0.5
"""Closeness of price or size from which it is told as a reason."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """The rules of substitution; every field is a key of `config/substitution.yaml`.

    Attributes:
        prefer: most_alike; same_brand: the same brand first; cheapest: the lowest price for the
            same amount first; never: nothing is ever offered instead.
        category: Weight of the same category; the same department counts half.
        attribute: Weight of the attributes in common.
        name: Weight of the words of the name in common.
        price: Weight of a price nearby.
        size: Weight of a size nearby.
        alike_from: Score in [0, 1] from which a product is offered.
    """

    prefer: Prefer = "most_alike"
    category: float = 0.35
    attribute: float = 0.25
    name: float = 0.2
    price: float = 0.1
    size: float = 0.1
    alike_from: float = 0.4


DEFAULT: Final = Substitution()


@dataclass(frozen=True, slots=True)
class Substitute:
    """A product that can take another's place.

    Attributes:
        product: What is offered.
        score: Likeness in [0, 1].
        features: Feature -> value in [0, 1], before weighting.
        reasons: In words, the one that speaks most for it first.
    """

    product: Product
    score: float
    features: dict[str, float]
    reasons: tuple[Reason, ...]


def substitutes(
    original: Product,
    others: Iterable[Product],
    constraints: Constraints,
    rules: Substitution = DEFAULT,
    *,
    without: Collection[str] = (),
    limit: int = 3,
) -> tuple[Substitute, ...]:
    """Return what can take a product's place, best first; nothing when the rules say never.

    Each satisfies every constraint and every diet of the original, and none is known to be out of
    stock. Prices and sizes that are not known count as far away, never as near.

    Args:
        original: What cannot be had.
        others: What there is.
        constraints: What the subject and the request rule out.
        rules: Weights, and which of the alike comes first.
        without: Skus that are no answer, such as what was refused before.
        limit: Most substitutes.

    Example:
        >>> oat = Product("oat", "Oat Milk", category="Milk", price=2.5, diets=("vegan",))
        >>> soy = Product("soy", "Soy Milk", category="Milk", price=2.4, diets=("vegan",))
        >>> whole = Product("whole", "Whole Milk", category="Milk", price=2.0)
        >>> [one.product.sku for one in substitutes(oat, (whole, soy), Constraints())]
        ['soy']
    """
    if rules.prefer == "never":
        return ()
    diets = Constraints(diets=original.diets)
    found = []
    for other in others:
        refused = other.sku == original.sku or other.sku in without or other.in_stock is False
        if not refused and constraints.admit(other) and diets.admit(other):
            found.append(likeness(original, other, rules))
    found = [one for one in found if one.score >= rules.alike_from]
    found.sort(key=lambda one: (*_first(original, one, rules.prefer), -one.score, one.product.sku))
    return tuple(found[:limit])


def likeness(original: Product, other: Product, rules: Substitution = DEFAULT) -> Substitute:
    """Return how much one product is like another: `sum(w_k * f_k) / sum(w_k)`.

    Attributes and names count by the share of the original's that the other has too, price and
    size by `exp(-|ln(a / b)|)`, which is the smaller by the larger.
    """
    features = {
        "category": _category(original, other),
        "attribute": _share(_folded(original.attributes), _folded(other.attributes)),
        "name": _share(_words(original.name), _words(other.name)),
        "price": _near(original.price, other.price),
        "size": _size(original, other),
    }
    weights = {
        "category": rules.category,
        "attribute": rules.attribute,
        "name": rules.name,
        "price": rules.price,
        "size": rules.size,
    }
    total = math.fsum(weights.values()) or 1.0
    score = math.fsum(weights[name] * value for name, value in features.items()) / total
    return Substitute(other, score, features, tuple(_reasons(original, other, features)))


def _first(original: Product, one: Substitute, prefer: Prefer) -> tuple[float, ...]:
    """Return what comes before likeness."""
    if prefer == "same_brand":
        same = bool(original.brand) and one.product.brand.casefold() == original.brand.casefold()
        return (0.0 if same else 1.0,)
    if prefer == "cheapest":
        return (_for_the_amount(original, one.product),)
    return ()


def _for_the_amount(original: Product, other: Product) -> float:
    """Return the price of as much as the original holds; the plain price when that is unknown."""
    if other.price is None:
        return math.inf
    wanted, there = measure_of(original.size), measure_of(other.size)
    if wanted is None or there is None or wanted.unit != there.unit:
        return other.price
    each, _ = unit_price(other.price, there)
    return each * (wanted.amount if wanted.unit == "each" else wanted.amount / 1000)


def _reasons(original: Product, other: Product, features: dict[str, float]) -> Iterable[Reason]:
    if features["category"] == 1.0:
        yield Reason("same_category", f"Also {original.category}")
    shared = [a for a in other.attributes if a.casefold() in _folded(original.attributes)]
    if shared:
        words = ", ".join(attribute.replace("_", "-") for attribute in shared[:3])
        yield Reason("same_attributes", f"Also {words}")
    if original.brand and other.brand.casefold() == original.brand.casefold():
        yield Reason("same_brand", f"Also by {other.brand}")
    if original.price is not None and other.price is not None:
        if other.price < original.price:
            yield Reason("cheaper", f"{original.price - other.price:.2f} cheaper")
        elif features["price"] >= _ALIKE:
            more = other.price - original.price
            yield Reason("price", f"{more:.2f} more" if more else "The same price")
    if features["size"] >= _ALIKE and other.size:
        yield Reason("size", f"A size like it, {other.size}")


def _category(original: Product, other: Product) -> float:
    if original.category and original.category.casefold() == other.category.casefold():
        return 1.0
    same = bool(original.department) and (
        original.department.casefold() == other.department.casefold()
    )
    return 0.5 if same else 0.0


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 1.0


def _near(wanted: float | None, there: float | None) -> float:
    if not wanted or not there or min(wanted, there) < 0:
        return 0.0
    return min(wanted, there) / max(wanted, there)


def _size(original: Product, other: Product) -> float:
    wanted, there = measure_of(original.size), measure_of(other.size)
    if wanted is None or there is None or wanted.unit != there.unit:
        return 0.0
    return _near(wanted.amount, there.amount)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.casefold()))
