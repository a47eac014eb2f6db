"""What a sentence takes back of what was asked for before: `any brand`, `with nuts is fine`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from domain.allergens import family_of
from domain.constraints import Constraints

Given = Literal["price", "brands", "sizes", "attributes", "diets", "free_from"]
"""What can be taken back: every price limit, every brand wanted or ruled out, every size, or one
attribute, diet or allergen."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A constraint that no longer holds.

    Attributes:
        what: Which constraint.
        value: Which attribute, diet or allergen; empty for all of them.
    """

    what: Given
    value: str = ""


def given_up(constraints: Constraints, taken_back: Iterable[TakenBack]) -> Constraints:
    """Return constraints without what is taken back.

    An allergen goes with all its names, and with the labels that say it is left out.

    Example:
        >>> held = Constraints(price_max=4, brands=("Oatly",), free_from=("nuts",))
        >>> given_up(held, [TakenBack("price"), TakenBack("free_from", "nuts")]).brands
        ('Oatly',)
    """
    left = constraints
    for one in taken_back:
        if one.what == "price":
            left = left.without_price()
        elif one.what == "brands":
            left = replace(left, brands=(), not_brands=())
        elif one.what == "sizes":
            left = replace(left, sizes=())
        elif one.what == "free_from":
            left = _with_allergen(left, one.value)
        elif one.what == "diets":
            left = replace(left, diets=_without(left.diets, one.value))
        else:
            left = replace(left, attributes=_without(left.attributes, one.value))
    return left


def _with_allergen(held: Constraints, value: str) -> Constraints:
    family = family_of(value)
    free = f"{value}_free"
    return replace(
        held,
        free_from=tuple(a for a in held.free_from if value and family.isdisjoint(family_of(a))),
        attributes=_without(held.attributes, free) if value else held.attributes,
        diets=_without(held.diets, free) if value else held.diets,
    )


def _without(these: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(word for word in these if value and word.casefold() != value.casefold())
