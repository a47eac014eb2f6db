"""A subject's cart and orders."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Moment, Quantity, QuantityOrNone, Sku
from api.schemas.subject import Body, Reply

_LINE: JsonValue = {
    "sku": "oat-milk",
    "name": "Oat Milk",
    "quantity": 2,
    "price": 3.99,
    "category": "Dairy alternatives",
    "brand": "Oatly",
}
_ORDER: JsonValue = {
    "order_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01",
    "ordered_at": "2026-03-02T09:15:00.000Z",
    "total_value": 7.98,
    "items": [_LINE],
}


class CartLineBody(Body):
    """A product to put into the cart."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"product_sku": "oat-milk", "quantity": 2}]}
    )

    product_sku: Sku
    quantity: Annotated[Quantity, Field(description="How many are added.")] = 1.0


class CartLineChange(Body):
    """A new quantity for a line of the cart."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"product_sku": "oat-milk", "quantity": 3}]}
    )

    product_sku: Sku
    quantity: Annotated[QuantityOrNone, Field(description="The new quantity; 0 removes.")]


class OrderCartBody(Body):
    """Order what is in the cart."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"session_id": "visit-1"}]}
    )


class LineReply(Reply):
    """One product of a cart or an order."""

    sku: str
    name: str
    quantity: float
    price: float | None
    category: str
    brand: str


class CartReply(Reply):
    """What is in the cart."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"user_id": "ana", "lines": [_LINE], "value": 7.98}]},
    )

    user_id: str
    lines: Annotated[list[LineReply], Field(description="In the order they were first added.")]
    value: Annotated[float, Field(description="Over the lines whose price is known.")]


class OrderReply(Reply):
    """A completed order."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ORDER]})

    order_id: str
    ordered_at: Moment
    total_value: float | None
    items: list[LineReply]


class OrdersReply(Reply):
    """The newest orders."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"orders": [_ORDER]}]}
    )

    orders: Annotated[list[OrderReply], Field(description="Newest first.")]
