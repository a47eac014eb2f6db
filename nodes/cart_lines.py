"""Write what a turn does to a cart, once, and tell lines, prices and totals in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from domain.caller import Caller
from domain.cart import Cart, CartLine
from domain.clock import Clock
from domain.event import Event, Kind
from domain.ids import digest_of, own_event_id
from memory.folds import States
from memory.journal import Journal
from nodes.learn import Learn

MOST_CHANGES: Final = 200
"""Lines that one turn can change."""


class Change(NamedTuple):
    """One thing a turn does to a cart.

    Attributes:
        kind: A cart event's, or order_completed.
        data: What the event needs.
    """

    kind: Kind
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CartLines:
    """The cart's events of a conversation.

    The id of an event follows from thread, turn and place in the turn, so that a turn that is run
    again finds what it did instead of doing it again.

    Attributes:
        learn: The event path: consent, enrichment, journal.
        journal: Knows what a turn did before.
        carts: What subjects mean to buy.
        clock: Tells the time.
    """

    learn: Learn
    journal: Journal
    carts: States[Cart]
    clock: Clock

    async def done_before(self, caller: Caller, thread: str, turn: str) -> list[Event]:
        """Return what this very turn wrote when it ran before, in order."""
        done: list[Event] = []
        while len(done) < MOST_CHANGES:
            event = await self.journal.get(_event_id(caller, thread, turn, len(done)))
            if event is None:
                break
            done.append(event)
        return done

    async def write(
        self, caller: Caller, thread: str, turn: str, changes: Sequence[Change]
    ) -> list[Event]:
        """Write what a turn does, in one commit, and return it as it stands in the journal.

        Args:
            caller: Whose cart it is.
            thread: Which conversation.
            turn: Which of its turns.
            changes: At most `MOST_CHANGES`.

        Returns:
            Nothing when the subject does not allow purchases to be tracked.

        Raises:
            UnknownProduct: The catalogue does not have a product any more.
            Busy: The journal's queue is full; nothing was written.
            Unavailable: The catalogue or the journal does not answer; nothing was written.
        """
        now, events = self.clock.now(), []
        for place, (kind, data) in enumerate(changes[:MOST_CHANGES]):
            event_id = _event_id(caller, thread, turn, place)
            digest = digest_of(event_id)
            events.append(
                Event(event_id, kind, caller.subject, caller.session, now, now, data, digest)
            )
        verdicts = await self.learn(events)
        for verdict in verdicts:
            if verdict.error is not None:
                raise verdict.error
        return [verdict.event for verdict in verdicts if verdict.outcome != "untracked"]


def added(sku: str, quantity: float, **more: Any) -> Change:
    """Return the change that puts some more of a product into the cart."""
    return Change(Kind.CART_ITEM_ADDED, {"product_sku": sku, "quantity": quantity, **more})


def updated(sku: str, quantity: float) -> Change:
    """Return the change that sets a line's quantity, above 0."""
    return Change(Kind.CART_ITEM_UPDATED, {"product_sku": sku, "quantity": quantity})


def removed(sku: str, quantity: float | None = None) -> Change:
    """Return the change that takes some of a line, or all of it, out of the cart."""
    few = {} if quantity is None else {"quantity": quantity}
    return Change(Kind.CART_ITEM_REMOVED, {"product_sku": sku, **few})


def ordered(cart: Cart, order_id: str) -> Change:
    """Return the change that orders what is in a cart, which is not empty."""
    data = {
        "order_id": order_id,
        "total_value": cart.value,
        "item_count": len(cart.lines),
        "items": msgspec.to_builtins(list(cart.lines.values())),
    }
    return Change(Kind.ORDER_COMPLETED, data)


def lines_of(cart: Cart) -> dict[str, Any]:
    """Return a cart as JSON values: its lines, the sum of known prices, and what has none."""
    lines = list(cart.lines.values())
    unpriced = [line.name or line.sku for line in lines if line.price is None]
    return {"lines": msgspec.to_builtins(lines), "value": cart.value, "unpriced": unpriced}


