"""Fill the cart with what a subject usually buys and needs now, and say why each line is there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from catalog.port import Query
from domain.event import Event
from domain.product import Product
from domain.proposal import Candidate, Reason
from domain.understanding import Intent
from learning.cart import MAX_LINES
from learning.reorder_basket import UsualLine, usual_basket
from learning.signals import Signals
from learning.substitution import Substitute
from nodes.act_cart import Cartwright
from nodes.act_turn import Done, Offer, Turn
from nodes.cart_lines import Change, added, done_in_words, times
from nodes.held_back import held_back
from nodes.pointing import named_among
from nodes.substitute import FindSubstitutes, substitute_in_words

_NOTHING: Final = "I know no usual of yours yet: it takes at least two orders of the same product."
_ONE_OFFERED: Final = "Say “add it” and it is in your cart."
_SOME_OFFERED: Final = "Pick what you want, or say “add all of them”."
_NEAR: Final = 20
"""Products among which one that is named is looked for."""

_NOT_DUE: Final = "Nothing you usually buy is due now."


@dataclass(frozen=True, slots=True)
class Reorder:
    """Turns habits into cart lines.

    Attributes:
        cart: Writes them.
        instead: Finds what takes the place of what cannot be had.
        signals: The rules the habits were learned by.
    """

    cart: Cartwright
    instead: FindSubstitutes
    signals: Callable[[], Signals]

    async def __call__(self, turn: Turn, before: Sequence[Event] = ()) -> Done:
        """Add the usual, what is in the cart already left as it is.

        Of what is named, only that: the usual of it, or else a product of that name.

        Args:
            turn: Who asks.
            before: What this very turn added when it ran before; it adds nothing more then.

        Raises:
            ShelvesAway: The catalogue does not answer; nothing was added.
        """
        wanted = usual_basket(turn.profile, turn.now, signals=self.signals())
        named = await self._named(turn)
        if named is not None:
            wanted = tuple(line for line in wanted if line.sku in named)
        if not wanted and named is not None:
            return Done(look_for=turn.asks.query, pending={"intent": Intent.ADD.value})
        added_before = {event.data["product_sku"] for event in before}
        new = [line for line in wanted if line.sku not in turn.cart.lines.keys() | added_before]
        if not new and not before:
            return Done(_nothing_new(turn, wanted))
        products = await self.cart.shelf.products([line.sku for line in new])
        refused = {
            line.sku: why
            for line in new
            if line.sku in products and (why := held_back(products[line.sku], turn.held))
        }
        gone = [ln for ln in new if _is_gone(products.get(ln.sku)) and ln.sku not in refused]
        missed = await self._missed(turn, gone, products, {line.sku for line in wanted})
        if before:
            done = Done(done_in_words(before, turn.cart), events=tuple(before))
        else:
            done = await self._added(turn, [ln for ln in new if ln not in gone], refused)
        if done.said and not done.events:
            return done
        said = (done.said, _already(turn, wanted, added_before), *refused.values(), missed.said)
        return replace(done, said=" ".join(filter(None, said)), offer=missed.offer)

    async def _named(self, turn: Turn) -> Collection[str] | None:
        """Return the usual products that are named, or nothing when another one of the shop is.

        None means that none is named: other words, such as `for the weekend`, name no product.
        """
        words, habits = turn.asks.query, turn.profile.habits.values()
        if not words:
            return None
        kinds = {habit.sku: f"{habit.brand} {habit.category}" for habit in habits}
        named = named_among(words, {habit.sku: habit.name for habit in habits}, kinds)
        if named:
            return named
        async with self.cart.shelf.reached():
            found = await self.cart.shelf.catalog.search(Query(words, limit=_NEAR))
        names = {hit.product.sku: hit.product.name for hit in found.hits}
        kinds = {h.product.sku: f"{h.product.brand} {h.product.category}" for h in found.hits}
        return () if named_among(words, names, kinds) else None

    async def _added(
        self, turn: Turn, lines: Sequence[UsualLine], refused: Collection[str]
    ) -> Done:
        room = max(0, MAX_LINES - len(turn.cart.lines))
        there = [line for line in lines if line.sku not in refused][:room]
        if not there:
            return Done()
        changes = [_change(line) for line in there]
        return await self.cart.written(turn, changes, [line.sku for line in there])

    async def _missed(
        self,
        turn: Turn,
        gone: Sequence[UsualLine],
        products: Mapping[str, Product],
        usual: Collection[str],
    ) -> Done:
        originals = [products.get(line.sku) or _remembered(turn, line) for line in gone]
        return self._offered(turn, gone, originals, await self._places(turn, originals, usual))

    async def _places(
        self, turn: Turn, originals: Sequence[Product], usual: Collection[str]
    ) -> list[Substitute | None]:
        """Return what takes the place of each product, none twice and none that is usual itself."""
        taken, places = set(usual), list[Substitute | None]()
        for original in originals:
            found = await self.instead(original, turn.held, wish=turn.wish, without=taken)
            places.append(found[0] if found else None)
            taken |= {one.product.sku for one in found[:1]}
        return places

    def _offered(
        self,
        turn: Turn,
        gone: Sequence[UsualLine],
        originals: Sequence[Product],
        places: Sequence[Substitute | None],
    ) -> Done:
        """Propose what takes the place of what cannot be had, in the same quantity."""
        candidates: list[Candidate] = []
        quantities: dict[str, float] = {}
        said, whys = [], list[str]()
        for line, original, one in zip(gone, originals, places, strict=True):
            missing = f"{line.name} cannot be had right now"
            if one is None:
                why = self.instead.told(original, turn.wish)
                said.append(f"{missing}." if why in whys else f"{missing}: {why}.")
                whys.append(why)
            elif one.product.sku in turn.cart.lines:
                said.append(f"{missing}; {one.product.name} is in your cart already.")
            else:
                instead = times(line.quantity, substitute_in_words(one))
                said.append(f"{missing}. Instead: {instead}.")
                reasons = (Reason("substitute", f"Instead of {line.name}"), *one.reasons)
                place = len(candidates) + 1
                candidates.append(Candidate(one.product, place, 1.0 / place, one.features, reasons))
                quantities[one.product.sku] = line.quantity
        if not candidates:
            return Done(" ".join(said))
        pending: dict[str, Any] = {"intent": Intent.ADD.value, "quantities": quantities}
        said.append(_ONE_OFFERED if len(candidates) == 1 else _SOME_OFFERED)
        return Done(" ".join(said), offer=Offer("substitute", tuple(candidates), pending))


def _nothing_new(turn: Turn, wanted: Sequence[UsualLine]) -> str:
    if wanted:
        return "Everything you usually buy now is in your cart already."
    return _NOT_DUE if any(h.orders > 1 for h in turn.profile.habits.values()) else _NOTHING


def _already(turn: Turn, wanted: Sequence[UsualLine], added_now: Collection[str]) -> str:
    """Say which of the usual was in the cart before."""
    lines = turn.cart.lines
    kept = [lines[ln.sku].name for ln in wanted if ln.sku in lines and ln.sku not in added_now]
    return f"In your cart already: {', '.join(kept)}." if kept else ""


def _is_gone(product: Product | None) -> bool:
    return product is None or product.in_stock is False


def _change(line: UsualLine) -> Change:
    return added(line.sku, line.quantity, reason=msgspec.to_builtins(line.reason))


def _remembered(turn: Turn, line: UsualLine) -> Product:
    """Return what is known of a product that is not in the catalogue any more."""
    habit = turn.profile.habits[line.sku]
    return Product(line.sku, line.name, habit.brand, habit.category)
