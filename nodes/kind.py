"""Stay with the kind of thing that was shown: read it off the results, and search within it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from catalog.port import Found, Query
from domain.kind import Kind, plain_words
from domain.proposal import Outcome

DEPTH: Final = 200
"""Hits among which those of the kind are looked for."""

Result = Mapping[str, Any]


class Searchable(Protocol):
    """Finds products; see the catalogue's port."""

    async def search(self, query: Query) -> Found:
        """Find the most relevant products among those the constraints admit."""
        ...


@dataclass(frozen=True, slots=True)
class OfKind:
    """Searches as another does, and finds only what is of a kind.

    Attributes:
        catalog: Where products are.
        kind: What every hit has to be.
    """

    catalog: Searchable
    kind: Kind

    async def search(self, query: Query) -> Found:
        """Find products of the kind; where none is within the price, say what they cost.

        Raises:
            Unavailable: The store does not answer within its deadline.
        """
        found = await self.catalog.search(replace(query, limit=max(query.limit, DEPTH)))
        hits = tuple(hit for hit in found.hits if self.kind.admit(hit.product))[: query.limit]
        free = query.constraints.without_price()
        if hits or free == query.constraints:
            return replace(found, hits=hits)
        there = await self.catalog.search(Query(query.text, free, DEPTH))
        prices = [
            hit.product.price
            for hit in there.hits
            if self.kind.admit(hit.product) and hit.product.price is not None
        ]
        if not prices:
            outcome = Outcome.OK if found.outcome is Outcome.OUT_OF_PRICE_RANGE else found.outcome
            return replace(found, hits=(), outcome=outcome, price_range=None)
        return Found((), Outcome.OUT_OF_PRICE_RANGE, (min(prices), max(prices)), found.corrections)


def alike(query: str, shown: Sequence[Result]) -> list[Result]:
    """Return the results that carry every word of the query that any of them carries.

    All of them when none does. A word that no result carries, as one mistyped, tells nothing.

    Args:
        query: What was searched for.
        shown: Results shown last.
    """
    carried = [(result, plain_words(_labels(result))) for result in shown]
    told = {word for word in plain_words([query]) if any(word in has for _, has in carried)}
    return [result for result, has in carried if told <= has] or list(shown)


def kind_of(query: str, shown: Sequence[Result]) -> Kind:
    """Return what the results that answer a query best have in common.

    Args:
        query: What was searched for; empty when constraints alone said it, and then there is no
            other kind than what they admit.
        shown: Results shown last.
    """
    if not query or not shown:
        return Kind()
    best = alike(query, shown)
    carried = [plain_words(_labels(result)) for result in best]
    words = (word for word in sorted(plain_words([query])) if all(word in has for has in carried))
    categories = {result["product"].get("category") or "" for result in best}
    return Kind(tuple(words), categories.pop() if len(categories) == 1 else "")


def _labels(result: Result) -> list[str]:
    product = result["product"]
    texts = (product.get("name"), product.get("brand"), product.get("category"))
    return [*filter(None, texts), *(product.get("attributes") or ())]