def done_in_words(events: Sequence[Event], cart: Cart) -> str:
    """Say what a turn did to a cart, from its events, and what the cart comes to now.

    Args:
        events: As they stand in the journal; at least one.
        cart: The cart after them.
    """
    if events[0].kind is Kind.ORDER_COMPLETED:
        return _order_told(events[0].data)
    put_in = [_added_told(e.data) for e in events if e.kind is Kind.CART_ITEM_ADDED]
    told = [f"Added {'; '.join(put_in)}."] if put_in else []
    told += [_told(event, cart) for event in events if event.kind is not Kind.CART_ITEM_ADDED]
    return f"{' '.join(told)} {total_in_words(cart)}"


def cart_in_words(cart: Cart) -> str:
    """Say every line of a cart with its price, and the total.

    Example:
        >>> cart_in_words(Cart("s", lines={"oat": CartLine("oat", "Oat Milk", 2, 3.0)}))
        'In your cart: 2 × Oat Milk at 3.00 each, 6.00. In all: 6.00.'
    """  # noqa: RUF002
    if not cart.lines:
        return "Your cart is empty."
    lines = "; ".join(
        _priced(line.name or line.sku, line.quantity, line.price) for line in cart.lines.values()
    )
    return f"In your cart: {lines}. In all: {_sum(cart)}."


def total_in_words(cart: Cart) -> str:
    """Say how much a cart holds and what it comes to."""
    if not cart.lines:
        return "Your cart is empty now."
    count = len(cart.lines)
    return f"Your cart now holds {count} product{'s' * (count > 1)}: {_sum(cart)}."


def times(quantity: float, name: str) -> str:
    """Return a quantity of something.

    Example:
        >>> times(2.0, "Oat Milk")
        '2 × Oat Milk'
    """  # noqa: RUF002
    return f"{quantity:g} \N{MULTIPLICATION SIGN} {name}"


def _added_told(data: Mapping[str, Any]) -> str:
    name, reason = data.get("product_name") or data["product_sku"], data.get("reason")
    because = f" ({_lower(reason['text'])})" if reason else ""
    return f"{_priced(name, data.get('quantity') or 1.0, data.get('price'))}{because}"


def _told(event: Event, cart: Cart) -> str:
    data = event.data
    name = data.get("product_name") or data["product_sku"]
    quantity: float | None = data.get("quantity")
    line: CartLine | None = cart.lines.get(data["product_sku"])
    if event.kind is Kind.CART_ITEM_UPDATED and quantity:
        return f"Now it is {_priced(name, quantity, data.get('price'))}."
    if quantity is None or line is None:
        return f"Took {name} out of your cart."
    return f"Took {quantity:g} of {name} out; {line.quantity:g} stay."


def _order_told(data: Mapping[str, Any]) -> str:
    items = data["items"]
    names = "; ".join(times(item["quantity"], item["name"]) for item in items)
    open_prices = [item["name"] for item in items if item.get("price") is None]
    without = f", without {', '.join(open_prices)}, of unknown price" if open_prices else ""
    return f"Ordered: {names}. Total {data['total_value']:.2f}{without}. Order {data['order_id']}."


def _priced(name: str, quantity: float, price: float | None) -> str:
    if price is None:
        return f"{times(quantity, name)}, whose price is not known"
    total = f", {quantity * price:.2f}" if quantity != 1 else ""
    each = f" at {price:.2f} each" if quantity != 1 else f" at {price:.2f}"
    return f"{times(quantity, name)}{each}{total}"


def _sum(cart: Cart) -> str:
    unknown = [line.name or line.sku for line in cart.lines.values() if line.price is None]
    if len(unknown) == len(cart.lines):
        return "no price is known"
    without = f", without {', '.join(unknown)}, whose price is not known" if unknown else ""
    return f"{cart.value:.2f}{without}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _event_id(caller: Caller, thread: str, turn: str, place: int) -> bytes:
    return own_event_id(caller.subject, "cart", thread, turn, str(place))
