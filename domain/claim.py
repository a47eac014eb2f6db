"""What one event says about its subject, before it is settled against what is known."""

from dataclasses import dataclass
from typing import Literal

from domain.knowledge import KnownFact, MemoryType, Source, Thing

Action = Literal["state", "reinforce", "withdraw", "delete", "correct"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that an event says about its subject.

    All times are milliseconds since 1970-01-01 UTC.

    Attributes:
        action: state: it is so since `at`; reinforce: once more evidence; withdraw: it is not so
            any more since `at`, but stays in the history; delete: it is gone for good; correct:
            the fact `memory_id` ends and this one takes its place.
        type: Which kind of memory.
        relation: A name of `RELATIONS`, or another that was stated; empty for history.
        thing: What it is about; None for history.
        value: Such as `nuts` or `50`; empty where the thing says it all.
        content: One sentence for a person.
        source: Said by the subject, or read out of behaviour.
        confidence: In [0, 1], of this evidence alone.
        half_life_days: Days after which it counts half, or None when it never fades.
        tags: Where it came from.
        memory_id: Which fact it is about; empty when relation and thing name it.
        event_id: Text of the id of the event that says it.
        at: When it was said or done.
        received_at: When it became known here.
        seq: The event's place in the journal.
    """

    action: Action
    type: MemoryType
    relation: str
    thing: Thing | None
    value: str
    content: str
    source: Source
    confidence: float
    half_life_days: float | None
    tags: tuple[str, ...]
    memory_id: str
    event_id: str
    at: int
    received_at: int
    seq: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What a claim does to what is known.

    Attributes:
        changed: New or changed facts, each whole.
        removed: Ids of facts that are gone for good.
    """

    changed: tuple[KnownFact, ...] = ()
    removed: tuple[str, ...] = ()
