"""Choose which of the facts known about a subject are told at a time, and in which order."""

from collections.abc import Collection, Iterable

from domain.knowledge import KnownFact, MemoryType


def told(
    facts: Iterable[KnownFact],
    now: int,
    *,
    types: Collection[MemoryType],
    history: bool = False,
    floor: float = 0.0,
    limit: int | None = None,
) -> list[KnownFact]:
    """Return those facts that are told at a time, newest evidence first.

    Args:
        facts: What is known.
        now: Time in milliseconds; what was not known by then is not told.
        types: Which kinds of memory.
        history: Also those that ended before `now`.
        floor: Leave out what is less certain than this at `now`.
        limit: Most facts returned; None for all.
    """
    chosen = [
        fact
        for fact in facts
        if fact.type in types
        and (fact.holds_at(now) or (history and _known_at(fact, now)))
        and fact.confidence_at(now) >= floor
    ]
    chosen.sort(key=newest_first)
    return chosen if limit is None else chosen[:limit]


def newest_first(fact: KnownFact) -> tuple[int, int, str]:
    """Return a key that sorts facts by their newest evidence, newest first, the same each time."""
    return -fact.reinforced_at, -fact.seq, fact.memory_id


def _known_at(fact: KnownFact, now: int) -> bool:
    return fact.recorded_at <= now and fact.valid_at <= now
