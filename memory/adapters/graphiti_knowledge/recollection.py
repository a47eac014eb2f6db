"""Find the facts that bear on a text: candidates by words and by meaning, then fused."""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
from graphiti_core.edges import EntityEdge
from graphiti_core.search.search_filters import (
    ComparisonOperator,
    DateFilter,
    PropertyFilter,
    SearchFilters,
)

from domain.embedder import Embedder
from domain.knowledge import MemoryType
from memory.adapters.graphiti_knowledge.driver import ScoringDriver
from memory.adapters.graphiti_knowledge.records import Vector, fact_of, time_of
from memory.fusion import likeness, ranked
from memory.knowledge import TOLD, Recalled

_FEWEST: Final = 20
_PER_HIT: Final = 2
"""Candidates from each side per fact wanted, as many as Graphiti's own searches take."""

_LONGEST_QUERY: Final = 4_000
_VECTORS_KEPT: Final = 8_192


class Recollection:
    """Searches one driver; candidates come from its filters, so that old facts cost nothing.

    Each side is asked for more than is wanted. What only the words found is compared by meaning,
    too, with the vector of its own sentence; what is not among the best by words counts as sharing
    none, which is so unless that list was full.

    Args:
        driver: What to search.
        embedder: Embeds the text and what lacks a vector.
    """

    def __init__(self, driver: ScoringDriver, embedder: Embedder) -> None:
        self._driver = driver
        self._embedder = embedder
        self._vectors: OrderedDict[str, Any] = OrderedDict()

    async def recall(
        self,
        group: str,
        text: str,
        now: int,
        *,
        types: Collection[MemoryType],
        limit: int,
        floor: float,
    ) -> list[Recalled]:
        """Return the facts that hold and bear on a text; see memory.knowledge.Knowledge.recall."""
        asked = text[:_LONGEST_QUERY].strip()
        if not asked or limit <= 0:
            return []
        vector = self._embedded([asked])[0]
        most = max(_FEWEST, _PER_HIT * limit)
        found = await self._candidates(asked, vector, group, now, types, most)
        facts = [fact_of(record) for record in found.records.values()]
        like = likeness(found.words, found.meanings)
        return ranked(facts, like, now, types=types, floor=floor, limit=limit)

    async def _candidates(
        self,
        asked: str,
        vector: Vector,
        group: str,
        now: int,
        types: Collection[MemoryType],
        most: int,
    ) -> "_Candidates":
        found = _Candidates()
        searches = [
            self._driver.edge_scores(asked, vector, group, one, most)
            for one in _filters(types, now)
        ]
        # A task of its own for a single search would cost turns of the event loop.
        alone = len(searches) == 1
        for by_words, by_meaning in (
            [await searches[0]] if alone else await asyncio.gather(*searches)
        ):
            found.add_words(by_words)
            found.add_meanings(by_meaning)
        self._complete_meanings(found, vector)
        return found

    def _complete_meanings(self, found: "_Candidates", vector: Vector) -> None:
        """Compare what has no cosine yet by its sentence."""
        missing = found.without_meaning()
        if missing:
            vectors = np.asarray(self._embedded([record.fact for record in missing]))
            cosines = vectors @ np.asarray(vector)
            found.add_meanings(list(zip(missing, cosines.tolist(), strict=True)))

    def _embedded(self, texts: Sequence[str]) -> list[Any]:
        """Return a vector for each text; those of sentences seen lately are kept."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if fresh:
            self._vectors.update(zip(fresh, self._embedder.embed(fresh), strict=True))
        vectors = []
        for text in texts:
            self._vectors.move_to_end(text)
            vectors.append(self._vectors[text])
        while len(self._vectors) > _VECTORS_KEPT:
            self._vectors.popitem(last=False)
        return vectors


class _Candidates:
    """What the searches found, once each, with the scores of either side."""

    def __init__(self) -> None:
        self.records: dict[str, EntityEdge] = {}
        self.words: dict[str, float] = {}
        self.meanings: dict[str, float] = {}

    def add_records(self, records: Sequence[EntityEdge]) -> None:
        self.records.update((record.uuid, record) for record in records)

    def add_words(self, hits: Sequence[tuple[EntityEdge, float]]) -> None:
        self.add_records([record for record, _ in hits])
        self.words.update((record.uuid, score) for record, score in hits)

    def add_meanings(self, hits: Sequence[tuple[EntityEdge, float]]) -> None:
        self.add_records([record for record, _ in hits])
        self.meanings.update((record.uuid, score) for record, score in hits)

    def without_meaning(self) -> list[EntityEdge]:
        return [record for key, record in self.records.items() if key not in self.meanings]


def _filters(types: Collection[MemoryType], now: int) -> list[SearchFilters]:
    """Return filters that together pass every edge of these types that holds at a time.

    An end is never known before it comes, so what has expired by then has ended by then, too. One
    filter can name one type; of everything that is told, only facets, a handful, are left for
    `memory.fusion.ranked` to drop.
    """
    if set(types) == TOLD:
        return [_holding(now)]
    return [
        _holding(now, PropertyFilter(
            property_name="memory_type",
            property_value=one,
            comparison_operator=ComparisonOperator.equals,
        ))
        for one in sorted(types)
    ]  # fmt: skip


def _holding(now: int, *properties: PropertyFilter) -> SearchFilters:
    time = time_of(now)
    by_now = DateFilter(date=time, comparison_operator=ComparisonOperator.less_than_equal)
    later = DateFilter(date=time, comparison_operator=ComparisonOperator.greater_than)
    never = DateFilter(comparison_operator=ComparisonOperator.is_null)
    return SearchFilters(
        created_at=[[by_now]],
        valid_at=[[by_now]],
        expired_at=[[never], [later]],
        property_filters=list(properties) or None,
    )
