"""What a shopper's words ask for that may be given up when nothing satisfies all of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.constraints import Constraints
from domain.diets import is_dietary

MOST: Final = 8
"""Concessions considered at most; each may cost a search."""

_NAMES: Final = {"sizes": "that size", "brands": "that brand", "categories": "that category"}


@dataclass(frozen=True, slots=True)
class Concession:
    """One thing to give up.

    Attributes:
        field: Name of the field of Constraints.
        values: What is given up: one attribute, or every size, brand or category.
        left: What the field is without it.
        words: The same as the shopper knows it.
    """

    field: str
    values: tuple[str, ...]
    left: tuple[str, ...]
    words: tuple[str, ...]


def concessions(
    constraints: Constraints, soft: Collection[str], filters: Constraints
) -> tuple[Concession, ...]:
    """Return what may be given up, the least important first.

    Sizes, brands and categories mean any of their values, so that each is given up as a whole;
    attributes mean all of theirs and are given up one by one. What is about a diet or an allergy
    stays, also where it is written as an attribute.

    Args:
        constraints: Everything a result must satisfy.
        soft: Fields whose values come from the shopper's words.
        filters: Constraints of the request itself, which hold in any case.
    """
    found: list[Concession] = []
    for field in ("sizes", "attributes", "brands", "categories"):
        if field not in soft:
            continue
        values, kept = getattr(constraints, field), getattr(filters, field)
        if field == "attributes":
            said = [value for value in values if not _among(value, kept) and not is_dietary(value)]
            found.extend(Concession(field, (value,), (), (value,)) for value in said)
        elif any(not _among(value, kept) for value in values) or len(values) < len(kept):
            told = tuple(value for value in values if value.isprintable())
            found.append(Concession(field, values, kept, told or (_NAMES[field],)))
    return tuple(found[:MOST])


def without(constraints: Constraints, given_up: Sequence[Concession]) -> Constraints:
    """Return constraints without what is given up."""
    left: dict[str, Any] = {}
    for one in given_up:
        if one.field == "attributes":
            still = left.get("attributes", constraints.attributes)
            left["attributes"] = tuple(value for value in still if value not in one.values)
        else:
            left[one.field] = one.left
    return replace(constraints, **left)


def _among(value: str, values: Sequence[str]) -> bool:
    return value.casefold() in map(str.casefold, values)
