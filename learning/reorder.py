"""When a subject will buy something again.

Rates follow the modified Poisson-gamma model of Bhagat, Muralidharan, Lobzhanidze and Vishwanath,
Buy It Again: Modeling Repeat Purchase Recommendations, KDD 2018.
"""

import math
from dataclasses import dataclass
from typing import Final

from domain.clock import days_between
from domain.profile import Habit, Profile
from domain.proposal import Usual
from learning.habit import usual_quantity
from learning.signals import DEFAULT, Signals


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of everybody's buying, before a subject's own purchases.

    Attributes:
        purchases: Prior number of purchases (the gamma's shape).
        days: Prior days in which they were made (the gamma's rate).
        gap_days: Gap between two purchases of one product, and the default after one purchase.
        shrinkage: Number of a subject's own gaps that the population's gap weighs as much as.
        due_share: Share of the expected gap after which the next purchase is due.
    """

    purchases: float = 0.5
    days: float = 15.0
    gap_days: float = 30.0
    shrinkage: float = 0.15
    due_share: float = 0.9


POPULATION: Final = Rhythm()
"""What holds until it is fitted on all subjects."""

_NAMES: Final = ((7.0, "weekly"), (14.0, "bi-weekly"), (30.0, "monthly"), (90.0, "quarterly"))


def mean_gap(habit: Habit) -> float | None:
    """Return the mean days between purchases whose dates are kept, or None with fewer than two."""
    dated = _dated(habit)
    if dated < 2 or habit.first_at is None or habit.last_at is None:
        return None
    return days_between(habit.first_at, habit.last_at) / (dated - 1)


def expected_gap(habit: Habit, rhythm: Rhythm = POPULATION) -> float:
    """Return the days expected between purchases, shrunk to the population.

    The mean of log gaps, the population's gap weighing as much as `shrinkage` own gaps. Logs,
    because gaps are skewed: one long holiday must not outweigh many weeks.

    Args:
        habit: What is known.
        rhythm: What holds for everybody.

    Returns:
        In days; the population's gap with fewer than two purchases.

    Example:
        >>> weekly = Habit("m1", orders=4, first_at=0, last_at=21 * 86_400_000)
        >>> round(expected_gap(weekly), 2)
        7.5
    """
    own = mean_gap(habit)
    if not own:
        return rhythm.gap_days
    gaps = _dated(habit) - 1
    logs = gaps * math.log(own) + rhythm.shrinkage * math.log(rhythm.gap_days)
    return math.exp(logs / (gaps + rhythm.shrinkage))


def rate(habit: Habit, now: int, rhythm: Rhythm = POPULATION) -> float:
    """Return purchases expected per day.

    `(k + purchases) / (t + days)` with k purchases in t days since the first one; until twice
    the mean gap has gone by since the last one, t is replaced by
    `span + 2 * |mean gap - since last|`, where span is the time from first to last: just bought
    lowers the rate, and it peaks when due.

    Args:
        habit: What is known.
        now: Milliseconds.
        rhythm: The prior `purchases` and `days`.

    Returns:
        Per day; 0 for what was never bought.
    """
    if habit.last_at is None or habit.first_at is None:
        return 0.0
    span = days_between(habit.first_at, habit.last_at)
    since = max(0.0, days_between(habit.last_at, now))
    mean = mean_gap(habit) or rhythm.gap_days
    exposure = span + (2 * abs(mean - since) if since < 2 * mean else since)
    return (_dated(habit) + rhythm.purchases) / (exposure + rhythm.days)


def probability(habit: Habit, now: int, days: float, rhythm: Rhythm = POPULATION) -> float:
    """Return the probability of a purchase within some days: `1 - exp(-rate * days)`."""
    return 1.0 - math.exp(-rate(habit, now, rhythm) * days)


def frequency(gap_days: float) -> str:
    """Return the name of a gap.

    Example:
        >>> frequency(6.5), frequency(14), frequency(200)
        ('weekly', 'bi-weekly', 'occasional')
    """
    return next((name for longest, name in _NAMES if gap_days <= longest), "occasional")


def is_due(habit: Habit, now: int, rhythm: Rhythm = POPULATION) -> bool | None:
    """Whether the next purchase is due; None for what was never bought."""
    if habit.last_at is None:
        return None
    return days_between(habit.last_at, now) >= rhythm.due_share * expected_gap(habit, rhythm)


def usual_of(
    profile: Profile,
    sku: str,
    now: int,
    *,
    signals: Signals = DEFAULT,
    rhythm: Rhythm = POPULATION,
) -> Usual | None:
    """Return how a subject usually buys a product, or None when it was never in the cart.

    Args:
        profile: What is known.
        sku: Which product.
        now: Milliseconds.
        signals: Weight of older quantities.
        rhythm: What holds for everybody.

    Returns:
        `every_days` from two purchases on; `due` from one on, by the population's gap.
    """
    habit = profile.habits.get(sku)
    if habit is None:
        return None
    quantity = usual_quantity(habit.quantities, signals.quantity_decay)
    if quantity is None:
        return None
    every = round(expected_gap(habit, rhythm), 1) if _dated(habit) > 1 else None
    return Usual(quantity, habit.last_at, is_due(habit, now, rhythm), every)


def _dated(habit: Habit) -> int:
    return habit.orders - habit.undated
