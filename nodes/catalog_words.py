"""The catalogue's names, as sentences are read with them."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from catalog.port import Catalog, Facets
from llm.port import Words

_log = structlog.get_logger(__name__)

_MOST: Final = 20_000
"""Names of one facet that a sentence is read with, most frequent first."""


@dataclass(slots=True)
class _Last:
    facets: Facets | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class CatalogWords:
    """Reads the catalogue's names; those known last while it does not answer.

    Attributes:
        catalog: Where the names are.
        deadline: Seconds to wait for it.
    """

    catalog: Catalog
    deadline: float = 0.5
    _last: _Last = field(default_factory=_Last)

    async def __call__(self) -> tuple[Words, bool]:
        """Return the names, and whether the catalogue answered."""
        try:
            async with asyncio.timeout(self.deadline):
                facets = await self.catalog.facets()
        except Exception as error:  # a sentence is understood without the catalogue, too
            _log.warning("catalog_unavailable", error=type(error).__name__)
            return self._last.words, False
        if facets is not self._last.facets:
            self._last.facets, self._last.words = facets, words_of(facets)
        return self._last.words, True


def words_of(facets: Facets) -> Words:
    """Return the names that facets take, without the empty one."""
    return Words(
        categories=tuple(filter(None, facets.categories))[:_MOST],
        brands=tuple(filter(None, facets.brands))[:_MOST],
        diets=tuple(filter(None, facets.diets))[:_MOST],
        attributes=tuple(filter(None, facets.attributes))[:_MOST],
        allergens=tuple(filter(None, facets.allergens))[:_MOST],
    )
