"""GET /v1/training/stats."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import Count
from api.schemas.subject import Reply


class TrainingStats(Reply):
    """How much was logged for fine-tuning."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "hypotheses_count": 41,
                    "persona_updates_count": 38,
                    "enabled": True,
                    "lag": 0,
                }
            ]
        },
    )

    hypotheses_count: Count
    persona_updates_count: Count
    enabled: Annotated[bool, Field(description="The installation's default.")]
    lag: Annotated[Count, Field(description="Events that the logs are behind the journal.")]
