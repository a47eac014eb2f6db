"""Go on from what a conversation looks for: one more wish, another product, a lower price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from domain.constraints import Constraints
from domain.kind import Kind
from domain.measure import measure_of
from domain.taken_back import given_up
from domain.understanding import Asked, Intent, Reference, Understanding
from nodes.kind import alike, kind_of

SOFT: Final = ("sizes", "attributes", "brands", "categories")
"""Constraints that may be given up when they come from a conversation's words."""

CENT: Final = 0.01
"""How far below a shown price `cheaper` begins."""

_ANY_OF: Final = ("brands", "categories", "sizes")
_ALL_OF: Final = ("not_brands", "diets", "attributes", "free_from")
_NUMBERS: Final = (
    "price_min",
    "price_max",
    "price_per_kg_max",
    "price_per_l_max",
    "price_per_each_max",
)
_COMPARING: Final = frozenset(("cheaper", "dearer", "smaller", "larger"))
_CHEAPEST: Final = {"cheapest": False, "most expensive": True}
_SMALLEST: Final = {"smallest": False, "biggest": True}


def refined(asked: Asked, said: Understanding, shown: Sequence[Mapping[str, Any]]) -> Asked:
    """Return what is looked for after a sentence.

    A find starts anew. A refinement keeps the query unless it names another product, for which
    price, diets, allergens, attributes and brands ruled out go on holding. A newer price, brand,
    category or size takes the place of the older, what is taken back goes, all else is added.
    `cheaper` means below the cheapest of those pointed at, or of what answers the query best among
    what is shown; it stays with the kind of thing that is, and so does another price or size.

    Args:
        asked: What was looked for so far.
        said: The sentence.
        shown: Results shown last, first position first.
    """
    if said.intent is not Intent.REFINE:
        return Asked(said.query, said.constraints)
    base, kind = asked.constraints, asked.kind
    if said.query and not _narrows(said.query, asked.query):
        base, kind = _of_any_product(base), Kind()
    elif _compares(said) and shown and not said.query:
        kind = kind_of(asked.query, shown)
    joined = _joined(given_up(base, said.taken_back), said.constraints)
    meant = _meant(said, shown, asked.query)
    return Asked(said.query or asked.query, _beside(joined, said, meant), kind)


def placed(said: Understanding, shown: Sequence[Mapping[str, Any]]) -> Understanding:
    """Return a sentence in which `the cheapest` and the like point at their places."""
    references = tuple(_placed(reference, shown) for reference in said.references)
    return replace(said, references=references)


def sizes_beside(
    said: Understanding, shown: Sequence[Mapping[str, Any]], sizes: Iterable[str], query: str = ""
) -> tuple[str, ...]:
    """Return the sizes that are smaller, or larger, than all of those pointed at or shown.

    Args:
        said: The sentence, which wishes for larger or smaller ones.
        shown: Results shown last.
        sizes: Every size there is.
        query: What the results were searched with.
    """
    results = _meant(said, shown, query)
    meant = [m for r in results if (m := measure_of(r["product"].get("size") or ""))]
    if not meant:
        return ()
    unit = meant[0].unit
    bounds = [m.amount for m in meant if m.unit == unit]
    found = []
    for size in dict.fromkeys(sizes):
        measure = measure_of(size)
        if measure is None or measure.unit != unit or any(measure.same(m) for m in meant):
            continue
        larger = "larger" in said.relative
        if measure.amount > max(bounds) if larger else measure.amount < min(bounds):
            found.append(size)
    return tuple(found)


def soft_in(said: Constraints, filters: Constraints) -> list[str]:
    """Return the constraints that come from the words alone and may be given up."""
    return [name for name in SOFT if getattr(said, name) and not getattr(filters, name)]


def _of_any_product(held: Constraints) -> Constraints:
    """Return what goes on holding for another product: not the litre, when milk becomes yogurt."""
    return Constraints(
        price_min=held.price_min,
        price_max=held.price_max,
        not_brands=held.not_brands,
        diets=held.diets,
        attributes=held.attributes,
        free_from=held.free_from,
        in_stock=held.in_stock,
    )


