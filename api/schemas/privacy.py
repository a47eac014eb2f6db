"""GET and PUT /api/v1/user/{user_id}/privacy: what a subject allows."""

from typing import Annotated, Final

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.subject import Body, Reply

RetentionDays = Annotated[
    int,
    Field(ge=1, le=3650, description="Days after which events are dropped, from their receipt on."),
]

EXAMPLE: Final[dict[str, JsonValue]] = {
    "track_searches": True,
    "track_clicks": True,
    "track_purchases": True,
    "learn_preferences": True,
    "share_patterns": False,
    "use_for_training": False,
    "paused": False,
    "retention_days": 365,
    "learn_dietary": True,
    "learn_brands": True,
    "learn_price": True,
    "learn_schedule": True,
}
"""What somebody allows who never changed it."""


class PrivacyBody(Body):
    """What changes; a field that is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"use_for_training": True, "retention_days": 90}]},
    )

    track_searches: bool = True
    track_clicks: bool = True
    track_purchases: bool = True
    learn_preferences: bool = True
    share_patterns: bool = False
    use_for_training: Annotated[
        bool | None, Field(description="Null: as the installation is set.")
    ] = None
    paused: bool = False
    retention_days: RetentionDays = 365
    learn_dietary: bool = True
    learn_brands: bool = True
    learn_price: bool = True
    learn_schedule: bool = True


class PrivacyReply(Reply):
    """What the subject allows now."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [EXAMPLE]},
    )

    track_searches: bool
    track_clicks: bool
    track_purchases: bool
    learn_preferences: bool
    share_patterns: Annotated[bool, Field(description="May enter statistics across subjects.")]
    use_for_training: bool
    paused: bool
    retention_days: RetentionDays
    learn_dietary: bool
    learn_brands: bool
    learn_price: bool
    learn_schedule: bool
