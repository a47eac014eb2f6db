"""Ask Weaviate for words and for meaning, and fuse both here into one relevance.

The server's own hybrid query is not used: its relative scores are stretched between the best and
the worst of what each leg happened to return, so that a relevance would mean another thing in
each search, and the last of the words' hits would count as none.

Both legs return ids and figures only; the products of the best are read by a second call, for
most of what is found is not shown.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from weaviate.collections.classes.filters import _Filters

from catalog.adapters.embedded.fusion import fuse
from catalog.adapters.embedded.lexical import asked_stems, splitter
from catalog.adapters.embedded.vectors import Floats
from catalog.adapters.weaviate.asking import Asking, Kept
from catalog.adapters.weaviate.filters import admitted
from catalog.adapters.weaviate.pointer import Pointer
from catalog.adapters.weaviate.server import Server
from domain.constraints import Constraints
from domain.embedder import Embedder
from domain.proposal import Hit

WORDS_DEPTH: Final = 300
"""Fewest hits asked of the words: many products score alike, and their cosines tell them apart."""

MEANING_DEPTH: Final = 100
"""Fewest hits asked of the meaning: those the words have not found stand below theirs."""

_READ_AT_LEAST: Final = 10

Ranked = list[tuple[bytes, float]]
"""Ids and relevance, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one pass looks for.

    Attributes:
        text: As corrected.
        constraints: What every hit satisfies.
        limit: Most hits wanted.
        weight: Share of the vector leg, in [0, 1].
    """

    text: str
    constraints: Constraints
    limit: int
    weight: float


class Shown:
    """The hits of one answer, gathered best first.

    Args:
        asked: Each hit is held against its constraints: whatever the server says, none leaves
            that does not satisfy them.
        generation: What is born later is not live.
    """

    def __init__(self, asked: Asked, generation: int) -> None:
        self._asked = asked
        self._generation = generation
        self._hits: dict[str, Hit] = {}
        self.unborn = False

    @property
    def full(self) -> bool:
        """Whether as many were taken as were asked for."""
        return len(self._hits) == self._asked.limit

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was taken, each sku once."""
        return tuple(self._hits.values())

    def take(self, found: Iterable[tuple[Kept, float]]) -> None:
        """Take what may be shown, up to the limit; note when something was not live yet."""
        for kept, relevance in found:
            if self.full:
                return
            if kept.born > self._generation:
                self.unborn = True
            elif kept.product.sku not in self._hits and self._asked.constraints.admit(kept.product):
                self._hits[kept.product.sku] = Hit(kept.product, min(1.0, relevance))


@dataclass(frozen=True, slots=True)
class Legs:
    """Both legs over one server.

    Attributes:
        server: Where.
        embedder: Makes the vectors of queries.
        near: Lowest cosine at which a product counts as meant without a common word.
    """

    server: Server
    embedder: Embedder
    near: float

    async def ask(self, asked: Asked, pointer: Pointer) -> tuple[Hit, ...]:
        """Return the live products that share a word or a meaning with a text, best first.

        While nobody writes, all there is is live, and is not filtered for it: among so many that
        takes the vector leg a third of its time. Should a write have begun unseen, what it wrote
        shows among the hits, and the search is made again with the filter.
        """
        if not (pointer.gone or pointer.writer):
            shown = await self._shown(asked, pointer, admitted(asked.constraints))
            if not shown.unborn:
                return shown.hits
        return (await self._shown(asked, pointer, admitted(asked.constraints, pointer))).hits

    async def _shown(self, asked: Asked, pointer: Pointer, filters: _Filters | None) -> Shown:
        asking = Asking(self.server, self.server.rows(pointer.live))
        shown = Shown(asked, pointer.generation)
        if not splitter().analyze(asked.text):
            shown.take((kept, 0.0) for kept in await asking.any(filters, asked.limit))
            return shown
        ranked = await self._ranked(asking, asked, filters)
        at_once = max(asked.limit, _READ_AT_LEAST)
        while ranked and not shown.full:
            some, ranked = ranked[:at_once], ranked[at_once:]
            kept = await asking.under([one for one, _ in some])
            shown.take((kept[one], relevance) for one, relevance in some if one in kept)
        return shown

    async def _ranked(self, asking: Asking, asked: Asked, filters: _Filters | None) -> Ranked:
        vector = np.asarray(self.embedder.embed([asked.text])[0], dtype=np.float32)
        (ids, scores, vectors), (near, cosines) = await asyncio.gather(
            self._by_words(asking, asked, filters, len(vector)),
            self._by_meaning(asking, asked, filters, vector),
        )
        known = frozenset(ids)
        more = [place for place, one in enumerate(near) if one not in known]
        return fused(
            [*ids, *(near[place] for place in more)],
            np.concatenate((scores, np.zeros(len(more), dtype=np.float32))),
            np.concatenate((vectors @ vector, cosines[more])),
            asked.weight,
        )

    async def _by_words(
        self, asking: Asking, asked: Asked, filters: _Filters | None, dimensions: int
    ) -> tuple[list[bytes], Floats, Floats]:
        stems = asked_stems(asked.text)
        if not stems:
            return [], np.zeros(0, dtype=np.float32), np.zeros((0, dimensions), dtype=np.float32)
        return await asking.by_words(stems, filters, max(WORDS_DEPTH, asked.limit), dimensions)

    async def _by_meaning(
        self, asking: Asking, asked: Asked, filters: _Filters | None, vector: Floats
    ) -> tuple[list[bytes], Floats]:
        if asked.weight == 0 or not vector.any():
            return [], np.zeros(0, dtype=np.float32)
        depth = max(MEANING_DEPTH, asked.limit)
        return await asking.by_meaning(vector, filters, depth, self.near)


def fused(ids: Sequence[bytes], scores: Floats, cosines: Floats, weight: float) -> Ranked:
    """Return ids with their relevance, best first."""
    slots, relevance = fuse(np.arange(len(ids)), scores, cosines, weight)
    return [(ids[slot], score) for slot, score in zip(slots, relevance.tolist(), strict=True)]
