"""Which memories bear on a request, most relevant first, each said once."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from domain.clock import days_between
from domain.profile import Memory

Similarity = Callable[[str, str], float]
"""How alike two texts are, in [0, 1]."""

HALF_LIFE_DAYS: Final = 30.0
"""Days after which a memory counts for half."""

UNRELATED: Final = 0.1
"""What a memory without any similarity keeps, so that a fresh, certain one still gets in."""

FLOOR: Final = 0.05
"""Lowest relevance that gets a memory into a prompt."""

_WORD: Final = re.compile(r"\w+")
_MOST_READ: Final = 4_000


def ranked(
    memories: Iterable[Memory], text: str, now: int, similarity: Similarity
) -> tuple[Memory, ...]:
    """Return the memories relevant to a text, most relevant first, duplicates merged.

    relevance = (UNRELATED + (1 - UNRELATED) * similarity) * confidence * 0.5^(age / half-life)

    Args:
        memories: In any order; the answer does not depend on it.
        text: The request.
        now: In milliseconds; a memory from later counts as new.
        similarity: In [0, 1]; values outside are clipped.
    """

    def relevance(memory: Memory) -> float:
        alike = min(1.0, max(0.0, similarity(text, memory.content)))
        age = max(0.0, days_between(memory.at, now))
        weight = UNRELATED + (1.0 - UNRELATED) * alike
        return weight * memory.confidence * float(0.5 ** (age / HALF_LIFE_DAYS))

    scored = ((relevance(memory), memory) for memory in memories)
    kept = [(score, memory) for score, memory in scored if score >= FLOOR]
    kept.sort(key=lambda sm: (-sm[0], -sm[1].at, sm[1].memory_id, sm[1].content))
    return said_once(memory for _, memory in kept)


def said_once(memories: Iterable[Memory]) -> tuple[Memory, ...]:
    """Keep the first of those memories that consist of the same words."""
    first: dict[frozenset[str], Memory] = {}
    for memory in memories:
        first.setdefault(vocabulary(memory.content), memory)
    return tuple(first.values())


def word_overlap(one: str, other: str) -> float:
    """Return the share of the smaller text's words that the other one has too, in [0, 1].

    Example:
        >>> word_overlap("Build a REST API", "API")
        1.0
    """
    a, b = vocabulary(one), vocabulary(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def vocabulary(text: str) -> frozenset[str]:
    """Return the folded words of a text's first 4,000 characters."""
    folded = unicodedata.normalize("NFKC", text[:_MOST_READ]).casefold()
    return frozenset(_WORD.findall(folded))
