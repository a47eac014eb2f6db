"""/api/v1/admin/dead-letters."""

from typing import Annotated, Any, Final

from pydantic import AwareDatetime, ConfigDict, Field

from api.schemas.subject import Reply

_LETTER: Final[dict[str, Any]] = {
    "id": 7,
    "sink": "graph",
    "seq": 41,
    "event_id": "018bcfe5-6800-7000-8000-000000000000",
    "kind": "order_completed",
    "error": "ValueError",
    "at": "2026-01-05T08:00:00Z",
}


class DeadLetterReply(Reply):
    """An event that a fold or a sink could not take; never whose it is, or what it says."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_LETTER]})

    id: Annotated[int, Field(description="Replay it by this.")]
    sink: Annotated[str, Field(description="`fold:<name>`, or the name of a sink.")]
    seq: Annotated[int, Field(description="The event's place in the journal.")]
    event_id: str
    kind: str
    error: Annotated[str, Field(description="Type of the error.")]
    at: Annotated[AwareDatetime, Field(description="When it failed first.")]


class DeadLettersReply(Reply):
    """A page of dead letters."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"dead_letters": [_LETTER], "total": 1}]}
    )

    dead_letters: Annotated[list[DeadLetterReply], Field(description="Oldest first.")]
    total: Annotated[int, Field(description="How many there are in all.")]


class ReplayedReply(Reply):
    """What became of a replay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"replayed": True}]})

    replayed: Annotated[bool, Field(description="False: it failed again, and the letter stays.")]
