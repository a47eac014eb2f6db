"""What the knowledge graph holds about a subject: facts with the times they were true and known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from domain.clock import MS_PER_DAY

MemoryType = Literal["goal", "preference", "relationship", "pattern", "history", "facet"]
Source = Literal["explicit", "inferred"]

FLOOR: Final = 0.1
"""Confidence below which a fact is not told any more."""


class Label(StrEnum):
    """What a node stands for."""

    SUBJECT = "Subject"
    PRODUCT = "Product"
    BRAND = "Brand"
    CATEGORY = "Category"
    GOAL = "Goal"
    PREFERENCE = "Preference"
    PATTERN = "Pattern"
    FACET = "Facet"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a subject can be related to something.

    Attributes:
        name: As stored on the edge: in capitals when it comes from behaviour.
        type: Which kind of memory it is.
        label: What it points at.
        one_valued: Whether a newer word ends the older one; otherwise several hold at once.
        half_life_days: Days after which it counts half; None when it was said, and never fades.
        confidence: In [0, 1], at its first evidence.
        stance: +1 for, -1 against, 0 neither; opposite stances towards one thing exclude each
            other.
    """

    name: str
    type: MemoryType
    label: Label
    one_valued: bool = False
    half_life_days: float | None = None
    confidence: float = 1.0
    stance: int = 0


_RELATIONS: Final = (
    Relation("HAS_GOAL", "goal", Label.GOAL, half_life_days=90.0),
    Relation("PREFERS", "preference", Label.PREFERENCE, half_life_days=180.0, stance=1),
    Relation("SHOWS_INTEREST", "relationship", Label.PRODUCT, False, 60.0, 0.7, 1),
    Relation("CONSIDERS_BRAND", "relationship", Label.BRAND, False, 60.0, 0.6, 1),
    Relation("BROWSES_CATEGORY", "relationship", Label.CATEGORY, False, 60.0, 0.5, 1),
    Relation("REGULARLY_BUYS", "relationship", Label.PRODUCT, False, 120.0, 0.9, 1),
    Relation("PREFERS_BRAND", "relationship", Label.BRAND, False, 120.0, 0.8, 1),
    Relation("HAS_PATTERN", "pattern", Label.PATTERN, False, 120.0, 0.8),
    Relation("HAS_FACET", "facet", Label.FACET, one_valued=True),
    Relation("goal", "goal", Label.GOAL),
    Relation("budget", "preference", Label.PREFERENCE, one_valued=True),
    Relation("household", "preference", Label.PREFERENCE, one_valued=True),
    Relation("substitutes", "preference", Label.PREFERENCE, one_valued=True),
    Relation("preferred_store", "preference", Label.PREFERENCE, one_valued=True),
    Relation("allergic_to", "preference", Label.PREFERENCE, stance=-1),
    Relation("follows_diet", "preference", Label.PREFERENCE),
    Relation("prefers_brand", "preference", Label.BRAND, stance=1),
    Relation("avoids_brand", "preference", Label.BRAND, stance=-1),
    Relation("prefers_category", "preference", Label.CATEGORY, stance=1),
    Relation("avoids_category", "preference", Label.CATEGORY, stance=-1),
    Relation("prefers_attribute", "preference", Label.PREFERENCE, stance=1),
    Relation("avoids_attribute", "preference", Label.PREFERENCE, stance=-1),
)

RELATIONS: Final = {relation.name: relation for relation in _RELATIONS}
"""Every relation by its name. Any other that a subject states is a preference of many values."""


def relation_named(name: str) -> Relation:
    """Return a relation; one that nobody declared is a stated preference of many values."""
    return RELATIONS.get(name) or Relation(name, "preference", Label.PREFERENCE)


@dataclass(frozen=True, slots=True)
class Thing:
    """What a subject is related to: a node beside the subject's own.

    Attributes:
        label: What kind of thing.
        key: Tells it from others of its label, within one subject; casefolded unless a sku.
        name: What a person reads.
    """

    label: Label
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact about a subject; history is a fact without a thing.

    All times are milliseconds since 1970-01-01 UTC.

    Attributes:
        memory_id: Stable id, also in the API.
        type: Which kind of memory.
        relation: A name of `RELATIONS`, or another that was stated; empty for history.
        thing: What it is about; None for history.
        value: Such as `nuts` or `50`; empty where the thing says it all.
        content: One sentence for a person.
        source: Said by the subject, or read out of behaviour.
        confidence: In [0, 1], as of `reinforced_at`.
        evidence: Ids of the newest events behind it, newest last, at most 10.
        tags: Where it came from.
        valid_at: Since when it is true.
        recorded_at: When it became known here.
        reinforced_at: Time of its newest evidence.
        invalid_at: Since when it is not true any more, or None.
        expired_at: When that became known here, or None.
        half_life_days: Days after which its confidence is half, or None when it never fades.
        count: Number of events behind it.
        seq: Journal place of the newest of them.
    """

    memory_id: str
    type: MemoryType
    relation: str
    thing: Thing | None
    value: str
    content: str
    source: Source
    confidence: float
    evidence: tuple[str, ...]
    valid_at: int
    recorded_at: int
    reinforced_at: int
    tags: tuple[str, ...] = ()
    invalid_at: int | None = None
    expired_at: int | None = None
    half_life_days: float | None = None
    count: int = 1
    seq: int = 0

    def confidence_at(self, now: int) -> float:
        """Return the confidence at a time: half after every half-life without new evidence.

        Example:
            >>> fact = KnownFact("m1", "relationship", "CONSIDERS_BRAND", None, "", "", "inferred",
            ...     0.6, (), 0, 0, 0, half_life_days=60.0)
            >>> fact.confidence_at(60 * MS_PER_DAY)
            0.3
        """
        if self.half_life_days is None:
            return self.confidence
        age = max(0, now - self.reinforced_at) / MS_PER_DAY
        return self.confidence * float(0.5 ** (age / self.half_life_days))

    def holds_at(self, now: int) -> bool:
        """Whether it is true at a time, as far as was known by then."""
        known = self.recorded_at <= now and self.valid_at <= now
        ended = self.invalid_at is not None and self.invalid_at <= now
        known_ended = self.expired_at is None or self.expired_at <= now
        return known and not (ended and known_ended)


@dataclass(frozen=True, slots=True)
class Change:
    """What one event does to one subject's graph.

    Attributes:
        group: The subject's pseudonym, which names their part of the graph.
        facts: New or changed, each whole; stored under its id in place of what was there.
        removed: Ids of facts that are gone for good.
    """

    group: str
    facts: tuple[KnownFact, ...] = ()
    removed: tuple[str, ...] = ()
