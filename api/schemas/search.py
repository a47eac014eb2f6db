"""POST /api/search/personalized."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import SearchText
from api.schemas.filters import SearchFilters
from api.schemas.results import RESULT, ResultReply
from api.schemas.subject import Body, Reply
from domain.proposal import Outcome

Limit = Annotated[int, Field(ge=1, le=100, description="Number of results wanted.")]


class SearchBody(Body):
    """What is looked for, and what every result must satisfy."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_id": "ana", "query": "milk", "limit": 10, "filters": {"price_max": 5}}
            ]
        },
    )

    query: Annotated[SearchText, Field(description="Empty means all that the filters admit.")]
    limit: Limit = 10
    filters: SearchFilters | None = None
    explain: Annotated[
        bool,
        Field(description="Also tell how much of each result's place is the person's own doing."),
    ] = False


class PriceRange(Reply):
    """The prices there are without the price limit."""

    min: float
    max: float


class SearchReply(Reply):
    """What was found, in this subject's order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "results": [RESULT],
                    "personalization_applied": True,
                    "user_id": "ana",
                    "proposal_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01",
                    "outcome": "ok",
                    "degraded": [],
                }
            ]
        },
    )

    results: list[ResultReply]
    personalization_applied: bool
    user_id: str
    proposal_id: Annotated[
        str, Field(description="Send it back as `search_session_id` with what the person does.")
    ]
    outcome: Outcome
    degraded: Annotated[list[str], Field(description="What answered by its fallback.")]
    price_range: PriceRange | None = None
    corrections: Annotated[
        dict[str, str] | None, Field(description="Word as typed, and as it was searched.")
    ] = None
    unsupported: Annotated[
        list[str] | None, Field(description="Filter values that no product carries at all.")
    ] = None
    nearest: Annotated[
        list[str] | None,
        Field(description="Categories nearest in meaning to what is not carried, best first."),
    ] = None
    relaxed: Annotated[
        list[str] | None,
        Field(description="What was asked for and given up; never anything of the filters."),
    ] = None
