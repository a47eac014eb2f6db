"""GET /v1/users/{user_id}/persona."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import Count, Moment, Share
from api.schemas.subject import Reply


class PersonaReply(Reply):
    """How a subject likes to be answered."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "facets": {
                        "concise": 0.54,
                        "step_by_step": 0.5,
                        "code_first": 0.5,
                        "formal": 0.5,
                    },
                    "interaction_count": 2,
                    "updated_at": "2026-03-02T09:15:00.000Z",
                }
            ]
        },
    )

    facets: Annotated[dict[str, Share], Field(description="0.5 says nothing.")]
    interaction_count: Count
    updated_at: Moment | None
