"""Keep what grows, and what a client sends, within bounds."""

import math
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def trim(kept: dict[K, V], limit: int, worth: Callable[[V], float]) -> None:
    """Cut a dict that outgrew its limit down to seven eighths of it, in place.

    Cutting an eighth at a time spreads the cost of the sort over many events.

    Args:
        kept: What to cut; untouched while it holds at most `limit` entries.
        limit: Most entries allowed, at least 1.
        worth: Worth of an entry; the lowest go first, ties by insertion order.

    Example:
        >>> scores = {"a": 3.0, "b": 1.0, "c": 2.0}
        >>> trim(scores, 2, lambda score: score)
        >>> sorted(scores)
        ['a', 'c']
    """
    if len(kept) <= limit:
        return
    spare = len(kept) - max(1, limit - limit // 8)
    for key in sorted(kept, key=lambda k: worth(kept[k]))[:spare]:
        del kept[key]


def amount(value: Any) -> float | None:
    """Return a number above 0, or None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf:
        return cast(float, value)
    return None


def keep_latest(kept: dict[int, V], limit: int) -> None:
    """Drop the lowest keys, such as days, until no more than a limit are left, in place.

    Which are left does not depend on the order in which they came.

    Args:
        kept: What to cut.
        limit: Most entries allowed.

    Example:
        >>> days = {7: "c", 5: "a", 6: "b"}
        >>> keep_latest(days, 2)
        >>> days
        {7: 'c', 6: 'b'}
    """
    while len(kept) > limit:
        del kept[min(kept)]
