"""/api/v1/products: what is sold."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from api.schemas.bounds import Count
from api.schemas.results import ProductReply
from api.schemas.subject import Body, Reply
from catalog.port import VERSION

__all__ = [
    "ProductReply",
    "ProductsBody",
    "ProductsReply",
    "RejectedRow",
    "RemovedReply",
    "SwapBody",
    "SwapReply",
]

Version = Annotated[str, StringConstraints(max_length=40, pattern=f"^{VERSION}$")]

_ROW: dict[str, JsonValue] = {
    "sku": "oat-milk",
    "name": "Oat Milk",
    "brand": "Oatly",
    "category": "Dairy alternatives",
    "price": 3.99,
    "diets": ["vegan"],
    "allergens": [],
    "attributes": ["plant_based"],
}


class ProductsBody(Body):
    """Products to write by sku; each row is judged by itself."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"products": [_ROW]}, {"products": [_ROW], "version": "spring-2026"}]
        },
    )

    products: Annotated[
        list[JsonValue],
        Field(
            max_length=5000,
            description="Rows of sku, name, brand?, category, department?, price?, "
            "regular_price?, size?, unit?, description?, ingredients?, diets[], allergens[], "
            "attributes[], in_stock?, image?.",
        ),
    ]
    version: Annotated[
        Version | None,
        Field(
            description="Write them into a catalogue of this name that nobody sees before "
            "/products/swap; `updated` then counts what was staged there before."
        ),
    ] = None


class SwapBody(Body):
    """Which staged catalogue everybody shall see."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": "spring-2026", "expected": 50000}]},
    )

    version: Version
    expected: Annotated[
        Count | None,
        Field(description="How many products it must hold; with another number nothing changes."),
    ] = None


class SwapReply(Reply):
    """What is sold now."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"kept": 50000, "updated": 49120}]}
    )

    kept: Annotated[Count, Field(description="How many products there are now.")]
    updated: Annotated[Count, Field(description="How many of their skus were there before.")]


class RejectedRow(Reply):
    """Why a row was not written."""

    index: Annotated[int, Field(description="Place in the list; the first is 0.")]
    reason: str


class ProductsReply(Reply):
    """What became of the rows."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kept": 41,
                    "updated": 3,
                    "rejected": [{"index": 7, "reason": "sku: Field required"}],
                }
            ]
        },
    )

    kept: Count
    updated: Annotated[Count, Field(description="How many of them replaced one of the same sku.")]
    rejected: list[RejectedRow]


class RemovedReply(Reply):
    """How many products were removed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"removed": 1}]})

    removed: Count
