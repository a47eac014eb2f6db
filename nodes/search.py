"""Find products for a request, and say honestly what there is when nothing satisfies all of it."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NotRequired

import msgspec
import structlog
from typing_extensions import TypedDict

from catalog.nearest import NearestCategories
from catalog.port import Found, Query
from domain.constraints import Constraints
from domain.errors import Invalid
from domain.kind import Kind
from domain.product import Product
from domain.proposal import Hit, Outcome
from nodes.concessions import Concession, concessions, without
from nodes.kind import OfKind, Searchable

_log = structlog.get_logger()


class Reads(TypedDict):
    """What the step needs.

    `soft` names the fields of the constraints that come from the shopper's words and may be given
    up; `filters` are the request's own, which are never; `understood` says in `unsupported` which
    words no filter can give. `kind` is what results have to be beside, as JSON values.
    """

    query: str
    constraints: Constraints
    limit: int
    soft: NotRequired[Sequence[str]]
    filters: NotRequired[Mapping[str, Any]]
    understood: NotRequired[Mapping[str, Any]]
    kind: NotRequired[Mapping[str, Any]]


class Writes(TypedDict):
    """What the step finds."""

    found: Found
    degraded: list[str]


class RecentHits:
    """The products that searches found lately: what is shown while the catalogue is away."""

    def __init__(self, size: int = 500) -> None:
        self._size = size
        self._products: OrderedDict[str, Product] = OrderedDict()

    def keep(self, products: Iterable[Product]) -> None:
        """Remember products as found just now."""
        for product in products:
            self._products[product.sku] = product
            self._products.move_to_end(product.sku)
        while len(self._products) > self._size:
            self._products.popitem(last=False)

    def admitted(self, constraints: Constraints, limit: int) -> tuple[Hit, ...]:
        """Return those that satisfy the constraints, newest first."""
        newest = reversed(self._products.values())
        return tuple(Hit(p) for p in newest if constraints.admit(p))[:limit]


@dataclass(frozen=True, slots=True)
class Search:
    """Searches the catalogue within a deadline.

    Attributes:
        catalog: Where products are.
        nearest: Names categories near what is not carried; None names none.
        deadline: Seconds to wait for both together.
        depth: Number of hits handed to personalisation at the least.
        recent: What to show when the catalogue does not answer.
    """

    catalog: Searchable
    nearest: NearestCategories | None = None
    deadline: float = 1.0
    depth: int = 50
    recent: RecentHits = field(default_factory=RecentHits)

    async def __call__(self, state: Reads) -> Writes:
        """Return the most relevant products; never raises for a catalogue that is away.

        Every hit satisfies the constraints, or those that are left when `found.relaxed` says what
        was given up.

        Raises:
            Invalid: The query asks for what no search can give.
        """
        kind = msgspec.convert(state.get("kind") or {}, Kind)
        if kind.empty:
            return await self._hits(state)
        return await replace(self, catalog=OfKind(self.catalog, kind))._hits(state)

    async def _hits(self, state: Reads) -> Writes:
        depth = max(self.depth, state["limit"])
        query = Query(state["query"], state["constraints"], depth)
        found: Found | None = None
        try:
            async with asyncio.timeout(self.deadline):
                found = await self._search(query)
                found = await self._answered(found, query, state)
        except Invalid:
            raise
        except Exception as error:  # whatever ails the catalogue, the shopper gets an answer
            _log.warning("catalog_unavailable", error=type(error).__name__)
            if found is None:
                found = Found(self.recent.admitted(query.constraints, depth))
            return {"found": found, "degraded": ["catalog"]}
        self.recent.keep(hit.product for hit in found.hits[:20])
        return {"found": found, "degraded": []}

    async def _search(self, query: Query) -> Found:
        """Search, and drop what the constraints do not admit, whatever the store says."""
        found = await self.catalog.search(query)
        admitted = tuple(hit for hit in found.hits if query.constraints.admit(hit.product))
        if len(admitted) == len(found.hits):
            return found
        _log.error("hits_not_admitted", count=len(found.hits) - len(admitted))
        return replace(found, hits=admitted)

    async def _answered(self, found: Found, query: Query, state: Reads) -> Found:
        """Add what is honest to say when nothing was found, or not all could be asked for."""
        if not found.hits and not _blocked(found, query.constraints):
            found = await self._instead(found, query, state)
        words = tuple((state.get("understood") or {}).get("unsupported") or ())
        if not words:
            return found
        shown = found.outcome is Outcome.OK and found.hits
        outcome = Outcome.FILTER_UNSUPPORTED if shown else found.outcome
        return replace(found, outcome=outcome, unsupported=(*found.unsupported, *words))

    async def _instead(self, found: Found, query: Query, state: Reads) -> Found:
        """Look for what there is instead: nearest categories, or results without something."""
        if found.outcome is Outcome.NOT_CARRIED:
            if not await self._carries(query):
                return replace(found, nearest=await self._nearest(query))
            found = replace(found, outcome=Outcome.OK)
        filters = msgspec.convert(state.get("filters") or {}, Constraints)
        offers = concessions(query.constraints, state.get("soft") or (), filters)
        if not offers:
            return found
        looser, given_up = await self._relaxed(query, offers)
        told = tuple(word for one in given_up for word in one.words)
        if looser.hits:
            return replace(looser, outcome=Outcome.RELAXED, relaxed=told)
        if found.price_range is None and looser.price_range is not None:
            return replace(looser, relaxed=told)
        return found

    async def _carries(self, query: Query) -> bool:
        """Whether a text finds anything at all when nothing else is asked for."""
        if query.constraints.empty:
            return False
        return bool((await self.catalog.search(Query(query.text, limit=1))).hits)

    async def _nearest(self, query: Query) -> tuple[str, ...]:
        """Name near categories if that does not take long; that there are none is known anyway."""
        if self.nearest is None:
            return ()
        try:
            async with asyncio.timeout(self.deadline / 2):
                return await self.nearest.to(query.text, query.constraints)
        except Exception as error:
            _log.warning("nearest_unavailable", error=type(error).__name__)
            return ()

    async def _relaxed(
        self, query: Query, offers: Sequence[Concession]
    ) -> tuple[Found, Sequence[Concession]]:
        """Give up one thing after the other until there are results, then take back what can be."""

        async def search(given_up: Sequence[Concession]) -> Found:
            loosened = without(query.constraints, given_up)
            return await self._search(replace(query, constraints=loosened))

        given_up: list[Concession] = []
        found = Found(())
        for offer in offers:
            given_up.append(offer)
            found = await search(given_up)
            if found.hits:
                break
        for offer in given_up[-2::-1] if found.hits else ():
            fewer = [one for one in given_up if one is not offer]
            if (closer := await search(fewer)).hits:
                found, given_up = closer, fewer
        return found, given_up


def _blocked(found: Found, constraints: Constraints) -> bool:
    """Whether a diet or an attribute is asked for that no product has: said, not retried."""
    unsupported = set(map(str.casefold, found.unsupported))
    return any(v.casefold() in unsupported for v in (*constraints.attributes, *constraints.diets))
