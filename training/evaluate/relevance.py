"""How good a ranking is: gain, recall and reciprocal rank of the first ten."""

import math
from collections.abc import Collection, Mapping, Sequence


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` (Järvelin 2002).

    `sum(grade_i / log2(i + 1)) / the same sum of the best possible order`, i from 1.

    Args:
        ranked: Ids, best first, each at most once.
        grades: Id -> grade above 0 for what is relevant; everything else counts 0.
        depth: Ranks counted.

    Returns:
        In [0, 1]; 0 when nothing is relevant.

    Example:
        >>> ndcg(["a", "b"], {"a": 1.0, "c": 1.0}, depth=2) == 1 / (1 + 1 / math.log2(3))
        True
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(each, 0.0) for each in ranked[:depth]]) / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Return the share of what is relevant, or of the ranks there are, among the first `depth`.

    `found / min(depth, relevant)`: where a thousand products are relevant, ten right ones are
    all that ten ranks can hold.

    Example:
        >>> recall(["a", "b", "c"], {"a", "z"}, depth=2)
        0.5
    """
    wanted = min(depth, len(relevant))
    found = sum(each in relevant for each in ranked[:depth])
    return found / wanted if wanted else 0.0


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
