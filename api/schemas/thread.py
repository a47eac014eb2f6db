"""GET /v1/chat/{thread_id}: a conversation as a page needs it after a reload."""

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.bounds import Share
from api.schemas.results import RESULT, ResultReply
from api.schemas.search import PriceRange
from api.schemas.subject import Reply
from domain.proposal import Outcome

MOST_MESSAGES: Final = 200

_ID = "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"
_PROPOSAL: Final[dict[str, Any]] = {
    "proposal_id": _ID,
    "flow": "shopping",
    "text": "oat milk",
    "input_type": "text",
    "query": "oat milk",
    "strategy": "hybrid",
    "propensity": 1.0,
    "personalized": True,
    "hypotheses": [],
    "products": [RESULT],
    "degraded": [],
    "outcome": "ok",
}


class MessageReply(Reply):
    """One thing that was said."""

    role: Literal["user", "assistant"]
    content: str


class ReadingReply(Reply):
    """One reading of a vague request."""

    id: Annotated[str, Field(description="h1 is the most confident.")]
    question: Annotated[str, Field(description="What the person is asked.")]
    confidence: Share
    query: str
    constraints: dict[str, JsonValue]
    basis: str
    evidence: list[str]
    raw_confidence: Share | None


class ProposalReply(Reply):
    """What is to be picked from: products, or readings of the request.

    The event `proposal` of POST /v1/chat has the same fields.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PROPOSAL]})

    proposal_id: str
    flow: Literal["search", "shopping", "execute"]
    text: Annotated[str, Field(description="What the person wrote.")]
    input_type: str
    query: Annotated[str, Field(description="What was searched for.")]
    strategy: str
    propensity: Share
    personalized: bool
    hypotheses: list[ReadingReply]
    products: list[ResultReply]
    degraded: Annotated[list[str], Field(description="What answered by its fallback.")]
    model: Annotated[str | None, Field(description="Who made the readings.")] = None
    outcome: Outcome | None = None
    message: Annotated[
        str | None, Field(description="What to know of the search, in one sentence.")
    ] = None
    price_range: PriceRange | None = None
    corrections: dict[str, str] | None = None
    unsupported: list[str] | None = None
    nearest: list[str] | None = None
    relaxed: list[str] | None = None
    pending: Annotated[
        dict[str, JsonValue] | None, Field(description="What a pick does at once, such as add two.")
    ] = None


class ThreadReply(Reply):
    """A conversation as it stands."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "thread_id": "kitchen",
                    "messages": [{"role": "user", "content": "oat milk"}],
                    "proposal": _PROPOSAL,
                    "state": "open",
                    "choice": None,
                    "request": "oat milk",
                }
            ]
        },
    )

    thread_id: str
    messages: Annotated[
        list[MessageReply],
        Field(max_length=MOST_MESSAGES, description="Oldest first; the newest 200."),
    ]
    proposal: Annotated[
        ProposalReply | None, Field(description="The newest one that there is to pick from.")
    ]
    state: Annotated[
        Literal["open", "answered"] | None,
        Field(description="Whether it still waits for a pick; null without a proposal."),
    ]
    choice: Annotated[str | None, Field(description="A sku, a hypothesis id, or none.")]
    request: Annotated[str | None, Field(description="The text that led to the proposal.")]
