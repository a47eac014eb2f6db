"""Name the categories nearest in meaning to what a catalogue does not carry."""

import asyncio
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from catalog.port import Catalog, Query
from domain.constraints import Constraints
from domain.embedder import Embedder

MOST: Final = 3
"""Categories named at most."""

NEAR: Final = 0.3
"""Lowest cosine: below, names of the sample shop's shelves are near a word by chance only."""

_TRIED: Final = 8


@dataclass(frozen=True, slots=True)
class _Shelves:
    """The categories of one state of the catalogue, each with its vector, shape (count, d)."""

    version: str
    names: tuple[str, ...]
    vectors: npt.NDArray[np.float32]


class NearestCategories:
    """Compares texts with the names of categories, which are embedded once for each version.

    Args:
        catalog: Whose categories they are.
        embedder: Makes the vectors of texts and names.
    """

    def __init__(self, catalog: Catalog, embedder: Embedder) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._shelves: _Shelves | None = None

    async def to(self, text: str, constraints: Constraints) -> tuple[str, ...]:
        """Return up to three categories, nearest first; none where none is near.

        Args:
            text: What was looked for.
            constraints: A category is named only when something in it satisfies them.

        Raises:
            Unavailable: The catalogue does not answer.
        """
        shelves = await self._current()
        if not shelves.names:
            return ()
        (vector,) = self._embedder.embed([text])
        cosines = shelves.vectors @ np.asarray(vector, dtype=np.float32)
        best = np.argsort(-cosines, kind="stable")[:_TRIED]
        named: list[str] = []
        for name in (shelves.names[place] for place in best if cosines[place] >= NEAR):
            if len(named) < MOST and await self._offers(name, constraints):
                named.append(name)
        return tuple(named)

    async def _offers(self, name: str, constraints: Constraints) -> bool:
        if constraints.empty:
            return True
        within = constraints.also(Constraints(categories=(name,)))
        return bool((await self._catalog.search(Query("", within, 1))).hits)

    async def _current(self) -> _Shelves:
        version = await self._catalog.version()
        shelves = self._shelves
        if shelves is None or shelves.version != version:
            names = tuple((await self._catalog.facets()).categories)
            vectors = await asyncio.to_thread(self._embedded, names)
            shelves = self._shelves = _Shelves(version, names, vectors)
        return shelves

    def _embedded(self, names: tuple[str, ...]) -> npt.NDArray[np.float32]:
        texts = [name.casefold().replace("_", " ") for name in names]
        return np.asarray(self._embedder.embed(texts), dtype=np.float32)
