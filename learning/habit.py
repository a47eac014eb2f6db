"""A habit: how often, how lately and how many of one product a subject buys.

The usual quantity speaks of shopping trips, not of events. Quantities put into the cart count at
once, so that a single cart-add shows a usual quantity; when the product is ordered, the order's
quantity takes the place of those cart-adds. So a trip counts once, and two adds of one that end
in an order of two teach two.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from domain.event import Item
from domain.profile import Habit
from learning.signals import Signals

CONFIDENCE_CAP: Final = 0.9
CONFIDENT_ORDERS: Final = 10


def carted(old: Habit | None, item: Item, event_id: str, signals: Signals) -> Habit:
    """Return a habit after a product was put into the cart."""
    quantities = (*(old.quantities if old else ()), item.quantity)
    return _cart(old, item, quantities, (old.carted if old else 0) + 1, event_id, signals)


def recounted(old: Habit | None, item: Item, event_id: str, signals: Signals) -> Habit:
    """Return a habit after the quantity in the cart was set to `item.quantity`, above 0."""
    return _cart(old, item, (*_settled(old), item.quantity), 1, event_id, signals)


def uncarted(old: Habit, item: Item, taken: float | None, event_id: str, signals: Signals) -> Habit:
    """Return a habit after a product was taken out of the cart.

    Args:
        old: State before.
        item: The product.
        taken: How many were taken out; None means all.
        event_id: The event, as text.
        signals: Limits.
    """
    in_cart = sum(old.quantities[len(old.quantities) - old.carted :])
    left = 0.0 if taken is None else in_cart - taken
    if left > 0:
        return _cart(old, item, (*_settled(old), left), 1, event_id, signals)
    return _cart(old, item, _settled(old), 0, event_id, signals)


def bought(
    old: Habit | None, item: Item, *, at: int | None, order_no: int, event_id: str, signals: Signals
) -> Habit:
    """Return a habit after an order with this product.

    The decayed count becomes `weight * order_decay ** (orders since) + 1`, which equals
    `sum(order_decay ** orders_ago)` over its orders.

    Args:
        old: State before, or None.
        item: The product, with the order's whole quantity of it.
        at: Time of the order, in milliseconds; None forgets the dates of all orders so far.
        order_no: The subject's number of this order, from 1.
        event_id: The event, as text.
        signals: Decay and limits.

    Example:
        >>> first = bought(None, Item("m1"), at=0, order_no=1, event_id="e1", signals=Signals())
        >>> again = bought(first, Item("m1"), at=9, order_no=2, event_id="e2", signals=Signals())
        >>> again.weight
        1.95
    """
    before = old or Habit(item.sku)
    first = at if at is None or before.first_at is None else min(at, before.first_at)
    last = at if at is None or before.last_at is None else max(at, before.last_at)
    return Habit(
        item.sku,
        item.name or before.name,
        item.category or before.category,
        item.brand or before.brand,
        before.weight * signals.order_decay ** (order_no - before.order_no) + 1.0,
        order_no,
        before.orders + 1,
        first,
        last,
        (*_settled(old), item.quantity)[-signals.max_quantities :],
        (*before.evidence, event_id)[-signals.max_evidence :],
        0,
        before.undated if at is not None else before.orders + 1,
    )


def is_bought(habit: Habit | None) -> bool:
    """Whether a product was ever ordered; a place in the cart alone is no purchase."""
    return habit is not None and habit.orders > 0


def weight_at(habit: Habit, order_count: int, signals: Signals) -> float:
    """Return the decayed count of orders as of the subject's present number of orders."""
    return float(habit.weight * signals.order_decay ** max(0, order_count - habit.order_no))


def usual_quantity(quantities: Sequence[float], decay: float) -> float | None:
    """Return the weighted median of quantities, the newest weighing most.

    Args:
        quantities: Newest last.
        decay: Weight of each one relative to the next newer, in (0, 1].

    Returns:
        One of the quantities, or None without any.

    Example:
        >>> usual_quantity((1, 1, 1, 2, 2), 0.8), usual_quantity((), 0.8)
        (2, None)
    """
    if not quantities:
        return None
    newest = len(quantities) - 1
    weighed = sorted((quantity, decay ** (newest - i)) for i, quantity in enumerate(quantities))
    reached = list(accumulate(weight for _, weight in weighed))
    return weighed[bisect_left(reached, reached[-1] / 2)][0]


def confidence(habit: Habit) -> float:
    """Return how far a habit can be trusted: a tenth for each order, at most 0.9."""
    return min(CONFIDENCE_CAP, habit.orders / CONFIDENT_ORDERS)


def _settled(old: Habit | None) -> tuple[float, ...]:
    """Return the quantities of trips that ended in an order."""
    return old.quantities[: len(old.quantities) - old.carted] if old else ()


def _cart(
    old: Habit | None,
    item: Item,
    quantities: tuple[float, ...],
    carted: int,
    event_id: str,
    signals: Signals,
) -> Habit:
    before = old or Habit(item.sku)
    return Habit(
        item.sku,
        item.name or before.name,
        item.category or before.category,
        item.brand or before.brand,
        before.weight,
        before.order_no,
        before.orders,
        before.first_at,
        before.last_at,
        quantities[-signals.max_quantities :],
        (*before.evidence, event_id)[-signals.max_evidence :],
        min(carted, signals.max_quantities),
        before.undated,
    )
