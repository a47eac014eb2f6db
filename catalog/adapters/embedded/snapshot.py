"""Search one frozen state of the catalogue: no search ever sees half an upsert."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from catalog.adapters.embedded.columns import Columns
from catalog.adapters.embedded.fusion import fuse
from catalog.adapters.embedded.lexical import Words, splitter
from catalog.adapters.embedded.shelf import Shelf
from catalog.adapters.embedded.spelling import Spelling
from catalog.adapters.embedded.vectors import Floats, Mask, Slots, Vectors
from catalog.port import Found, Query
from domain.constraints import Constraints
from domain.embedder import Embedder
from domain.proposal import Hit, Outcome

SEMANTIC_WEIGHT: Final = 0.3
"""Share of the vector leg; docs/adr/0004-search-fusion.md has the table it was chosen by."""

NEAR: Final = 0.5
"""Lowest cosine at which a product counts as meant without sharing a word with the query."""

_LEXICAL_DEPTH: Final = 200


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a search reads.

    Attributes:
        version: Number of the catalogue, and of its changes so far.
        shelf: Product bodies.
        words: The lexical index.
        spelling: Typo correction over its vocabulary.
        vectors: One vector per slot.
        columns: What constraints look at.
        near: Lowest cosine that counts as a match.
        semantic_weight: Share of the vector leg when a query names none.
    """

    version: str
    shelf: Shelf
    words: Words
    spelling: Spelling
    vectors: Vectors
    columns: Columns
    near: float = NEAR
    semantic_weight: float = SEMANTIC_WEIGHT

    def search(self, query: Query, embedder: Embedder) -> Found:
        """Answer a query; see the port for what it promises."""
        unsupported = self.columns.unsupported(query.constraints)
        meant, corrections = self.spelling.corrected(query.text)
        ranked = self._ranked(meant, query, embedder)
        if ranked.hits:
            outcome = Outcome.FILTER_UNSUPPORTED if unsupported else Outcome.OK
            return replace(
                ranked, outcome=outcome, corrections=corrections, unsupported=unsupported
            )
        prices = None
        outcome = Outcome.NOT_CARRIED
        if unsupported:
            outcome = Outcome.FILTER_UNSUPPORTED
        elif (free := query.constraints.without_price()) != query.constraints:
            slots, _ = self._matching(meant, free, 1000, query.semantic_weight, embedder)
            if len(slots):
                outcome, prices = Outcome.OUT_OF_PRICE_RANGE, self._prices(slots)
        return Found(
            (),
            outcome,
            price_range=prices,
            corrections=corrections,
            unsupported=unsupported,
            version=self.version,
        )

    def _ranked(self, text: str, query: Query, embedder: Embedder) -> Found:
        slots, relevance = self._matching(
            text, query.constraints, query.limit, query.semantic_weight, embedder
        )
        products = self.shelf.products(slots[: query.limit].tolist())
        scores: Sequence[float] = relevance[: query.limit].tolist()
        return Found(tuple(map(Hit, products, scores)), version=self.version)

    def _matching(
        self,
        text: str,
        constraints: Constraints,
        limit: int,
        weight: float | None,
        embedder: Embedder,
    ) -> tuple[Slots, Floats]:
        """Return slots that constraints admit and that share a word or a meaning with a text."""
        mask = self.columns.admitted(constraints)
        if not splitter().analyze(text):
            slots = np.flatnonzero(mask)[:limit]
            return slots, np.zeros(len(slots), dtype=np.float32)
        weight = self.semantic_weight if weight is None else weight
        depth = max(_LEXICAL_DEPTH, limit)
        by_words, scores = self.words.search(text, constraints, depth)
        vector = np.asarray(embedder.embed([text])[0], dtype=np.float32)
        by_meaning = self._near(vector, mask, depth, by_words) if weight > 0 else by_words[:0]
        slots = np.concatenate((by_words, by_meaning))
        lexical = np.zeros(len(slots), dtype=np.float32)
        lexical[: len(by_words)] = scores
        return fuse(slots, lexical, self.vectors.cosines(vector, slots), weight)

    def _near(self, vector: Floats, mask: Mask, limit: int, known: Slots) -> Slots:
        """Return slots near a vector, without those that are known already."""
        found, _ = self.vectors.nearest(vector, mask, limit, self.near)
        return found[np.isin(found, known, invert=True)]

    def _prices(self, slots: Slots) -> tuple[float, float] | None:
        prices = self.columns.prices[slots]
        prices = prices[~np.isnan(prices)]
        return (float(prices.min()), float(prices.max())) if len(prices) else None
