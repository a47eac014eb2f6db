"""GET /api/v1/user/{user_id}/patterns: what is bought regularly, and liked."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Affinity, Count, Moment, Share
from api.schemas.subject import Reply

Frequency = Literal["weekly", "bi-weekly", "monthly", "quarterly", "occasional"]

_LATER = Field(
    description="null: it takes an analysis over many weeks, which no release makes yet."
)
_ITEM: Final[dict[str, JsonValue]] = {
    "sku": "oat-milk",
    "name": "Oat Milk",
    "category": "Dairy alternatives",
    "frequency": "weekly",
    "avg_days_between": 6.5,
    "usual_quantity": 2,
    "confidence": 0.4,
    "last_purchased": "2026-02-24T09:15:00.000Z",
    "is_due": True,
}


class RegularItemReply(Reply):
    """A product that the subject keeps buying."""

    sku: str
    name: str
    category: str
    frequency: Annotated[
        Frequency | None, Field(description="null with fewer than two dated purchases.")
    ]
    avg_days_between: float | None
    usual_quantity: float
    confidence: Share
    last_purchased: Moment | None
    is_due: bool | None


class PurchasePatterns(Reply):
    """What is bought again and again."""

    regular_items: Annotated[
        list[RegularItemReply], Field(max_length=20, description="Most frequent first.")
    ]
    total_regular_items: Annotated[Count, Field(description="Also those beyond the first 20.")]


class BrandPreference(Reply):
    """How the subject stands to a brand."""

    brand: str
    preference_score: Affinity
    confidence: Share
    signals: Annotated[Count, Field(description="Number of events behind it.")]


class CategoryPreference(Reply):
    """How the subject stands to a category."""

    category: str
    preference_score: Affinity
    confidence: Share
    signals: Annotated[Count, Field(description="Number of events behind it.")]


class PatternsReply(Reply):
    """What is bought regularly, and liked; strongest first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "purchase_patterns": {"regular_items": [_ITEM], "total_regular_items": 1},
                    "brand_preferences": [
                        {
                            "brand": "Oatly",
                            "preference_score": 0.42,
                            "confidence": 0.6,
                            "signals": 7,
                        }
                    ],
                    "category_preferences": [],
                    "price_sensitivity": None,
                    "shopping_schedule": None,
                    "dietary_patterns": None,
                    "complementary_products": None,
                }
            ]
        },
    )

    purchase_patterns: PurchasePatterns
    brand_preferences: Annotated[list[BrandPreference], Field(max_length=20)]
    category_preferences: Annotated[list[CategoryPreference], Field(max_length=20)]
    price_sensitivity: Annotated[None, _LATER]
    shopping_schedule: Annotated[None, _LATER]
    dietary_patterns: Annotated[None, _LATER]
    complementary_products: Annotated[None, _LATER]
