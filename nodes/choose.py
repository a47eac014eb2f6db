"""Take the product that is plainly meant; when several may be, have them shown to pick from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.messages import AIMessage

from catalog.port import Found, Query
from domain.caller import Caller
from domain.proposal import Candidate, Outcome
from domain.understanding import Intent
from nodes.act import Act, Writes
from nodes.act_cart import ShelvesAway
from nodes.act_turn import Turn
from nodes.held_back import held_back
from nodes.pointing import named_among, plain_words
from nodes.read_turn import TurnState

_LEAST_RELEVANCE = 0.5
"""Share of the best hit's relevance from which an own habit is what was meant."""

_NEAR = 20
"""Products among which one that is ruled out is looked for by its name."""

_HABITUAL = 2
"""Orders from which a product is a habit."""


class Reads(TurnState, total=False):
    """What the step needs: an act that waits for a product, and what was found for its words."""

    query: str
    found: Found
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """Ends the search for something to add: with one plain answer it is added at once."""

    act: Act

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Add what is plainly meant, or hand on what was found, to be picked from."""
        turn = await self.act.reads(state, caller)
        pending: dict[str, Any] = state.get("pending") or {}
        if pending.get("intent") != Intent.ADD:
            return {"goes": "present"}
        candidates = state["candidates"]
        sure = state["found"].outcome is Outcome.OK
        sku = plainly_meant(state["query"], candidates, turn) if sure else None
        if sku is not None:
            meant = replace(turn, pending=pending)
            return await self.act.report(meant, state, lambda now: self.act.cart.put(now, (sku,)))
        asks = ["Which one shall I add?"] if candidates else []
        if refused := await self._refused(state["query"], turn):
            asks = [f"{refused} It was not added.", *(["Shall it be one of these?"] * bool(asks))]
        return {"goes": "present", "messages": [AIMessage(" ".join(asks))] if asks else []}

    async def _refused(self, query: str, turn: Turn) -> str:
        """Say why what the words name was kept out of what was found; empty when nothing did."""
        if turn.held.empty:
            return ""
        shelf = self.act.cart.shelf
        try:
            async with shelf.reached():
                found = await shelf.catalog.search(Query(query, limit=_NEAR))
        except ShelvesAway:
            return ""
        products = {hit.product.sku: hit.product for hit in found.hits}
        names = {sku: product.name for sku, product in products.items()}
        brands = {sku: product.brand for sku, product in products.items()}
        named = named_among(query, names, brands)
        why = [held_back(products[sku], turn.held) for sku in named]
        return why[0] if why and all(why) else ""


def plainly_meant(query: str, candidates: Sequence[Candidate], turn: Turn) -> str | None:
    """Return the sku that words mean, or None when it is not plain.

    One product whose whole name they are, else the one with all the words that is bought often,
    else the only one with all the words.

    Args:
        query: The words.
        candidates: What was found for them.
        turn: Whose habits count.
    """
    names = {one.product.sku: one.product.name for one in candidates}
    brands = {one.product.sku: one.product.brand for one in candidates}
    named = named_among(query, names, brands)
    if len(named) == 1 or (named and plain_words(names[named[0]]) == plain_words(query)):
        return named[0] if len(named) == 1 else None
    close = [c for c in candidates if c.features.get("relevance", 0.0) >= _LEAST_RELEVANCE]
    habits = [
        c.product.sku
        for c in close
        if c.product.sku in (named or names) and _orders(turn, c.product.sku) >= _HABITUAL
    ]
    return habits[0] if len(habits) == 1 else None


def _orders(turn: Turn, sku: str) -> int:
    habit = turn.profile.habits.get(sku)
    return habit.orders if habit else 0
