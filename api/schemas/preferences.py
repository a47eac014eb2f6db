"""A subject's preferences as replies show them, and the learning status."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import Affinity, Count, Moment, Share
from api.schemas.subject import Reply
from domain.profile import Segment


class Preferences(Reply):
    """How much a subject likes each value, from -1 to 1; strongest first."""

    categories: dict[str, Affinity]
    brands: dict[str, Affinity]
    attributes: dict[str, Affinity]
    last_updated: Moment | None = None


class LearningStatus(Reply):
    """GET /api/v1/events/learning-status/{user_id}: what has been learned so far."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "user_id": "ana",
                    "regular_items_count": 4,
                    "preferred_brands": ["Oatly", "Alpro"],
                    "learning_confidence": 0.42,
                    "last_updated": "2026-03-02T09:15:00.000Z",
                    "events_seen": 37,
                    "segment": "regular",
                }
            ]
        },
    )

    user_id: str
    regular_items_count: Count
    preferred_brands: Annotated[list[str], Field(max_length=5, description="Strongest first.")]
    learning_confidence: Annotated[
        Share | None,
        Field(description="Mean confidence of preferences and patterns; null without any."),
    ]
    last_updated: Moment | None
    events_seen: Annotated[Count, Field(description="Reactions, not searches or proposals.")]
    segment: Segment
