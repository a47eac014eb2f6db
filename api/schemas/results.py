"""A product and a ranked product, as every reply shows them."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Moment
from api.schemas.subject import Reply

OAT_MILK: dict[str, JsonValue] = {
    "sku": "oat-milk",
    "name": "Oat Milk",
    "brand": "Oatly",
    "category": "Dairy alternatives",
    "department": "Dairy",
    "price": 3.99,
    "regular_price": None,
    "size": "64 oz",
    "unit": "each",
    "description": "Made from oats.",
    "ingredients": "Water, oats",
    "diets": ["vegan"],
    "allergens": [],
    "attributes": ["plant_based"],
    "in_stock": True,
    "image": "",
}
RESULT: dict[str, JsonValue] = {
    "product": OAT_MILK,
    "position": 1,
    "score": 0.83,
    "reasons": [
        {
            "code": "usual",
            "text": "You usually buy 2.",
            "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"],
        }
    ],
    "usual": {
        "quantity": 2,
        "last_bought": "2026-02-24T09:15:00.000Z",
        "due": True,
        "every_days": 6.5,
    },
}
PERSONAL: dict[str, JsonValue] = {
    "score": 41.5,
    "parts": [
        {
            "code": "attribute_affinity",
            "text": "Plant-based, because you looked at Oat Milk",
            "points": 44.0,
            "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"],
        },
        {
            "code": "brand_affinity",
            "text": "You have passed over Oatly",
            "points": -2.5,
            "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c02"],
        },
    ],
}


class ProductReply(Reply):
    """A product as the catalogue knows it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [OAT_MILK]})

    sku: str
    name: str
    brand: str
    category: str
    department: str
    price: float | None
    regular_price: float | None
    size: str
    unit: str
    description: str
    ingredients: str
    diets: list[str]
    allergens: Annotated[
        list[str] | None, Field(description="[] means known none; null means unknown.")
    ]
    attributes: list[str]
    in_stock: bool | None
    image: str


class ReasonReply(Reply):
    """Why a product stands where it stands."""

    code: str
    text: str
    evidence: Annotated[list[str], Field(description="Ids of the events or facts behind it.")]


class UsualReply(Reply):
    """How the subject usually buys a product."""

    quantity: float
    last_bought: Moment | None = None
    due: bool | None = None
    every_days: float | None = None


class PartReply(Reply):
    """One thing known about the person that moves a result."""

    code: str
    text: str
    points: Annotated[
        float, Field(description="Its share of the score; below 0 when it speaks against.")
    ]
    evidence: Annotated[
        list[str], Field(description="Ids of events or facts; empty where only a mean is kept.")
    ]


class PersonalReply(Reply):
    """How much of a result's place comes from what is known about the person.

    The score is what the person adds to the ranking score, as a percentage of the most that a
    person can add. The points of all parts together are the score, or below 0 when it is 0.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [PERSONAL]})

    score: Annotated[float, Field(ge=0, le=100, description="0: nothing personal in it.")]
    parts: Annotated[list[PartReply], Field(description="Largest first, by size.")]


class ResultReply(Reply):
    """A ranked product."""

    product: ProductReply
    position: int
    score: float
    reasons: Annotated[list[ReasonReply], Field(description="Personal ones first.")]
    usual: UsualReply | None
    features: Annotated[
        dict[str, float] | None, Field(description="Only where they were asked for.")
    ] = None
    personal: Annotated[PersonalReply | None, Field(description="Only where it was asked for.")] = (
        None
    )
