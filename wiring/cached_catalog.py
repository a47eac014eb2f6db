"""A catalogue that remembers for minutes what its searches found, for everybody alike."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from catalog.found_bytes import FoundBytes
from catalog.port import Catalog, Facets, Found, Kept, Query
from domain.clock import Clock
from domain.product import Product
from memory.result_cache import ResultCache
from wiring.single_flight import SingleFlight

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Lookups:
    """How many searches were answered in which way since the start.

    Attributes:
        hits: From what was kept.
        misses: By the catalogue.
        shared: By the same search of somebody else, which was still running.
    """

    hits: int = 0
    misses: int = 0
    shared: int = 0


class CachedCatalog:
    """A `Catalog` around another one, which is asked only for what is not kept.

    What is kept is what the catalogue found, before anybody's profile ranks it, under a name made
    of the query and of the catalogue's version: it is the same for all subjects, and a product that
    changes makes all names new.

    Args:
        catalog: Where products are.
        cache: Keeps what was found.
        form: Names queries, and writes answers as bytes.
        clock: Tells how long a search has been running.
    """

    def __init__(
        self, catalog: Catalog, cache: ResultCache, form: FoundBytes, clock: Clock
    ) -> None:
        self._catalog = catalog
        self._cache = cache
        self._form = form
        self._flights: SingleFlight[tuple[Found, bool]] = SingleFlight(clock)
        self.lookups = Lookups()

    async def search(self, query: Query) -> Found:
        """Find the most relevant products among those the constraints admit.

        Raises:
            Invalid: As the catalogue does.
            Unavailable: As the catalogue does.
        """
        version = await self._version()
        if version is None:
            return await self._catalog.search(query)
        key = self._form.key(query, version)
        (found, kept), shared = await self._flights.do(
            key, partial(self._look, query, version, key)
        )
        if kept:
            self.lookups.hits += 1
        elif shared:
            self.lookups.shared += 1
        else:
            self.lookups.misses += 1
        return found

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Return the products there are under these skus."""
        return await self._catalog.get(skus)

    async def upsert(self, products: Sequence[Product]) -> Kept:
        """Write products; each replaces one with the same sku, and is found from now on."""
        return await self._catalog.upsert(products)

    async def remove(self, skus: Sequence[str]) -> int:
        """Remove products and return how many there were."""
        return await self._catalog.remove(skus)

    async def stage(self, version: str, products: Sequence[Product]) -> Kept:
        """Write products into a version that no search sees until it is swapped in."""
        return await self._catalog.stage(version, products)

    async def swap(self, version: str, expected: int | None = None) -> Kept:
        """Let everybody read this version only, from one moment to the next."""
        return await self._catalog.swap(version, expected)

    async def facets(self) -> Facets:
        """Return the values the facets take now."""
        return await self._catalog.facets()

    async def count(self) -> int:
        """Return the number of products."""
        return await self._catalog.count()

    def products(self) -> AsyncIterator[Product]:
        """Yield every product."""
        return self._catalog.products()

    async def version(self) -> str:
        """Return a text that changes whenever the products do."""
        return await self._catalog.version()

    async def close(self) -> None:
        """End the searches that run, and release the catalogue."""
        await self.end()
        await self._catalog.close()

    async def end(self) -> None:
        """End the searches that run; who waits for one is told that it is unavailable."""
        await self._flights.close()

    async def _look(self, query: Query, version: str, key: bytes) -> tuple[Found, bool]:
        """Return an answer, and whether it was kept."""
        value = await self._cache.get(key)
        kept = None if value is None else self._form.read(query, key, value)
        if kept is not None:
            return kept, True
        found = await self._catalog.search(query)
        # What was found after products changed is no answer under the name of those before.
        if found.version == version:
            value = self._form.write(query, key, found)
            if value is not None:
                await self._cache.put(key, value)
        return found, False

    async def _version(self) -> str | None:
        """Return the catalogue's version; None when it cannot tell, as no answer is kept then."""
        try:
            return await self._catalog.version()
        except Exception as error:  # the search itself says what ails the catalogue
            _log.warning("catalog_version_unknown", error=type(error).__name__)
            return None
