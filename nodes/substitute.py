"""Find what can take the place of a product, and propose it with reasons."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from domain.proposal import Candidate
from domain.understanding import Intent
from learning.substitution import Prefer, Substitute, Substitution, Wish, substitutes
from nodes.act_cart import Shelf
from nodes.act_turn import Done, Offer, Turn
from nodes.pointing import listed, named_among, pointed_at

_DEPTH = 60
"""Products looked at for each product that is to be replaced."""

_FINE_AGAIN = "substitutes are fine again"


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
        wish: Wish | None,
        without: Collection[str] = (),
    ) -> tuple[Substitute, ...]:
        """Return what can take a product's place, best first; nothing when it is never to be.

        Args:
            original: What cannot be had.
            held: What no substitute may go against.
            wish: What the subject wants instead; None leaves it to the rules.
            without: Skus that are no answer.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        if self.refuses(wish):
            return ()
        must = held.also(Constraints(diets=original.diets))
        if self.prefer(wish) == "same_brand" and original.brand and not must.brands:
            must = must.also(Constraints(brands=(original.brand,)))
        shelf = Constraints(categories=(original.category,)) if original.category else Constraints()
        async with self.shelf.reached():
            near = await self.shelf.catalog.search(
                Query(original.name, must.also(shelf), limit=_DEPTH)
            )
            found = [hit.product for hit in near.hits]
            if not found:
                wider = await self.shelf.catalog.search(Query(original.name, must, limit=_DEPTH))
                found = [hit.product for hit in wider.hits]
        return substitutes(original, found, must, self.rules(), wish=wish, without=without)

    def prefer(self, wish: Wish | None) -> Prefer:
        """Return what comes first: what the subject wants, or else what the rules say."""
        return wish.prefer if wish else self.rules().prefer

    def refuses(self, wish: Wish | None) -> bool:
        """Whether nothing is to be offered instead of anything."""
        return self.prefer(wish) == "never"

    def told(self, original: Product, wish: Wish | None) -> str:
        """Say why nothing was found instead of a product, and how to change that."""
        if self.refuses(wish):
            who = "you want no substitutes" if wish else "this shop offers none by itself"
            return f"{who}. To change that, say “{_FINE_AGAIN}”"
        if self.prefer(wish) == "same_brand" and original.brand:
            nothing = f"nothing else by {original.brand} is like it and fits you"
            only = "and you want the same brand or nothing" if wish else "and no other is offered"
            return f"{nothing}, {only}. To change that, say “{_FINE_AGAIN}”"
        return "nothing here is like it and fits you"


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
        """Propose up to three products for what is pointed at or named.

        Raises:
            ShelvesAway: The catalogue does not answer.
        """
        pointed = pointed_at(turn, in_cart=False)
        if pointed.missing:
            return Done(pointed.missing)
        if pointed.unclear:
            names = turn.names(in_cart=False)
            which = listed([names[sku] for sku in pointed.unclear])
            return Done(f"Instead of which one: {which}?")
        if not pointed.unknown:
            return await self._known(turn, pointed.skus[0])
        carted = named_among(pointed.unknown, turn.names(in_cart=True))
        if len(carted) == 1:
            return await self._known(turn, carted[0])
        return await self._named(turn, pointed.unknown)

    async def _known(self, turn: Turn, sku: str) -> Done:
        original = (await self.shelf.products([sku])).get(sku)
        if original is None:
            names = turn.names(in_cart=True) | turn.names(in_cart=False)
            return Done(f"{names.get(sku, sku)} is not sold any more.", pointed=(sku,))
        return await self._proposed(turn, original, original.name, (sku,))

    async def _named(self, turn: Turn, words: str) -> Done:
        """Take words that are nowhere here for a product of the shop, or for a kind of them."""
        async with self.shelf.reached():
            found = await self.shelf.catalog.search(Query(words, limit=_DEPTH))
        products = {hit.product.sku: hit.product for hit in found.hits}
        names = {sku: product.name for sku, product in products.items()}
        brands = {sku: product.brand for sku, product in products.items()}
        named = named_among(words, names, brands)
        if not named:
            return Done(look_for=words)
        name = names[named[0]] if len(named) == 1 else words
        return await self._proposed(turn, products[named[0]], name, named)

    async def _proposed(
        self, turn: Turn, original: Product, name: str, without: Sequence[str]
    ) -> Done:
        held = turn.held.also(turn.asks.constraints)
        wish, absent = turn.wish, [*turn.cart.lines, *without]
        found = await self.instead(original, held, wish=wish, without=absent)
        if not found:
            why = self.instead.told(original, wish)
            return Done(f"There is nothing instead of {name}: {why}.", (original.sku,))
        candidates = tuple(
            Candidate(one.product, place, one.score, one.features, one.reasons)
            for place, one in enumerate(found, start=1)
        )
        told = "; ".join(substitute_in_words(one) for one in found)
        pending: dict[str, Any] = {"intent": Intent.ADD.value, "quantity": turn.asks.quantity}
        offer = Offer("substitute", candidates, pending)
        return Done(f"Instead of {name}: {told}.", offer=offer)


def substitute_in_words(one: Substitute) -> str:
    """Return the name of a substitute with what speaks for it."""
    reasons = ", ".join(r.text[:1].lower() + r.text[1:] for r in one.reasons)
    return f"{one.product.name} ({reasons})" if reasons else one.product.name
