"""POST /api/v1/rank: products found elsewhere, put in this subject's order."""

from typing import Annotated

import msgspec
from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Name, Price, Share, Sku, Word, Words
from api.schemas.results import RESULT, ResultReply
from api.schemas.subject import Body, Reply
from domain.product import Product


class RankItem(Reply):
    """A product to rank; the sku alone is enough for one that the catalogue has."""

    sku: Sku
    name: Name = ""
    brand: Word = ""
    category: Word = ""
    department: Word = ""
    price: Price | None = None
    regular_price: Price | None = None
    size: Word = ""
    unit: Word = ""
    diets: Words = Field(default_factory=list)
    allergens: Words | None = None
    attributes: Words = Field(default_factory=list)
    in_stock: bool | None = None
    relevance: Annotated[Share, Field(description="How well it answers the query.")] = 0.0

    def to_product(self) -> Product:
        """Return the product as the request describes it."""
        told = {**self.__dict__, "name": self.name or self.sku}
        return msgspec.convert(told, Product)  # a third of the time that its __init__ takes


class RankBody(Body):
    """Up to 500 products."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "user_id": "ana",
                    "items": [
                        {"sku": "cow-milk", "relevance": 0.9},
                        {
                            "sku": "oat-milk",
                            "name": "Oat Milk",
                            "brand": "Oatly",
                            "relevance": 0.8,
                        },
                    ],
                    "context": {"page": "home"},
                    "explain": False,
                }
            ]
        },
    )

    items: Annotated[list[RankItem], Field(max_length=500, fail_fast=True)]
    context: dict[Word, JsonValue] = Field(default_factory=dict, max_length=50)
    explain: Annotated[bool, Field(description="Also return every feature.")] = False


class RankReply(Reply):
    """The same products in this subject's order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"items": [RESULT], "personalization_applied": True, "user_id": "ana"}]
        },
    )

    items: list[ResultReply]
    personalization_applied: bool
    user_id: str
