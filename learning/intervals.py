"""How sure a share, a mean, or a difference of two shares is; 95 % throughout, in closed form."""

import math
from dataclasses import dataclass
from typing import Final, Literal

Z_95: Final = 1.959963984540054
"""Two-sided 95 % of a normal distribution."""

Z_POWER_80: Final = 0.8416212335729143
"""One-sided 80 %."""

WORTH_SEEING: Final = 0.2
"""Relative change of a share that a comparison should be able to see."""

LEAST_VALUES: Final = 30
"""Values from which on a mean gets an interval: below, the normal one is too narrow."""

Verdict = Literal["better", "worse", "no_difference_seen", "not_enough_data"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of trials.

    Attributes:
        successes: How many of the trials, at most `n`.
        n: Trials.
        rate: In [0, 1]; None before any trial.
        low: Wilson's lower bound; None before any trial.
        high: Its upper bound.
    """

    successes: int
    n: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of values.

    Attributes:
        n: Values.
        mean: None without a value.
        low: Lower bound; None below `LEAST_VALUES`.
        high: Upper bound.
    """

    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How two shares differ, and what may be concluded.

    Attributes:
        effect: The one minus the other; None while one of them has no trial.
        low: Newcombe's lower bound.
        high: Its upper bound.
        verdict: In one word.
        text: In words, for a person.
        needed_n: Trials on each side that would show a change worth seeing; None while the other
            share is unknown or 0.
    """

    effect: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    text: str
    needed_n: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A share with personalisation and without.

    Attributes:
        personalized: With it.
        neutral: Without it.
        difference: The one against the other.
    """

    personalized: Rate
    neutral: Rate
    difference: Difference


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return Wilson's score interval of a share, without continuity correction.

    With p = successes / n it is `(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`: Wilson,
    Probable inference, JASA 22 (1927); method 3 of Newcombe, Statistics in Medicine 17:857 (1998).

    Args:
        successes: 0 to n.
        n: Trials, at least 1.

    Example:
        >>> [round(bound, 6) for bound in wilson(8, 10)]
        [0.490162, 0.943318]
    """
    share, square = successes / n, Z_95 * Z_95
    middle = share + square / (2 * n)
    spread = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    # The share itself is always inside; next to 0 and 1 rounding may say otherwise.
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def rate_of(successes: int, n: int) -> Rate:
    """Return a share with its interval; without a trial there is neither.

    Example:
        >>> rate_of(0, 0).rate is None
        True
    """
    if not n:
        return Rate(successes, n, None, None, None)
    return Rate(successes, n, successes / n, *wilson(successes, n))


def mean_of(n: int, total: float, squares: float) -> Mean:
    """Return a mean with its normal interval, `mean ± z * sd / sqrt(n)`.

    Args:
        n: Values.
        total: Their sum.
        squares: Sum of their squares.

    Example:
        >>> mean_of(2, 6.0, 20.0)
        Mean(n=2, mean=3.0, low=None, high=None)
    """
    if not n:
        return Mean(0, None, None, None)
    mean = total / n
    if n < LEAST_VALUES:
        return Mean(n, mean, None, None)
    variance = max(0.0, squares - total * mean) / (n - 1)
    spread = Z_95 * math.sqrt(variance / n)
    return Mean(n, mean, mean - spread, mean + spread)


def newcombe(one: Rate, other: Rate) -> tuple[float, float]:
    """Return the hybrid score interval of a difference of two independent shares.

    With the shares p, q and their Wilson intervals (l, u), (m, v) it is from
    `p - q - sqrt((p-l)² + (v-q)²)` to `p - q + sqrt((u-p)² + (q-m)²)`: method 10 of Newcombe,
    Interval estimation for the difference between independent proportions, Statistics in Medicine
    17:873 (1998).

    Args:
        one: With at least one trial.
        other: With at least one trial.

    Example:
        >>> [round(bound, 4) for bound in newcombe(rate_of(56, 70), rate_of(48, 80))]
        [0.0524, 0.3339]
    """
    p, q = one.successes / one.n, other.successes / other.n
    (low_p, high_p), (low_q, high_q) = (
        wilson(one.successes, one.n),
        wilson(other.successes, other.n),
    )
    effect = p - q
    below = math.hypot(p - low_p, high_q - q)
    above = math.hypot(high_p - p, q - low_q)
    return max(-1.0, effect - below), min(1.0, effect + above)


def needed_n(share: float, changed: float, z_power: float = Z_POWER_80) -> int:
    """Return the trials on each side that show a change from one share to another.

    With the mean m of both shares p and q it is
    `(z sqrt(2m(1-m)) + z_power sqrt(p(1-p) + q(1-q)))² / (p-q)²`, two-sided at 5 %: Fleiss, Levin
    and Paik, Statistical Methods for Rates and Proportions (2003), 4.14, before its continuity
    correction.

    Args:
        share: In [0, 1].
        changed: In [0, 1], another one.
        z_power: Normal quantile of the wanted power.

    Example:
        >>> needed_n(0.6, 0.7)
        356
    """
    mean = (share + changed) / 2
    null = Z_95 * math.sqrt(2 * mean * (1 - mean))
    changing = z_power * math.sqrt(share * (1 - share) + changed * (1 - changed))
    return max(1, math.ceil(((null + changing) / (share - changed)) ** 2))


def difference(one: Rate, other: Rate, trials: str = "trials") -> Difference:
    """Compare a share with another one, and say what may be concluded.

    better or worse where the interval leaves out 0. Otherwise not enough data, when a relative
    change of `WORTH_SEEING` could not be seen with so many trials at 80 % power; no difference
    seen when it could. The 95 % hold for whoever looks once, not for whoever waits for a verdict.

    Args:
        one: The share in question.
        other: What it is compared with.
        trials: What a trial is called, in the plural.

    Example:
        >>> difference(rate_of(2, 10), rate_of(1, 10), "picks").text
        'not enough data: 10 of 3,841 picks needed on each side'
    """
    needed = _needed(other.rate)
    if one.rate is None or other.rate is None:
        text = f"not enough data: no {trials} on one side yet"
        return Difference(None, None, None, "not_enough_data", text, needed)
    low, high = newcombe(one, other)
    verdict, text = _judged(low, high, min(one.n, other.n), needed, trials)
    return Difference(one.rate - other.rate, low, high, verdict, text, needed)


def compare(personalized: Rate, neutral: Rate, trials: str = "trials") -> Compared:
    """Return both shares with their difference; see `difference`."""
    return Compared(personalized, neutral, difference(personalized, neutral, trials))


def _judged(
    low: float, high: float, fewest: int, needed: int | None, trials: str
) -> tuple[Verdict, str]:
    seen = f"{_points(low)} to {_points(high)} points"
    if low > 0:
        return "better", f"better: {seen}"
    if high < 0:
        return "worse", f"worse: {seen}"
    if needed is None:
        return "not_enough_data", f"not enough data: {fewest:,} {trials} on one side"
    if fewest < needed:
        text = f"not enough data: {fewest:,} of {needed:,} {trials} needed on each side"
        return "not_enough_data", text
    return "no_difference_seen", f"no difference seen: {seen}"


def _needed(share: float | None) -> int | None:
    if not share:
        return None
    changed = share * (1 + WORTH_SEEING)
    return needed_n(share, changed if changed <= 1 else share * (1 - WORTH_SEEING))


def _points(share: float) -> str:
    return f"{share * 100:+.1f}"
