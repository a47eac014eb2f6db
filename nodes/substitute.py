"""Find what can take the place of a product, and propose it with reasons."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from domain.proposal import Candidate
from domain.understanding import Intent
from learning.substitution import Substitute, Substitution, substitutes
from nodes.act_cart import Shelf
from nodes.act_turn import Done, Offer, Turn
from nodes.pointing import listed, named_among, pointed_at

_DEPTH = 60
"""Products looked at for each product that is to be replaced."""


@dataclass(frozen=True, slots=True)
class FindSubstitutes:
    """Looks through the catalogue for products like one.

    Attributes:
        shelf: Where products are.
        rules: How likeness is weighed, and which of the alike comes first, as configured now.
    """

    shelf: Shelf
    rules: Callable[[], Substitution]

    async def __call__(
        self,
        original: Product,
        held: Constraints,
        *,
        without: Collection[str] = (),
    ) -> tuple[Substitute, ...]:
        """Return what can take a product's place, best first; nothing when the rules say never.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        rules = self.rules()
        if rules.prefer == "never":
            return ()
        must = held.also(Constraints(diets=original.diets))
        shelf = Constraints(categories=(original.category,)) if original.category else Constraints()
        async with self.shelf.reached():
            near = await self.shelf.catalog.search(
                Query(original.name, must.also(shelf), limit=_DEPTH)
            )
            found = [hit.product for hit in near.hits]
            if not found:
                wider = await self.shelf.catalog.search(Query(original.name, must, limit=_DEPTH))
                found = [hit.product for hit in wider.hits]
        return substitutes(original, found, must, rules, without=without)


@dataclass(frozen=True, slots=True)
class ProposeSubstitutes:
    """Answers what can be taken instead of something.

    Attributes:
        shelf: Knows what the original is now.
        instead: Finds what takes its place.
    """

    shelf: Shelf
    instead: FindSubstitutes

    async def __call__(self, turn: Turn) -> Done:
        """Propose up to three products for what is pointed at, shown or in the cart.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        pointed = pointed_at(turn, in_cart=False)
        if pointed.unknown:
            carted = named_among(pointed.unknown, turn.names(in_cart=True))
            if len(carted) != 1:
                return Done(look_for=pointed.unknown)
            sku = carted[0]
        elif pointed.missing:
            return Done(pointed.missing)
        else:
            sku = (pointed.skus or pointed.unclear)[0]
        names = turn.names(in_cart=True) | turn.names(in_cart=False)
        if len(pointed.unclear) > 1:
            which = listed([names[each] for each in pointed.unclear])
            return Done(f"Instead of which one: {which}?")
        original = (await self.shelf.products([sku])).get(sku)
        if original is None:
            return Done(f"{names.get(sku, sku)} is not sold any more.", pointed=(sku,))
        return self._proposed(turn, original, await self._found(turn, original))

    async def _found(self, turn: Turn, original: Product) -> tuple[Substitute, ...]:
        held = turn.held.also(turn.asks.constraints)
        return await self.instead(original, held, without=list(turn.cart.lines))

    def _proposed(self, turn: Turn, original: Product, found: tuple[Substitute, ...]) -> Done:
        if not found:
            never = self.instead.rules().prefer == "never"
            why = "you want no substitutes" if never else "nothing here is like it and fits you"
            return Done(f"There is nothing instead of {original.name}: {why}.", (original.sku,))
        candidates = tuple(
            Candidate(one.product, place, one.score, one.features, one.reasons)
            for place, one in enumerate(found, start=1)
        )
        told = "; ".join(_told(one) for one in found)
        pending: dict[str, Any] = {"intent": Intent.ADD.value, "quantity": turn.asks.quantity}
        offer = Offer("substitute", candidates, pending)
        return Done(f"Instead of {original.name}: {told}.", offer=offer)


def _told(one: Substitute) -> str:
    reasons = ", ".join(r.text[:1].lower() + r.text[1:] for r in one.reasons)
    return f"{one.product.name} ({reasons})" if reasons else one.product.name
