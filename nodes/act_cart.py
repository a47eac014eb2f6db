"""What a sentence does to the cart: add, remove, change how many, show, order."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from catalog.port import Catalog
from domain.errors import Unavailable
from domain.ids import own_event_id, text_of
from domain.product import Product
from domain.proposal import Candidate, Reason
from domain.understanding import Intent
from learning.bounded import amount
from learning.cart import MAX_LINES
from learning.reorder import usual_of
from memory.thread_locks import ThreadLocks
from nodes.act_turn import Done, Offer, Turn
from nodes.cart_lines import (
    CartLines,
    Change,
    added,
    cart_in_words,
    done_in_words,
    ordered,
    removed,
    updated,
)
from nodes.held_back import held_back
from nodes.pointing import Pointed, listed, named_among, pointed_at

MOST: Final = 1000
"""How many of one product a sentence can ask for."""

_HABITUAL: Final = 2
"""Orders from which a usual quantity is taken without asking."""

_ORDER_WAIT: Final = 10.0
"""Seconds that an order waits for another of the same cart, which it then finds empty."""

_UNTRACKED: Final = "You do not allow purchases to be tracked, so there is no cart to change."


class ShelvesAway(Unavailable):
    """The catalogue does not answer within its deadline."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The catalogue, asked within a deadline.

    Attributes:
        catalog: Where products are.
        deadline: Seconds to wait for it.
    """

    catalog: Catalog
    deadline: float = 1.0

    async def products(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Return the products there are under these skus.

        Raises:
            ShelvesAway: The catalogue does not answer in time, whatever ails it.
        """
        async with self.reached():
            return await self.catalog.get(skus)

    @asynccontextmanager
    async def reached(self) -> AsyncIterator[None]:
        """Run a block that asks the catalogue.

        Raises:
            ShelvesAway: It does not answer in time, whatever ails it.
        """
        try:
            async with asyncio.timeout(self.deadline):
                yield
        except Exception as error:  # the shopper is answered all the same
            raise ShelvesAway("the catalogue does not answer; ask again", retry_after=1) from error


