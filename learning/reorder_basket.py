"""Which products make up a subject's usual basket now, how many of each, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from domain.clock import days_between
from domain.profile import Habit, Profile
from domain.proposal import Reason
from learning.habit import usual_quantity, weight_at
from learning.reorder import POPULATION, Rhythm, expected_gap, is_due, mean_gap
from learning.signals import DEFAULT, Signals

LEAST_ORDERS: Final = 2
"""Orders from which on a product can be usual."""

REGULAR_SHARE: Final = 0.5
"""Share of the subject's orders, newer ones weighing more, from which a product is regular."""

LAPSED_AFTER: Final = 3.0
"""Expected gaps without a purchase after which a product is not due any more, but given up."""

MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class UsualLine:
    """One product of the usual basket.

    Attributes:
        sku: Which product.
        name: Its name when last seen.
        quantity: Usual quantity.
        reason: `due` or `regular`, with the events it was learned from.
    """

    sku: str
    name: str
    quantity: float
    reason: Reason


def usual_basket(
    profile: Profile,
    now: int,
    *,
    without: Collection[str] = (),
    limit: int = MOST_LINES,
    signals: Signals = DEFAULT,
    rhythm: Rhythm = POPULATION,
) -> tuple[UsualLine, ...]:
    """Return what is usually bought and needed now: due first, then regular, each by frequency.

    Args:
        profile: What is known.
        now: Milliseconds.
        without: Skus left out, such as those in the cart.
        limit: Most lines.
        signals: Weight of older ones.
        rhythm: What holds for all.

    Example:
        >>> oat = Habit("oat", "Oat Milk", weight=1.95, order_no=2, orders=2, first_at=0,
        ...     last_at=7 * 86_400_000, quantities=(2, 2), evidence=("e1", "e2"))
        >>> known = Profile("s", order_count=2, habits={"oat": oat})
        >>> [line.reason.text for line in usual_basket(known, now=15 * 86_400_000)]
        ['You buy it about every 7 days, and it is due']
    """
    count, found = profile.order_count, list[tuple[bool, float, UsualLine]]()
    everything = _all_orders(count, signals.order_decay)
    for habit in profile.habits.values():
        quantity = usual_quantity(habit.quantities, signals.quantity_decay)
        if habit.sku in without or habit.orders < LEAST_ORDERS or quantity is None:
            continue
        share = weight_at(habit, count, signals) / everything
        reason = _due(habit, now, rhythm) or _regular(habit, share, count)
        if reason is not None and reason.evidence:
            line = UsualLine(habit.sku, habit.name, quantity, reason)
            found.append((reason.code != "due", -share, line))
    best = sorted(found, key=lambda one: (one[0], one[1], one[2].sku))
    return tuple(line for _, _, line in best[:limit])


def _due(habit: Habit, now: int, rhythm: Rhythm) -> Reason | None:
    if habit.last_at is None or not is_due(habit, now, rhythm):
        return None
    gap = expected_gap(habit, rhythm)
    if days_between(habit.last_at, now) > LAPSED_AFTER * gap:
        return None
    days = max(1, round(mean_gap(habit) or gap))
    every = "every day" if days == 1 else f"about every {days} days"
    return Reason("due", f"You buy it {every}, and it is due", habit.evidence)


def _regular(habit: Habit, share: float, order_count: int) -> Reason | None:
    if share < REGULAR_SHARE:
        return None
    text = f"In {habit.orders} of your {order_count} orders"
    return Reason("regular", text, habit.evidence)


def _all_orders(order_count: int, decay: float) -> float:
    """Return the weight of a product that was in every order: `sum(decay ** orders_ago)`."""
    return float(sum(decay**ago for ago in range(order_count))) or 1.0
