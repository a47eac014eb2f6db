"""Fill the cart with what a subject usually buys and needs now, and say why each line is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from domain.product import Product
from domain.proposal import Candidate, Reason
from domain.understanding import Intent
from learning.reorder_basket import UsualLine
from learning.signals import Signals
from nodes.act_cart import Cartwright
from nodes.act_turn import Done, Offer, Turn
from nodes.cart_lines import Change, added
from nodes.substitute import FindSubstitutes
from nodes.usual_plan import Missing, UsualPlan, plan_usual

_NOTHING: Final = "I know no usual of yours yet: it takes at least two orders of the same product."
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

    async def __call__(self, turn: Turn) -> Done:
        """Add the usual, what is in the cart already left as it is.

        Raises:
            ShelvesAway: The catalogue does not answer; nothing was added.
        """
        plan = await self.plan(turn)
        wanted, there, refused = plan.wanted, plan.lines, plan.refused
        if not any(line.sku not in turn.cart.lines for line in wanted):
            return Done(_nothing_new(turn, wanted))
        changes = [_change(line) for line in there]
        done = await self.cart.written(turn, changes, [ln.sku for ln in there]) if there else Done()
        if there and not done.events:
            return done
        missed = _offered(plan.missing)
        kept = [turn.cart.lines[line.sku].name for line in wanted if line.sku in turn.cart.lines]
        already = f"In your cart already: {', '.join(kept)}." if kept else ""
        said = " ".join(filter(None, (done.said, already, *refused.values(), missed.said)))
        return replace(done, said=said, offer=missed.offer)

    async def plan(self, turn: Turn) -> UsualPlan:
        """Return what would be added, and what not; nothing is written.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        return await plan_usual(turn, self.cart.shelf, self.instead, self.signals())


def _offered(missing: Sequence[Missing]) -> Done:
    """Propose what takes the place of what cannot be had, in the same quantity."""
    offered: dict[str, tuple[Product, Reason]] = {}
    quantities: dict[str, float] = {}
    said = []
    for one in missing:
        said.append(f"{one.line.name} cannot be had right now.")
        if one.instead is not None:
            why = Reason("substitute", f"Instead of {one.line.name}")
            offered[one.instead.product.sku] = (one.instead.product, why)
            quantities[one.instead.product.sku] = one.line.quantity
    if not offered:
        return Done(" ".join(said))
    names = " or ".join(product.name for product, _ in offered.values())
    candidates = tuple(
        Candidate(product, place, 1.0 / place, reasons=(why,))
        for place, (product, why) in enumerate(offered.values(), start=1)
    )
    pending: dict[str, Any] = {"intent": Intent.ADD.value, "quantities": quantities}
    said.append(f"Shall it be {names} instead?")
    return Done(" ".join(said), offer=Offer("substitute", candidates, pending))


def _nothing_new(turn: Turn, wanted: Sequence[UsualLine]) -> str:
    if wanted:
        return "Everything you usually buy now is in your cart already."
    return _NOT_DUE if any(h.orders > 1 for h in turn.profile.habits.values()) else _NOTHING


def _change(line: UsualLine) -> Change:
    return added(line.sku, line.quantity, reason=msgspec.to_builtins(line.reason))
