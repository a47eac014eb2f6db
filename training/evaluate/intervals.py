"""How sure a mean is: bootstrap intervals, also where values of one subject hang together."""

from collections.abc import Hashable, Sequence
from typing import Any, Final

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]

RESAMPLES: Final = 2_000
_SEED: Final = 20_250_101

Interval = dict[str, float]
"""mean, low and high; the 95 % interval."""


def interval(
    values: Sequence[float] | Floats, clusters: Sequence[Hashable] | None = None
) -> Interval | None:
    """Return a mean with its percentile bootstrap 95 % interval (Efron 1979).

    With clusters, whole clusters are drawn and the mean is that of all their values: what one
    shopper asks again and again is no independent evidence (Field and Welsh 2007).

    Args:
        values: What was measured, shape (n,).
        clusters: Whose each value is, shape (n,); every value is its own cluster without it.

    Returns:
        {mean, low, high}, or None without values.

    Example:
        >>> interval([1.0, 1.0, 1.0])
        {'mean': 1.0, 'low': 1.0, 'high': 1.0}
    """
    if not len(values):
        return None
    sample = np.asarray(values, dtype=np.float64)
    places = np.arange(len(sample)) if clusters is None else _places(clusters)
    sums, counts = np.bincount(places, weights=sample), np.bincount(places)
    rng = np.random.default_rng(_SEED)
    means = np.empty(RESAMPLES)
    for resample in range(RESAMPLES):  # one at a time: memory stays in proportion to the data
        drawn = rng.integers(0, len(sums), len(sums))
        means[resample] = sums[drawn].sum() / counts[drawn].sum()
    low, high = np.percentile(means, (2.5, 97.5))
    return {
        name: round(float(value), 4)
        for name, value in (("mean", sample.mean()), ("low", low), ("high", high))
    }


def _places(clusters: Sequence[Hashable]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(cluster, len(known)) for cluster in clusters], dtype=np.int64)
