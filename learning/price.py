"""What a subject pays within a category: a running mean of log prices."""

import math
from typing import Final

from domain.profile import PriceLevel

MEMORY: Final = 50
"""Number of prices after which older ones begin to fade."""

SPREAD: Final = 0.5
"""Width of the fit in log price: a price 1.65 times the mean scores 0.61."""


def paid(level: PriceLevel | None, price: float) -> PriceLevel:
    """Return a price level after one more price.

    Args:
        level: State before, or None.
        price: Above 0.

    Example:
        >>> round(math.exp(paid(paid(None, 2.0), 8.0).mean_log), 2)
        4.0
    """
    before = level or PriceLevel()
    count = min(before.count + 1, MEMORY)
    return PriceLevel(count, before.mean_log + (math.log(price) - before.mean_log) / count)


def fit(level: PriceLevel | None, price: float | None) -> float:
    """Return how near a price is to what the subject pays, in [0, 1]; 0 when either is unknown.

    A normal curve over the difference of log prices, weighed by n / (n + 2) for n prices.

    Example:
        >>> fit(PriceLevel(2, math.log(3.0)), 3.0), fit(None, 3.0)
        (0.5, 0.0)
    """
    if level is None or not level.count or price is None or not price > 0:
        return 0.0
    off = (math.log(price) - level.mean_log) / SPREAD
    return math.exp(-off * off / 2) * level.count / (level.count + 2)
