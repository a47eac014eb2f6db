"""Tell which readings of a request the catalogue bears out: those that find something."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog

from catalog.port import Catalog, Found, Query
from domain.constraints import Constraints
from domain.product import Product
from domain.proposal import Hypothesis, Outcome
from llm.port import Sought

_log = structlog.get_logger()
_WIDE: Final = 200
"""Products looked at where the request's own words lead to too little."""


@dataclass(slots=True)
class Proof:
    """Searches for each reading of one request as a pick of it would, and only once.

    Attributes:
        catalog: What is sold.
        held: What every product must satisfy anyway, whatever the reading.
        deadline: Seconds to wait for the catalogue.
        lost: Whether the catalogue does not answer; nothing is known to be untrue then.
    """

    catalog: Catalog
    held: Constraints
    deadline: float
    lost: bool = False
    _finds: dict[Sought, bool] = field(default_factory=dict)

    @property
    def untrue(self) -> frozenset[Sought]:
        """What is known to find nothing."""
        return frozenset(sought for sought, finds in self._finds.items() if not finds)

    async def true(self, readings: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
        """Return the readings that find a product; all of them while the catalogue is away."""
        new = [s for s in dict.fromkeys(map(_sought, readings)) if s not in self._finds]
        async with self._reached():
            if new and not self.lost:
                found = await asyncio.gather(*map(self._is_found, new))
                self._finds.update(zip(new, found, strict=True))
        return tuple(r for r in readings if self._finds.get(_sought(r), True))

    async def admitted(self) -> tuple[Product, ...]:
        """Return some of what may be found at all, whatever is asked for."""
        found = Found(())
        async with self._reached():
            found = await self.catalog.search(Query("", self.held, limit=_WIDE))
        return tuple(hit.product for hit in found.hits)

    @asynccontextmanager
    async def _reached(self) -> AsyncIterator[None]:
        """Ask the catalogue; that it does not answer is remembered, and nobody waits again."""
        try:
            async with asyncio.timeout(self.deadline):
                yield
        except Exception as error:  # whatever ails it, the shopper is asked all the same
            _log.warning("catalog_unavailable", error=type(error).__name__)
            self.lost = True

    async def _is_found(self, sought: Sought) -> bool:
        query, constraints = sought
        must = constraints.also(self.held)
        found = await self.catalog.search(Query(query, must, limit=1))
        return found.outcome is Outcome.OK and any(must.admit(hit.product) for hit in found.hits)


def _sought(reading: Hypothesis) -> Sought:
    return reading.query, reading.constraints
