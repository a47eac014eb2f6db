"""Rank facts by how much they bear on a text: words and meaning, then confidence and recency."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from domain.clock import MS_PER_DAY
from domain.knowledge import KnownFact, MemoryType
from memory.knowledge import Recalled
from memory.telling import newest_first, told

WEIGHT_OF_WORDS: Final = 0.5
HALF_LIFE_DAYS: Final = 30.0
OLDEST: Final = 0.5
"""What the recency of very old evidence tends to: age alone hides nothing that fits well."""


def likeness(words: Mapping[str, float], meanings: Mapping[str, float]) -> dict[str, float]:
    """Fuse two scores of facts into one, half and half.

    Each side is divided by its best score, so neither's scale counts: a relative-score fusion of
    the kind that Weaviate calls `relativeScoreFusion`, with zero instead of the least score found,
    because zero means the same on both sides: nothing in common.

    Args:
        words: BM25 by fact id, larger is better; a fact that is missing shares no word.
        meanings: Cosine by fact id, in [-1, 1]; a fact that is missing counts as unrelated.

    Returns:
        A score in [0, 1] for every id of either side.

    Example:
        >>> likeness({"a": 8.0, "b": 4.0}, {"b": 0.5, "c": -0.1})
        {'a': 0.5, 'b': 0.75, 'c': 0.0}
    """
    by_words, by_meaning = _scaled(words), _scaled(meanings)
    return {
        fact_id: WEIGHT_OF_WORDS * by_words.get(fact_id, 0.0)
        + (1 - WEIGHT_OF_WORDS) * by_meaning.get(fact_id, 0.0)
        for fact_id in {**words, **meanings}
    }


def recency_of(fact: KnownFact, now: int) -> float:
    """Return 1 for evidence of this moment, falling by half-lives of 30 days towards `OLDEST`.

    Confidence has faded by its own half-life already; this only prefers the newer of two facts
    that fit alike, also among those that were said and never fade.
    """
    age = max(0, now - fact.reinforced_at) / MS_PER_DAY
    return OLDEST + (1 - OLDEST) * float(0.5 ** (age / HALF_LIFE_DAYS))


def ranked(
    facts: Iterable[KnownFact],
    like: Mapping[str, float],
    now: int,
    *,
    types: Collection[MemoryType],
    floor: float,
    limit: int,
) -> list[Recalled]:
    """Return the facts that hold and bear on a text, best first.

    Args:
        facts: Candidates, each once.
        like: Their likeness to the text by id, in [0, 1]; without one, or with 0, a fact is out.
        now: Time in milliseconds.
        types: Which kinds of memory.
        floor: Leave out what is less certain than this at `now`.
        limit: Most facts returned.
    """
    found = [
        Recalled(fact, likely * fact.confidence_at(now) * recency_of(fact, now))
        for fact in told(facts, now, types=types, floor=floor)
        if (likely := like.get(fact.memory_id, 0.0)) > 0.0
    ]
    found.sort(key=lambda one: (-one.score, newest_first(one.fact)))
    return found[:limit]


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    if best <= 0.0:
        return {}
    return {fact_id: max(0.0, score) / best for fact_id, score in scores.items()}
