"""Fill the cart with what a subject usually buys and needs now, and say why each line is there."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from catalog.port import Query
from domain.event import Event
from domain.proposal import Candidate, Reason
from domain.understanding import Intent
from learning.reorder_basket import UsualLine
from learning.signals import Signals
from nodes.act_cart import Cartwright
from nodes.act_turn import Done, Offer, Turn
from nodes.cart_lines import Change, added, done_in_words, times
from nodes.pointing import named_among
from nodes.substitute import FindSubstitutes, substitute_in_words
from nodes.usual_plan import Missing, UsualPlan, plan_usual

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
        named = await self._named(turn)
        added_before = {event.data["product_sku"] for event in before}
        plan = await self.plan(turn, named=named, before=added_before)
        wanted, refused = plan.wanted, plan.refused
        if not wanted and named is not None:
            return Done(look_for=turn.asks.query, pending={"intent": Intent.ADD.value})
        if not before and all(line.sku in turn.cart.lines for line in wanted):
            return Done(_nothing_new(turn, wanted))
        missed = self._offered(turn, plan.missing)
        if before:
            done = Done(done_in_words(before, turn.cart), events=tuple(before))
        else:
            done = await self._added(turn, plan.lines)
        if done.said and not done.events:
            return done
        said = (done.said, _already(turn, wanted, added_before), *refused.values(), missed.said)
        return replace(done, said=" ".join(filter(None, said)), offer=missed.offer)

    async def plan(
        self,
        turn: Turn,
        *,
        named: Collection[str] | None = None,
        before: Collection[str] = (),
    ) -> UsualPlan:
        """Return what would be added, and what not; nothing is written.

        Args:
            turn: Who asks.
            named: Skus that alone are meant; None means all of the usual.
            before: Skus that this very turn added when it ran before.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        shelf, signals = self.cart.shelf, self.signals()
        return await plan_usual(turn, shelf, self.instead, signals, named=named, before=before)

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

    async def _added(self, turn: Turn, lines: Sequence[UsualLine]) -> Done:
        if not lines:
            return Done()
        changes = [_change(line) for line in lines]
        return await self.cart.written(turn, changes, [line.sku for line in lines])

    def _offered(self, turn: Turn, missing: Sequence[Missing]) -> Done:
        """Propose what takes the place of what cannot be had, in the same quantity."""
        candidates: list[Candidate] = []
        quantities: dict[str, float] = {}
        said, whys = [], list[str]()
        for each in missing:
            line, one = each.line, each.instead
            away = f"{line.name} cannot be had right now"
            if one is None:
                why = self.instead.told(each.original, turn.wish)
                said.append(f"{away}." if why in whys else f"{away}: {why}.")
                whys.append(why)
            elif one.product.sku in turn.cart.lines:
                said.append(f"{away}; {one.product.name} is in your cart already.")
            else:
                instead = times(line.quantity, substitute_in_words(one))
                said.append(f"{away}. Instead: {instead}.")
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


def _change(line: UsualLine) -> Change:
    return added(line.sku, line.quantity, reason=msgspec.to_builtins(line.reason))
