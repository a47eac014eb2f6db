"""GET /v1/users/{user_id}/persona, and how it came to be."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.bounds import Count, Finite, Moment, Share
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


class PersonaMove(Reply):
    """One time the dials moved, or a pick confirmed them."""

    at: Moment
    event_id: str
    source: Annotated[
        Literal["rules", "llm"], Field(description="Whether rules or a model read the pick.")
    ]
    deltas: Annotated[dict[str, Finite], Field(description="What moved, and how far.")]
    facets: Annotated[dict[str, Share], Field(description="All dials after it.")]
    text: Annotated[str, Field(description="A sentence in the second person.")]


class PersonaHistoryReply(Reply):
    """How the dials came where they are."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "moves": [
                        {
                            "at": "2026-03-02T09:15:00.000Z",
                            "event_id": "0195f2c4-9e00-5a31-8c55-0f4f3a1f8c02",
                            "source": "rules",
                            "deltas": {"concise": 0.02},
                            "facets": {
                                "concise": 0.52,
                                "step_by_step": 0.5,
                                "code_first": 0.5,
                                "formal": 0.5,
                            },
                            "text": "Your answers become more concise",
                        }
                    ]
                }
            ]
        },
    )

    moves: Annotated[list[PersonaMove], Field(description="Newest first.")]
