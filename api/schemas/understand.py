"""POST /v1/understand: what a sentence asks for, without doing it."""

from typing import Annotated

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.bounds import LongText, Reference
from api.schemas.filters import Filters
from api.schemas.subject import Body, Reply
from domain.taken_back import Given
from domain.understanding import Intent


class UnderstandBody(Body):
    """A sentence, and the conversation it belongs to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_id": "ana", "text": "organic oat milk under $5 without nuts"},
                {"user_id": "ana", "thread_id": "kitchen", "text": "something cheaper"},
            ]
        },
    )

    text: LongText
    thread_id: Annotated[
        Reference | None,
        Field(description="The subject's own thread, whose last turn the sentence goes on from."),
    ] = None


class Understood(Filters, total=False):
    """The constraints that are set; see the filters of a search."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


class Meant(TypedDict, total=False):
    """A thing that the sentence points at."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    words: str
    position: Annotated[int | None, Field(description="Place among what was shown; -1 is last.")]
    name: str
    every: bool


class NoLonger(TypedDict):
    """What was asked for before and no longer has to hold."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    what: Annotated[Given, Field(description="The filter; `price` is every limit on prices.")]
    value: Annotated[str, Field(description="Which of its values; empty for all.")]


class UnderstandReply(Reply):
    """What was understood; nothing was done, learned or kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "intent": "find",
                    "query": "oat milk",
                    "constraints": {"price_max": 5.0, "attributes": ["organic"]},
                    "quantity": None,
                    "references": [],
                    "unsupported": [],
                    "taken_back": [],
                    "vague": False,
                    "degraded": [],
                }
            ]
        },
    )

    intent: Intent
    query: Annotated[str, Field(description="What is looked for, without the constraints.")]
    constraints: Understood
    quantity: float | None = None
    references: list[Meant]
    unsupported: Annotated[list[str], Field(description="Words that no filter can give.")]
    taken_back: Annotated[
        list[NoLonger],
        Field(description="Never what was stated for good, such as an allergy: that holds on."),
    ]
    vague: Annotated[bool, Field(description="Whether the shopper would be asked back first.")]
    degraded: list[str]
