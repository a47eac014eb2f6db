"""Fill the cart with what a subject usually buys and needs now, and say why each line is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from domain.product import Product
from domain.proposal import Candidate, Reason
from domain.understanding import Intent
from learning.cart import MAX_LINES
from learning.reorder_basket import UsualLine, usual_basket
from learning.signals import Signals
from nodes.act_cart import Cartwright
from nodes.act_turn import Done, Offer, Turn
from nodes.cart_lines import Change, added
from nodes.held_back import held_back
from nodes.substitute import FindSubstitutes

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
        wanted = usual_basket(turn.profile, turn.now, signals=self.signals())
        new = [line for line in wanted if line.sku not in turn.cart.lines]
        if not new:
            return Done(_nothing_new(turn, wanted))
        products = await self.cart.shelf.products([line.sku for line in new])
        refused = {
            line.sku: why
            for line in new
            if line.sku in products and (why := held_back(products[line.sku], turn.held))
        }
        gone = [line for line in new if _is_gone(products.get(line.sku))]
        room = max(0, MAX_LINES - len(turn.cart.lines))
        there = [line for line in new if line not in gone and line.sku not in refused][:room]
        changes = [_change(line) for line in there]
        done = await self.cart.written(turn, changes, [ln.sku for ln in there]) if there else Done()
        if there and not done.events:
            return done
        missed = await self._offered(turn, [ln for ln in gone if ln.sku not in refused], products)
        kept = [turn.cart.lines[line.sku].name for line in wanted if line.sku in turn.cart.lines]
        already = f"In your cart already: {', '.join(kept)}." if kept else ""
        said = " ".join(filter(None, (done.said, already, *refused.values(), missed.said)))
        return replace(done, said=said, offer=missed.offer)

    async def _offered(
        self, turn: Turn, gone: Sequence[UsualLine], products: Mapping[str, Product]
    ) -> Done:
        """Propose what takes the place of what cannot be had, in the same quantity."""
        offered: dict[str, tuple[Product, Reason]] = {}
        quantities: dict[str, float] = {}
        said = []
        for line in gone:
            original = products.get(line.sku) or _remembered(turn, line)
            found = await self.instead(original, turn.held, without=[*turn.cart.lines, *offered])
            said.append(f"{line.name} cannot be had right now.")
            for one in found[:1]:
                why = Reason("substitute", f"Instead of {line.name}")
                offered[one.product.sku] = (one.product, why)
                quantities[one.product.sku] = line.quantity
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


def _is_gone(product: Product | None) -> bool:
    return product is None or product.in_stock is False


def _change(line: UsualLine) -> Change:
    return added(line.sku, line.quantity, reason=msgspec.to_builtins(line.reason))


def _remembered(turn: Turn, line: UsualLine) -> Product:
    """Return what is known of a product that is not in the catalogue any more."""
    habit = turn.profile.habits[line.sku]
    return Product(line.sku, line.name, habit.brand, habit.category)
