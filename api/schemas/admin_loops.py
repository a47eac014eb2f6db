"""GET /api/v1/admin/loops."""

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field

from api.schemas.bounds import Moment
from api.schemas.figures import Tally
from api.schemas.subject import Reply

_LOOP: Final[dict[str, Any]] = {
    "name": "graph",
    "kind": "relay",
    "state": "behind",
    "lag": 12,
    "place": 4021,
    "seconds_since_progress": 0.4,
    "note": "the knowledge graph",
}
_LOOPS: Final[dict[str, Any]] = {
    "as_of": "2026-03-02T09:15:00.000Z",
    "loops": [_LOOP],
    "stores": {"journal": "ok", "catalog": "ok: 356 products"},
    "journal": {"events": 4033, "queued": 0},
    "dead_letters": {"total": 1, "by_sink": {"graph": 1}},
    "cache": {"hits": 120, "misses": 44, "shared": 2},
    "process": {"memory_mb": 211.4, "uptime_seconds": 3600.0, "version": "0.1.0"},
}


class LoopReply(Reply):
    """Something that works beside the requests."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_LOOP]})

    name: str
    kind: Annotated[
        Literal["folds", "relay", "upkeep"],
        Field(description="Folds and relays follow the journal; upkeep runs every so often."),
    ]
    state: Annotated[
        Literal["ok", "behind", "degraded", "stopped"],
        Field(description="degraded: the last try failed, and another one follows."),
    ]
    lag: Annotated[Tally | None, Field(description="Events behind the journal; null for upkeep.")]
    place: Annotated[Tally | None, Field(description="Place in the journal; null for upkeep.")]
    seconds_since_progress: Annotated[
        float | None,
        Field(
            ge=0,
            allow_inf_nan=False,
            description="null before the first since the start, and for folds, which move with "
            "every commit.",
        ),
    ]
    note: Annotated[str, Field(description="What it does, for a person.")]


class JournalFigures(Reply):
    """How much was written."""

    events: Annotated[Tally, Field(description="Written so far, those since erased included.")]
    queued: Annotated[Tally, Field(description="Waiting for their commit.")]


class DeadLetterFigures(Reply):
    """Events that a fold or a sink could not take."""

    total: Tally
    by_sink: dict[str, Tally]


class CacheFigures(Reply):
    """How searches were answered since the start."""

    hits: Annotated[Tally, Field(description="From what was kept.")]
    misses: Annotated[Tally, Field(description="By the catalogue.")]
    shared: Annotated[Tally, Field(description="By the same search of somebody else, running.")]


class ProcessFigures(Reply):
    """The process that answers."""

    memory_mb: Annotated[
        float | None,
        Field(ge=0, description="Resident memory in MiB; null where the system does not tell."),
    ]
    uptime_seconds: Annotated[float, Field(ge=0)]
    version: str


class LoopsReply(Reply):
    """Whether it works: every loop, store, queue and cache."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_LOOPS]})

    as_of: Moment
    loops: list[LoopReply]
    stores: Annotated[dict[str, str], Field(description="As /readyz says.")]
    journal: JournalFigures
    dead_letters: DeadLetterFigures
    cache: CacheFigures
    process: ProcessFigures
