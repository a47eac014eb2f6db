"""What becomes of carts, and what orders are worth, over all subjects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.ids import digest_of
from learning.bounded import amount, keep_latest
from learning.intervals import Mean, mean_of
from learning.withheld import parts_off

QUIET: Final = MS_PER_DAY
"""Milliseconds after its last change after which a cart that nobody ordered is abandoned."""

MAX_OPEN: Final = 10_000
"""Carts that can still be ordered; the longest quiet one is left out when there are more."""

MAX_DAYS: Final = 400

_CHANGES: Final = frozenset({Kind.CART_ITEM_ADDED, Kind.CART_ITEM_REMOVED, Kind.CART_ITEM_UPDATED})

KINDS: Final = _CHANGES | {Kind.ORDER_COMPLETED}
"""Kinds that `follow_cart` looks at."""


@dataclass(slots=True)
class OpenCart:
    """A cart that can still be ordered.

    Attributes:
        began: When the first product was added, in milliseconds.
        changed: When it was last changed.
    """

    began: int
    changed: int


@dataclass(slots=True)
class Orders:
    """The orders of one day whose value is known.

    Attributes:
        n: How many.
        total: Sum of their values.
        squares: Sum of the squares of their values.
    """

    n: int = 0
    total: float = 0.0
    squares: float = 0.0


@dataclass(slots=True)
class Carts:
    """The fold of all subjects' carts and orders; changed in place.

    Attributes:
        seq: Journal place of the last event folded.
        ordered: Carts that an order followed within `QUIET` of their last change.
        abandoned: Carts known not to; those still open are judged when one asks.
        open: Digest of a subject, which names nobody -> their cart, longest quiet first; bounded.
        days: Days since 1970-01-01 UTC -> orders of that day; the latest `MAX_DAYS` with one.
    """

    seq: int = 0
    ordered: int = 0
    abandoned: int = 0
    open: dict[bytes, OpenCart] = field(default_factory=dict)
    days: dict[int, Orders] = field(default_factory=dict)


def follow_cart(state: Carts, event: Event) -> Carts:
    """Fold one event of any subject; the state is changed in place and returned.

    A cart begins with the first product added after an order, or after `QUIET` without a change.
    An order of somebody without one, such as a past order, tells nothing about carts.

    Args:
        state: State before.
        event: A cart or order event; other kinds only move `seq`.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    if event.kind is Kind.ORDER_COMPLETED:
        _order(state, event.at, _owner(event))
        _value(state, event)
    elif event.kind in _CHANGES:
        _change(state, event.at, _owner(event), adds=event.kind is Kind.CART_ITEM_ADDED)
    return state


def outcomes(state: Carts, now: int) -> tuple[int, int]:
    """Return how many carts were abandoned, and how many were abandoned or ordered.

    Args:
        state: What is known.
        now: Milliseconds; who was quiet for longer than `QUIET` by then has abandoned.
    """
    quiet = sum(now - cart.changed > QUIET for cart in state.open.values())
    abandoned = state.abandoned + quiet
    return abandoned, abandoned + state.ordered


def mean_value(state: Carts, first: int, last: int) -> Mean:
    """Return the mean value of an order between two days, both included.

    Args:
        state: What is known.
        first: Days since 1970-01-01 UTC.
        last: The same, at or after `first`.
    """
    days = [orders for day, orders in state.days.items() if first <= day <= last]
    return mean_of(
        sum(day.n for day in days),
        sum(day.total for day in days),
        sum(day.squares for day in days),
    )


def _change(state: Carts, at: int, owner: bytes, *, adds: bool) -> None:
    cart = state.open.pop(owner, None)
    if cart is not None and at - cart.changed > QUIET:
        state.abandoned += 1
        cart = None
    if cart is None and not adds:
        return
    if cart is None:
        cart = OpenCart(at, at)
    elif at > cart.changed:
        cart.changed = at
    elif at < cart.began:
        cart.began = at
    state.open[owner] = cart
    if len(state.open) > MAX_OPEN:
        oldest = state.open.pop(next(iter(state.open)))
        state.abandoned += at - oldest.changed > QUIET


def _order(state: Carts, at: int, owner: bytes) -> None:
    cart = state.open.get(owner)
    if cart is None or at < cart.began:
        return
    del state.open[owner]
    if at - cart.changed > QUIET:
        state.abandoned += 1
    else:
        state.ordered += 1


def _value(state: Carts, event: Event) -> None:
    value = None if "price" in parts_off(event.data) else _worth(event.data)
    if value is None:
        return
    day = event.at // MS_PER_DAY
    orders = state.days.setdefault(day, Orders())
    orders.n += 1
    orders.total += value
    orders.squares += value * value
    keep_latest(state.days, MAX_DAYS)


def _worth(data: Mapping[str, Any]) -> float | None:
    """Return the total of an order; without one the sum of its lines, when every price is known."""
    total = amount(data.get("total_value"))
    if total is not None:
        return total
    worth = 0.0
    for line in data.get("items") or ():
        price = amount(line.get("price"))
        if price is None:
            return None
        worth += price * (amount(line.get("quantity")) or 1.0)
    return worth or None


def _owner(event: Event) -> bytes:
    return digest_of(event.subject.encode("utf-8", "surrogatepass"))
