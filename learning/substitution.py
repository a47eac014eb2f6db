"""How well one product takes the place of another, and why."""

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from domain.constraints import Constraints
from domain.measure import measure_of, unit_price
from domain.product import Product
from domain.profile import Profile
from domain.proposal import Reason

Prefer = Literal["most_alike", "same_brand", "cheapest", "never"]

PREFERENCES: Final[tuple[Prefer, ...]] = get_args(Prefer)
"""Every preference among substitutes."""

SUBSTITUTES: Final = "substitutes"
"""The relation under which a subject states one of them for themselves."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_ALIKE: Final = 0.5
"""Closeness of price or size from which it is told as a reason."""

_WANTED: Final = {
    "most_alike": "You want the most alike instead",
    "same_brand": "You want the same brand instead",
    "cheapest": "You want the cheapest instead",
}
"""What a subject wants, told with what comes first because of it."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """The rules of substitution; every field is a key of `config/substitution.yaml`.

    Attributes:
        prefer: most_alike; same_brand: the same brand or nothing; cheapest: the lowest price for
            the same amount first; never: nothing is ever offered instead. What a subject states
            takes its place; see `Wish`.
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
class Wish:
    """What a subject wants in the place of what cannot be had.

    Attributes:
        prefer: As in `Substitution`.
        evidence: Ids of the events that said so; empty for what is not kept.
    """

    prefer: Prefer
    evidence: tuple[str, ...] = ()


def preference_named(value: str) -> Prefer | None:
    """Return a preference by its name; None for any other word.

    Example:
        >>> preference_named("cheapest"), preference_named("best")
        ('cheapest', None)
    """
    return next((known for known in PREFERENCES if known == value), None)


def wish_of(profile: Profile) -> Wish | None:
    """Return what a subject stated about substitutes, or None.

    Example:
        >>> from domain.profile import Fact
        >>> wish_of(Profile("s1", facts=(Fact("f1", "substitutes", "cheapest", at=0),)))
        Wish(prefer='cheapest', evidence=('f1',))
    """
    for fact in profile.facts:
        prefer = preference_named(fact.value) if fact.relation == SUBSTITUTES else None
        if prefer is not None:
            return Wish(prefer, (fact.fact_id,))
    return None


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
    wish: Wish | None = None,
    without: Collection[str] = (),
    limit: int = 3,
) -> tuple[Substitute, ...]:
    """Return what can take a product's place, best first; nothing when it is never to be.

    Each satisfies every constraint and diet of the original, and none is known to be out of stock.

    Args:
        original: What cannot be had.
        others: What there is.
        constraints: What the subject and the request rule out.
        rules: Weights, and which of the alike comes first.
        wish: What the subject wants; it goes before the rules, and is the first reason.
        without: Skus that are no answer, such as what was refused before.
        limit: Most substitutes.

    Example:
        >>> oat = Product("oat", "Oat Milk", category="Milk", price=2.5, diets=("vegan",))
        >>> soy = Product("soy", "Soy Milk", category="Milk", price=2.4, diets=("vegan",))
        >>> whole = Product("whole", "Whole Milk", category="Milk", price=2.0)
        >>> [one.product.sku for one in substitutes(oat, (whole, soy), Constraints())]
        ['soy']
    """
    prefer = wish.prefer if wish else rules.prefer
    if prefer == "never":
        return ()
    must = constraints.also(Constraints(diets=original.diets))
    there = [o for o in others if _is_another(original, o, prefer) and o.sku not in without]
    found = [likeness(original, other, rules) for other in there if must.admit(other)]
    found = [one for one in found if one.score >= rules.alike_from]
    found.sort(key=lambda one: (_price(original, one, prefer), -one.score, one.product.sku))
    found[:1] = [_wanted(original, one, wish) for one in found[:1]]
    return tuple(found[:limit])


def likeness(original: Product, other: Product, rules: Substitution = DEFAULT) -> Substitute:
    """Return how much one product is like another: `sum(w_k * f_k) / sum(w_k)`.

    Attributes and names count by the share of the original's that the other has too, price and
    size by `exp(-|ln(a / b)|)`, which is the smaller by the larger. What is not known is far away.
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


def _is_another(original: Product, other: Product, prefer: Prefer) -> bool:
    """Whether a product can be had and is another one, of one brand where that is wanted.

    An original without a brand leaves none to keep to.
    """
    if other.sku == original.sku or other.in_stock is False:
        return False
    free = prefer != "same_brand" or not original.brand
    return free or other.brand.casefold() == original.brand.casefold()


def _wanted(original: Product, one: Substitute, wish: Wish | None) -> Substitute:
    """Put what the subject wants before the other reasons; the cheapest has a known price."""
    if wish is None or math.isinf(_price(original, one, wish.prefer)):
        return one
    reason = Reason("wanted_instead", _WANTED[wish.prefer], wish.evidence)
    return replace(one, reasons=(reason, *one.reasons))


def _price(original: Product, one: Substitute, prefer: Prefer) -> float:
    """Return what comes before likeness: a price where the cheapest is wanted, else nothing."""
    return _for_the_amount(original, one.product) if prefer == "cheapest" else 0.0


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