def _narrows(query: str, before: str) -> bool:
    return bool(before) and set(before.split()) <= set(query.split())


def _joined(base: Constraints, said: Constraints) -> Constraints:
    """Join constraints; where both cannot hold, the newer word stands."""
    new: dict[str, Any] = {}
    for name in _NUMBERS:
        new[name] = _newer(getattr(said, name), getattr(base, name))
    for name in _ANY_OF:
        new[name] = getattr(said, name) or getattr(base, name)
    for name in _ALL_OF:
        new[name] = tuple(dict.fromkeys((*getattr(base, name), *getattr(said, name))))
    new["brands"] = _without(new["brands"], said.not_brands)
    new["not_brands"] = _without(new["not_brands"], said.brands)
    new["in_stock"] = said.in_stock or base.in_stock
    low, high = new["price_min"], new["price_max"]
    if low is not None and high is not None and low > high:
        new["price_min"] = None if said.price_max is not None else low
        new["price_max"] = high if said.price_max is not None else None
    return Constraints(**new)


def _compares(said: Understanding) -> bool:
    """Whether a sentence asks for another price or size, so that the thing itself stays."""
    told = said.constraints
    priced = told.without_price() != told or bool(told.sizes)
    return priced or not _COMPARING.isdisjoint(said.relative)


def _beside(
    joined: Constraints, said: Understanding, meant: Sequence[Mapping[str, Any]]
) -> Constraints:
    prices = [p for r in meant if (p := r["product"].get("price")) is not None]
    if not prices:
        return joined
    if "cheaper" in said.relative and said.constraints.price_max is None:
        most = round(max(min(prices) - CENT, 0.0), 2)
        low = joined.price_min if joined.price_min is None or joined.price_min <= most else None
        return replace(joined, price_max=most, price_min=low)
    if "dearer" in said.relative and said.constraints.price_min is None:
        least = round(max(prices) + CENT, 2)
        high = joined.price_max if joined.price_max is None or joined.price_max >= least else None
        return replace(joined, price_min=least, price_max=high)
    return joined


def _meant(
    said: Understanding, shown: Sequence[Mapping[str, Any]], query: str
) -> list[Mapping[str, Any]]:
    """Return the results that a sentence points at, or those that answer the query best."""
    found = []
    for reference in placed(said, shown).references:
        place = reference.position
        if place is not None and place and -len(shown) <= place <= len(shown):
            found.append(shown[place - 1 if place > 0 else place])
        elif reference.name:
            wanted = set(reference.name.split())
            found += [r for r in shown if wanted <= set(_named(r).casefold().split())]
    return found or alike(query, shown)


def _named(result: Mapping[str, Any]) -> str:
    product = result["product"]
    return f"{product['name']} {product.get('brand') or ''}"


def _placed(reference: Reference, shown: Sequence[Mapping[str, Any]]) -> Reference:
    values: list[tuple[float, int]] = []
    if reference.name in _CHEAPEST:
        prices = [(r["product"].get("price"), place) for place, r in enumerate(shown, 1)]
        values = [(price, place) for price, place in prices if price is not None]
        highest = _CHEAPEST[reference.name]
    elif reference.name in _SMALLEST:
        sizes = [(measure_of(r["product"].get("size") or ""), p) for p, r in enumerate(shown, 1)]
        values = [(size.amount, place) for size, place in sizes if size is not None]
        highest = _SMALLEST[reference.name]
    if not values:
        return reference
    _, place = max(values, key=lambda v: (v[0], -v[1])) if highest else min(values)
    return replace(reference, position=place, name="")


def _newer(new: float | None, old: float | None) -> float | None:
    return old if new is None else new


def _without(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    folded = {word.casefold() for word in those}
    return tuple(word for word in these if word.casefold() not in folded)
