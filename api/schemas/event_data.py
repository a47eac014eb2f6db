"""What an event of each kind says in `data`; keys that are not listed here are left out."""

from typing import Annotated, Final, Literal, Required

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.bounds import (
    MAX_LINES,
    Count,
    Name,
    OrderedQuantity,
    Position,
    Price,
    Quantity,
    QuantityOrNone,
    Reference,
    SearchText,
    Sku,
    Total,
    Word,
    Words,
)
from api.schemas.filters import Filters

Relation = Literal[
    "prefers_brand",
    "avoids_brand",
    "prefers_category",
    "avoids_category",
    "prefers_attribute",
    "avoids_attribute",
    "allergic_to",
    "follows_diet",
    "budget",
    "goal",
    "substitutes",
]
PreferenceAction = Literal["set", "remove"]
FeedbackKind = Literal["like", "dislike", "rating"]
PreferenceValue = Annotated[str, Field(min_length=1, max_length=200, coerce_numbers_to_str=True)]


_LENIENT: Final = ConfigDict(extra="ignore")


class Facets(TypedDict, total=False):
    """What a client may know about the product; the catalogue fills in the rest."""

    __pydantic_config__ = _LENIENT  # type: ignore[misc]

    product_name: Name | None
    category: Word | None
    brand: Word | None
    attributes: Words | None
    price: Price | None
    size: Word | None


class Line(TypedDict, total=False):
    """One product of an order."""

    __pydantic_config__ = _LENIENT  # type: ignore[misc]

    sku: Required[Sku]
    name: Name | None
    quantity: OrderedQuantity | None
    price: Price | None
    category: Word | None
    brand: Word | None
    attributes: Words | None
    size: Word | None


class StrictLine(Line, total=False):
    """One product of an order outside `data`, where unknown fields are refused."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


class View(Facets):
    """A product page was opened."""

    product_sku: Required[Sku]


class Skip(View, total=False):
    """A product was seen and passed over."""

    proposal_id: Reference | None


class Click(View, total=False):
    """A search result was opened; `search_session_id` is the search reply's proposal_id."""

    query: SearchText | None
    position: Position | None
    search_session_id: Reference | None


class CartAdd(View, total=False):
    """So many were put into the cart; 1 when it does not say."""

    quantity: Quantity | None
    cart_value_after: Total | None


class CartRemove(View, total=False):
    """So many were taken out of the cart; the whole line when it does not say."""

    quantity: Quantity | None
    cart_value_after: Total | None


class CartUpdate(View, total=False):
    """A line of the cart got a new quantity; 0 takes it out."""

    quantity: Required[QuantityOrNone]
    cart_value_after: Total | None


class Ordered(TypedDict, total=False):
    """An order was placed."""

    __pydantic_config__ = _LENIENT  # type: ignore[misc]

    order_id: Required[Reference]
    items: Required[Annotated[list[Line], Field(min_length=1, max_length=MAX_LINES)]]
    total_value: Total | None
    item_count: Count | None
    delivery_date: Word | None
    applied_promotions: Words | None


class Search(TypedDict, total=False):
    """A search was made elsewhere; LeafLoop's own searches write theirs."""

    __pydantic_config__ = _LENIENT  # type: ignore[misc]

    query: Required[SearchText]
    results_count: Count | None
    result_ids: Annotated[list[Sku], Field(max_length=20)] | None
    filters: Filters | None
    personalized: bool | None
    top_categories: Words | None


class PreferenceSet(TypedDict, total=False):
    """A preference was set or removed by the person."""

    __pydantic_config__ = _LENIENT  # type: ignore[misc]

    relation: Required[Relation]
    value: Required[PreferenceValue]
    action: PreferenceAction | None


class FeedbackGiven(Facets, total=False):
    """A like, a dislike or a rating; a rating says which, from 1 to 5."""

    product_sku: Sku | None
    feedback: Required[FeedbackKind]
    rating: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)] | None
    proposal_id: Reference | None