@dataclass(frozen=True, slots=True)
class Cartwright:
    """Does to the cart what a sentence asks for, and says what the cart is then.

    Attributes:
        lines: Writes the events.
        shelf: Knows what the products are now.
        locks: One order of a cart at a time.
    """

    lines: CartLines
    shelf: Shelf
    locks: ThreadLocks

    async def add(self, turn: Turn) -> Done:
        """Add what is pointed at, or have it looked for."""
        asks = turn.asks
        if not asks.references and asks.query:
            seen = named_among(asks.query, turn.names(in_cart=False))
            if len(seen) == 1:
                return await self.put(turn, seen)
            return Done(look_for=asks.query, pending=_pending(turn, Intent.ADD))
        pointed = pointed_at(turn, in_cart=False)
        if pointed.unknown:
            return Done(look_for=pointed.unknown, pending=_pending(turn, Intent.ADD))
        if not pointed.skus:
            return await self._asked_back(turn, pointed, Intent.ADD, in_cart=False)
        return await self.put(turn, pointed.skus)

    async def remove(self, turn: Turn) -> Done:
        """Take what is pointed at out of the cart, all of it or some."""
        pointed = pointed_at(turn, in_cart=True)
        if not pointed.skus:
            return await self._asked_back(turn, pointed, Intent.REMOVE, in_cart=True)
        return await self.take_out(turn, pointed.skus)

    async def change(self, turn: Turn) -> Done:
        """Set how many there are of what is pointed at, or add to it."""
        pointed = pointed_at(turn, in_cart=True)
        if not pointed.skus and not pointed.unclear:
            shown = pointed_at(turn, in_cart=False)
            pointed = shown if shown.skus else pointed
        if pointed.unknown and "more" in turn.asks.relative:
            return Done(look_for=pointed.unknown, pending=_pending(turn, Intent.ADD))
        if not pointed.skus:
            return await self._asked_back(turn, pointed, Intent.CHANGE_QUANTITY, in_cart=True)
        return await self.recount(turn, pointed.skus)

    async def show(self, turn: Turn) -> Done:
        """Read out the cart."""
        return Done(cart_in_words(turn.cart), at_cart=True)

    async def order(self, turn: Turn) -> Done:
        """Order what is in the cart."""
        subject = turn.caller.subject
        async with self.locks.hold(f"order/{subject}", wait=_ORDER_WAIT):
            cart = await self.lines.carts.read(subject)
            if not cart.lines:
                return Done("Your cart is empty; put something into it before you order.")
            products = await self.shelf.products(list(cart.lines))
            for why in (held_back(product, turn.held) for product in products.values()):
                if why:
                    return Done(f"{why} Nothing was ordered; take it out of your cart first.")
            order_id = text_of(own_event_id(subject, "order", turn.thread, turn.name))
            return await self._write(turn, [ordered(cart, order_id)], ())

    async def put(self, turn: Turn, skus: Sequence[str]) -> Done:
        """Put products into the cart, unless one goes against what the subject stated."""
        products = await self.shelf.products(skus)
        names = turn.names(in_cart=False)
        for sku in skus:
            if sku not in products:
                return Done(f"{names.get(sku, sku)} is not sold any more.", pointed=tuple(skus))
            if why := held_back(products[sku], turn.held):
                return Done(f"{why} It was not added.", pointed=tuple(skus))
            if products[sku].in_stock is False:
                said = f"{products[sku].name} is out of stock, so it was not added."
                if turn.wish is None or turn.wish.prefer != "never":
                    said = f"{said} Say “what can I take instead?” for something like it."
                return Done(said, pointed=(sku,))
        if len({*turn.cart.lines, *skus}) > MAX_LINES:
            return Done(f"Your cart is full: it holds {MAX_LINES} different products.")
        wanted = {sku: _how_many(turn, sku) for sku in skus}
        if max(wanted.values()) > MOST:
            return Done(f"That is too many at once; ask for at most {MOST}.", pointed=tuple(skus))
        return await self._write(turn, [added(sku, n) for sku, n in wanted.items()], skus)

    async def take_out(self, turn: Turn, skus: Sequence[str]) -> Done:
        """Take products out of the cart."""
        names = turn.names(in_cart=False) | turn.names(in_cart=True)
        absent = [names.get(sku, sku) for sku in skus if sku not in turn.cart.lines]
        if absent:
            return Done(f"{listed(absent, 'and')} is not in your cart.", pointed=tuple(skus))
        return await self.written(turn, [removed(sku, turn.asks.quantity) for sku in skus], skus)

    async def recount(self, turn: Turn, skus: Sequence[str]) -> Done:
        """Set how many there are of products, or put so many more into the cart."""
        quantity, lines = turn.asks.quantity, turn.cart.lines
        if "more" in turn.asks.relative or any(sku not in lines for sku in skus):
            return await self.put(turn, skus)
        if quantity is None:
            names = listed([lines[sku].name for sku in skus], "and")
            return Done(f"How many of {names} do you want?", pointed=tuple(skus))
        if quantity > MOST:
            return Done(f"That is too many; ask for at most {MOST}.", pointed=tuple(skus))
        if quantity == 0:
            return await self.written(turn, [removed(sku) for sku in skus], skus)
        return await self.written(turn, [updated(sku, quantity) for sku in skus], skus)

    async def written(self, turn: Turn, changes: Sequence[Change], skus: Sequence[str]) -> Done:
        """Write changes and say what they did.

        Raises:
            ShelvesAway: The catalogue does not answer: it is asked first, within its deadline,
                for the event path would wait for it without an end.
        """
        await self.shelf.products(skus)
        return await self._write(turn, changes, skus)

    async def _write(self, turn: Turn, changes: Sequence[Change], skus: Sequence[str]) -> Done:
        caller = turn.caller
        events = await self.lines.write(caller, turn.thread, turn.name, changes)
        if not events:
            return Done(_UNTRACKED)
        cart = await self.lines.carts.read(caller.subject)
        said = done_in_words(events, cart)
        return Done(said, pointed=tuple(skus), events=tuple(events))

    async def _asked_back(
        self, turn: Turn, pointed: Pointed, intent: Intent, *, in_cart: bool
    ) -> Done:
        """Say what is missing, or show what may be meant, to pick from."""
        if pointed.missing:
            return Done(pointed.missing)
        if pointed.unknown:
            return Done(f"There is no {pointed.unknown} in your cart.")
        names = turn.names(in_cart=in_cart)
        question = f"Which one do you mean: {listed([names[s] for s in pointed.unclear])}?"
        products = await self.shelf.products(pointed.unclear)
        code, text = ("in_cart", "In your cart") if in_cart else ("asked", "Fits what you said")
        candidates = tuple(
            Candidate(products[sku], place, 1.0 / place, reasons=(Reason(code, text),))
            for place, sku in enumerate((s for s in pointed.unclear if s in products), start=1)
        )
        return Done(question, offer=Offer("asked_back", candidates, _pending(turn, intent)))


def _how_many(turn: Turn, sku: str) -> float:
    """What was said; what was kept for this pick; the usual quantity of what is ordered often."""
    kept = (turn.pending.get("quantities") or {}).get(sku) or turn.pending.get("quantity")
    said = amount(turn.asks.quantity)
    habit = turn.profile.habits.get(sku)
    usual = usual_of(turn.profile, sku, turn.now)
    often = usual.quantity if usual and habit and habit.orders >= _HABITUAL else None
    if "more" in turn.asks.relative and turn.asks.intent is Intent.CHANGE_QUANTITY:
        return said or 1.0
    return said or amount(kept) or often or 1.0


def _pending(turn: Turn, intent: Intent) -> dict[str, Any]:
    asks = turn.asks
    return {"intent": intent.value, "quantity": asks.quantity, "relative": list(asks.relative)}
