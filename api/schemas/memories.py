"""GET, PUT and DELETE /v1/users/{user_id}/memories: what is remembered about a person."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.bounds import Finite, Moment, Share
from api.schemas.subject import Body, Reply

MemoryKind: TypeAlias = Literal["goal", "preference", "relationship", "pattern", "history"]

Line = Annotated[str, StringConstraints(min_length=1, max_length=240)]
"""One line of plain text; the route says what may be in it for which memory."""

_ALLERGY: dict[str, Any] = {
    "memory_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01",
    "type": "preference",
    "content": "Allergic to nuts",
    "relation": "allergic_to",
    "value": "nuts",
    "source": "explicit",
    "confidence": 1.0,
    "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"],
    "valid_at": "2026-03-02T09:15:00.000Z",
    "invalid_at": None,
    "tags": ["stated"],
}
_BRAND: dict[str, Any] = {
    "memory_id": "2f0c6f0e-6f53-5d4b-9a57-2f4f3a1f8c01",
    "type": "relationship",
    "content": "Chose the brand Oatfern 3 times",
    "relation": "CONSIDERS_BRAND",
    "value": "Oatfern",
    "source": "inferred",
    "confidence": 0.676,
    "evidence": ["0195f2c4-9e00-7a31-8c55-0f4f3a1f8c02"],
    "valid_at": "2026-02-20T18:02:11.000Z",
    "invalid_at": None,
    "tags": ["behaviour"],
}


class MemoryReply(Reply):
    """One memory."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ALLERGY]})

    memory_id: str
    type: MemoryKind
    content: Annotated[str, Field(description="A sentence.")]
    relation: Annotated[
        str | None, Field(description="In capitals when it was read out of behaviour.")
    ]
    value: str | None
    source: Literal["explicit", "inferred"]
    confidence: Annotated[Share, Field(description="At the time asked about, after decay.")]
    evidence: Annotated[list[str], Field(description="Ids of the newest events behind it.")]
    valid_at: Moment
    invalid_at: Annotated[Moment | None, Field(description="Since when it does not hold.")]
    tags: list[str]


class MemoriesReply(Reply):
    """What is remembered."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"memories": [_ALLERGY, _BRAND], "degraded": []}]},
    )

    memories: list[MemoryReply]
    degraded: Annotated[
        list[str],
        Field(
            default_factory=list,
            description="`graph`: the profile answered, without what is only inferred.",
        ),
    ]


class NotedReply(Reply):
    """What a text said about the person who wrote it."""

    relation: str
    value: str
    action: Literal["set", "remove"]
    memory_id: Annotated[str | None, Field(description="Null for what is not kept.")]
    kept: Annotated[bool, Field(description="False: it holds for this request only.")]


Amount = Annotated[Finite, Field(ge=-1e9, le=1e9)]


class CorrectionBody(Body):
    """What it says from now on: either of both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"value": 60}, {"content": "learn to bake"}]},
    )

    value: Annotated[
        Line | Amount | None, Field(description="A word, a name or a number, such as milk or 60.")
    ] = None
    content: Annotated[
        Line | None, Field(description="A sentence, for goals, preferences in words and history.")
    ] = None


class CorrectionReply(MemoryReply):
    """The memory that took the place of the old one, which stays in the history."""

    degraded: Annotated[
        list[str],
        Field(default_factory=list, description="`graph`: it acts; the graph follows later."),
    ]


class DeletionReply(Reply):
    """What was deleted, for good."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"deleted": _ALLERGY, "degraded": []}]}
    )

    deleted: MemoryReply
    degraded: list[str] = Field(default_factory=list)
