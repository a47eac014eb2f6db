"""Find products for a request; without the catalogue, fall back to what was found lately."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog
from typing_extensions import TypedDict

from catalog.port import Catalog, Found, Query
from domain.constraints import Constraints
from domain.errors import Invalid
from domain.product import Product
from domain.proposal import Hit

_log = structlog.get_logger()


class Reads(TypedDict):
    """What the step needs."""

    query: str
    constraints: Constraints
    limit: int


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
        deadline: Seconds to wait for it.
        depth: Number of hits handed to personalisation at the least.
        recent: What to show when the catalogue does not answer.
    """

    catalog: Catalog
    deadline: float = 1.0
    depth: int = 50
    recent: RecentHits = field(default_factory=RecentHits)

    async def __call__(self, state: Reads) -> Writes:
        """Return the most relevant products; never raises for a catalogue that is away.

        Raises:
            Invalid: The query asks for what no search can give.
        """
        depth = max(self.depth, state["limit"])
        query = Query(state["query"], state["constraints"], depth)
        try:
            async with asyncio.timeout(self.deadline):
                found = await self.catalog.search(query)
        except Invalid:
            raise
        except Exception as error:  # whatever ails the catalogue, the shopper gets an answer
            _log.warning("catalog_unavailable", error=type(error).__name__)
            hits = self.recent.admitted(query.constraints, depth)
            return {"found": Found(hits), "degraded": ["catalog"]}
        self.recent.keep(hit.product for hit in found.hits[:20])
        return {"found": found, "degraded": []}
