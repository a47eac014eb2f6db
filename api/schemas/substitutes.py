"""GET /api/v1/products/{sku}/substitutes: what can take a product's place."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import Share
from api.schemas.results import OAT_MILK, ProductReply, ReasonReply
from api.schemas.subject import Reply


class SubstituteReply(Reply):
    """A product that can take another's place."""

    product: ProductReply
    score: Annotated[Share, Field(description="How much it is like the original.")]
    reasons: Annotated[list[ReasonReply], Field(description="What speaks most for it first.")]


class SubstitutesReply(Reply):
    """What can take a product's place, best first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "original": OAT_MILK,
                    "substitutes": [
                        {
                            "product": OAT_MILK | {"sku": "soy-milk", "name": "Soy Milk"},
                            "score": 0.82,
                            "reasons": [
                                {"code": "cheaper", "text": "0.50 cheaper", "evidence": []}
                            ],
                        }
                    ],
                    "why": None,
                },
                {
                    "original": OAT_MILK,
                    "substitutes": [],
                    "why": "nothing here is like it and fits you",
                },
            ]
        },
    )

    original: ProductReply
    substitutes: list[SubstituteReply]
    why: Annotated[str | None, Field(description="Why there is none; null when there is.")]
