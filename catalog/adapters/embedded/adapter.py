"""The catalogue port over one folder: searches read a snapshot, writes make the next one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from catalog.adapters.embedded import codec
from catalog.adapters.embedded.keeper import Keeper
from catalog.adapters.embedded.snapshot import NEAR, SEMANTIC_WEIGHT, Snapshot
from catalog.adapters.embedded.versions import Versions
from catalog.port import Facets, Found, Kept, Query
from domain.embedder import Embedder
from domain.errors import Invalid
from domain.product import Product

INLINE: Final = 20_000
"""Most slots searched on the event loop itself; above, a search goes to a thread."""

_PAUSE_EVERY: Final = 500
_T = TypeVar("_T")


class EmbeddedCatalog:
    """Products in one folder, searched in this process.

    Args:
        versions: The one writer of the folder.
        embedder: Makes the vectors of queries.
    """

    def __init__(self, versions: Versions, embedder: Embedder) -> None:
        self._versions = versions
        self._embedder = embedder
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="catalog-write")
        self._reading = ThreadPoolExecutor(2, thread_name_prefix="catalog-read")
        self._facets: tuple[str, Facets] | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        embedder: Embedder,
        *,
        near: float = NEAR,
        semantic_weight: float = SEMANTIC_WEIGHT,
    ) -> "EmbeddedCatalog":
        """Open a folder, and make index and vectors anew where they do not match the rows.

        Args:
            path: The folder; made when absent. One process at a time may open it.
            embedder: Makes the vectors; another name than before means all are made anew.
            near: Lowest cosine at which a product counts as meant without a common word.
            semantic_weight: Share of the vector leg in the relevance, in [0, 1].

        Raises:
            Misconfigured: The folder holds a catalogue that cannot be read.
        """

        def keeper(folder: Path, number: int) -> Keeper:
            return Keeper(
                folder, embedder, near=near, semantic_weight=semantic_weight, number=number
            )

        return cls(Versions(path, keeper), embedder)

    @property
    def snapshot(self) -> Snapshot:
        """The state that a search reads now."""
        return self._versions.live.snapshot

    async def search(self, query: Query) -> Found:
        """Find the most relevant products among those the constraints admit.

        Raises:
            Invalid: The limit or the weight is out of range.
        """
        if not 1 <= query.limit <= 1000:
            raise Invalid(f"A search limit of {query.limit} is out of range: ask for 1 to 1000.")
        if query.semantic_weight is not None and not 0 <= query.semantic_weight <= 1:
            raise Invalid(
                f"A semantic weight of {query.semantic_weight} is out of range: give 0 to 1."
            )
        snapshot = self.snapshot
        if len(snapshot.columns.alive) <= INLINE:
            return snapshot.search(query, self._embedder)
        return await self._on(self._reading, lambda: snapshot.search(query, self._embedder))

    async def get(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Return the products there are under these skus."""
        return self.snapshot.shelf.get(skus)

    async def upsert(self, products: Sequence[Product]) -> Kept:
        """Write products; each replaces one with the same sku, and is found from now on.

        Raises:
            Unavailable: The disk does not take them.
        """
        given = tuple(products)
        return await self._on(self._writing, lambda: self._versions.live.upsert(given))

    async def remove(self, skus: Sequence[str]) -> int:
        """Remove products and return how many there were.

        Raises:
            Unavailable: The disk does not take it.
        """
        given = tuple(skus)
        return await self._on(self._writing, lambda: self._versions.live.remove(given))

    async def stage(self, version: str, products: Sequence[Product]) -> Kept:
        """Write products into a version that no search sees until it is swapped in.

        Raises:
            Invalid: The name cannot be one.
            Unavailable: The disk does not take them.
        """
        given = tuple(products)
        return await self._on(self._writing, lambda: self._versions.stage(version, given))

    async def swap(self, version: str, expected: int | None = None) -> Kept:
        """Let everybody read this version only, from one moment to the next.

        Raises:
            NotFound: Nothing is staged under this name.
            Conflict: Another number of products is staged.
            Unavailable: The disk does not take the change; the old products are still there.
        """
        return await self._on(self._writing, lambda: self._versions.swap(version, expected))

    async def facets(self) -> Facets:
        """Return the values the facets take now."""
        snapshot = self.snapshot
        if self._facets is None or self._facets[0] != snapshot.version:
            found = await self._on(self._reading, snapshot.columns.facets)
            self._facets = (snapshot.version, found)
        return self._facets[1]

    async def count(self) -> int:
        """Return the number of products."""
        return len(self.snapshot.shelf)

    async def products(self) -> AsyncIterator[Product]:
        """Yield every product there was when the first one was asked for."""
        snapshot = self.snapshot
        for place, slot in enumerate(np.flatnonzero(snapshot.columns.alive).tolist()):
            if place % _PAUSE_EVERY == 0:
                await asyncio.sleep(0)
            yield codec.decode(snapshot.shelf.body(slot))

    async def version(self) -> str:
        """Return a text that changes whenever the products do."""
        return self.snapshot.version

    async def close(self) -> None:
        """Finish what is being written and release the files."""
        await self._on(self._writing, self._versions.close)
        self._writing.shutdown()
        self._reading.shutdown()

    async def _on(self, executor: ThreadPoolExecutor, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(executor, work)
