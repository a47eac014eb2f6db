"""Ask Weaviate for words and for meaning, and fuse both here into one relevance.

The server's own hybrid query is not used: its relative scores are stretched between the best and
the worst of what each leg happened to return, so that a relevance would mean another thing in
each search, and the last of the words' hits would count as none.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from weaviate.classes.query import MetadataQuery

from catalog.adapters.embedded.fusion import fuse
from catalog.adapters.embedded.lexical import BOOSTS, asked_stems, splitter
from catalog.adapters.embedded.vectors import Floats
from catalog.adapters.weaviate.filters import admitted
from catalog.adapters.weaviate.pointer import Pointer
from catalog.adapters.weaviate.server import Rows, Server
from catalog.adapters.weaviate.stored import product_of, unpack
from domain.constraints import Constraints
from domain.embedder import Embedder
from domain.proposal import Hit

DEPTH: Final = 100
"""Fewest hits asked of each leg."""

_FIELDS: Final = [f"stems_{name}^{boost:g}" for name, boost in BOOSTS.items()]


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


@dataclass(slots=True)
class Candidate:
    """What a leg found.

    Attributes:
        kept: The object's properties.
        words: BM25 score, 0 when no word matched.
        cosine: With the query.
    """

    kept: dict[str, Any]
    words: float = 0.0
    cosine: float = 0.0


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

        Each is held against the constraints once more: whatever the server says, none leaves
        that does not satisfy them.
        """
        rows = self.server.rows(pointer.live)
        if not splitter().analyze(asked.text):
            return await self._all(rows, asked, pointer)
        vector = np.asarray(self.embedder.embed([asked.text])[0], dtype=np.float32)
        found: dict[UUID, Candidate] = {}
        by_words = self._by_words(rows, asked, pointer, vector, found)
        if asked.weight > 0 and vector.any():
            near: dict[UUID, Candidate] = {}
            await asyncio.gather(by_words, self._by_meaning(rows, asked, pointer, vector, near))
            found = {**near, **found}
        else:
            await by_words
        return ranked(list(found.values()), asked)

    async def _all(self, rows: Rows, asked: Asked, pointer: Pointer) -> tuple[Hit, ...]:
        reply = await rows.query.fetch_objects(
            filters=admitted(asked.constraints, pointer),
            limit=asked.limit,
            return_properties=["body"],
        )
        return ranked([Candidate(item.properties) for item in reply.objects], asked)

    async def _by_words(
        self,
        rows: Rows,
        asked: Asked,
        pointer: Pointer,
        vector: Floats,
        found: dict[UUID, Candidate],
    ) -> None:
        stems = asked_stems(asked.text)
        if not stems:
            return
        reply = await rows.query.bm25(
            " ".join(stems),
            query_properties=_FIELDS,
            filters=admitted(asked.constraints, pointer),
            limit=max(DEPTH, asked.limit),
            return_properties=["body", "packed"],
            return_metadata=MetadataQuery(score=True),
        )
        vectors = unpack([str(item.properties["packed"]) for item in reply.objects], len(vector))
        for item, cosine in zip(reply.objects, (vectors @ vector).tolist(), strict=True):
            found[item.uuid] = Candidate(item.properties, item.metadata.score or 0.0, cosine)

    async def _by_meaning(
        self,
        rows: Rows,
        asked: Asked,
        pointer: Pointer,
        vector: Floats,
        found: dict[UUID, Candidate],
    ) -> None:
        reply = await rows.query.near_vector(
            vector.tolist(),
            distance=1 - self.near,
            filters=admitted(asked.constraints, pointer),
            limit=max(DEPTH, asked.limit),
            return_properties=["body"],
            return_metadata=MetadataQuery(distance=True),
        )
        for item in reply.objects:
            distance = item.metadata.distance
            cosine = 0.0 if distance is None else 1 - distance
            found[item.uuid] = Candidate(item.properties, 0.0, cosine)


def ranked(candidates: Sequence[Candidate], asked: Asked) -> tuple[Hit, ...]:
    """Return the best candidates that satisfy the constraints, each sku once, best first."""
    lexical = np.array([one.words for one in candidates], dtype=np.float32)
    cosines = np.array([one.cosine for one in candidates], dtype=np.float32)
    slots, relevance = fuse(np.arange(len(candidates)), lexical, cosines, asked.weight)
    best: dict[str, Hit] = {}
    for slot, score in zip(slots.tolist(), relevance.tolist(), strict=True):
        product = product_of(candidates[slot].kept)
        if product.sku not in best and asked.constraints.admit(product):
            best[product.sku] = Hit(product, min(1.0, score))
        if len(best) == asked.limit:
            break
    return tuple(best.values())
