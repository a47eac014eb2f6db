"""What a search must satisfy, as a request says it."""

from typing import Annotated

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.bounds import Price, Words
from domain.constraints import Constraints


class Filters(TypedDict, total=False):
    """Constraints of a search; words are compared without case."""

    __pydantic_config__ = ConfigDict(extra="ignore")  # type: ignore[misc]

    price_min: Annotated[Price | None, Field(description="Lowest price, inclusive.")]
    price_max: Annotated[Price | None, Field(description="Highest price, inclusive.")]
    brands: Annotated[Words | None, Field(description="Any of these.")]
    not_brands: Annotated[Words | None, Field(description="None of these.")]
    categories: Annotated[Words | None, Field(description="Any of these.")]
    diets: Annotated[Words | None, Field(description="All of these.")]
    attributes: Annotated[Words | None, Field(description="All of these.")]
    free_from: Annotated[
        Words | None,
        Field(
            description="Allergens, none of these, under any name, stated or in the ingredients; "
            "unknown is never free of anything."
        ),
    ]
    in_stock: Annotated[bool | None, Field(description="Only what is known to be in stock.")]
    sizes: Annotated[
        Words | None,
        Field(description="Pack sizes, any of these, such as `1 l` or `12 oz`; up to 3 % off."),
    ]
    price_per_kg_max: Annotated[
        Price | None, Field(description="Highest price of a kilogram; only what is weighed.")
    ]
    price_per_l_max: Annotated[
        Price | None, Field(description="Highest price of a litre; only what is poured.")
    ]
    price_per_each_max: Annotated[
        Price | None, Field(description="Highest price of a piece; only what is counted.")
    ]


class SearchFilters(Filters, total=False):
    """Constraints of a search; a filter that does not exist is refused."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"price_max": 5.0, "brands": ["Oatly"], "free_from": ["nuts"]},
                {"sizes": ["1 l"], "price_per_l_max": 2.5},
            ]
        },
    )


def constraints_of(filters: Filters | None) -> Constraints:
    """Return the domain's constraints for a request's filters.

    Example:
        >>> constraints_of({"brands": ["Oatly"]}).brands
        ('Oatly',)
    """
    given: Filters = filters or {}
    return Constraints(
        price_min=given.get("price_min"),
        price_max=given.get("price_max"),
        brands=tuple(given.get("brands") or ()),
        not_brands=tuple(given.get("not_brands") or ()),
        categories=tuple(given.get("categories") or ()),
        diets=tuple(given.get("diets") or ()),
        attributes=tuple(given.get("attributes") or ()),
        free_from=tuple(given.get("free_from") or ()),
        in_stock=given.get("in_stock"),
        sizes=tuple(given.get("sizes") or ()),
        price_per_kg_max=given.get("price_per_kg_max"),
        price_per_l_max=given.get("price_per_l_max"),
        price_per_each_max=given.get("price_per_each_max"),
    )
