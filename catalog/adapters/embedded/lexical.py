"""Find products by their words: BM25 over stemmed fields in a tantivy index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import tantivy
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from catalog.adapters.embedded.codec import search_text
from catalog.adapters.embedded.columns import (
    ALLERGENS_KNOWN,
    IN_STOCK,
    NUMBERS,
    Range,
    held_tags,
    measured,
    ranges_of,
    tag,
    tagged,
)
from catalog.adapters.embedded.vectors import Floats, Slots
from domain.constraints import Constraints
from domain.product import Product

LAYOUT: Final = 2
"""Raised when the fields or the analyzers change, so that older indexes are rebuilt."""

BOOSTS: Final = {
    "name": 3.0,
    "category": 2.0,
    "brand": 2.0,
    "attributes": 1.5,
    "description": 0.5,
}
"""Searched text -> its share in the score."""

OTHER_FIELDS: Final = 0.5
"""Share of the other fields' scores: without it, `chips` finds cookies with chips in their name
before anything from the shelf of chips."""

_MOST_STEMS: Final = 32
_HEAP: Final = 30_000_000
_NO_SLOTS: Final[Slots] = np.empty(0, dtype=np.int64)
_NO_SCORES: Final[Floats] = np.empty(0, dtype=np.float32)


@cache
def stemmer() -> TextAnalyzer:
    """Return the analyzer of the ranked fields: English stems without stop words."""
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


def asked_stems(text: str) -> list[str]:
    """Return the stems of a query that count, each once, in order."""
    return list(dict.fromkeys(stemmer().analyze(text)))[:_MOST_STEMS]


@cache
def splitter() -> TextAnalyzer:
    """Return the analyzer of whole words, as they are compared for typos."""
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .build()
    )


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in BOOSTS:
        builder.add_text_field(field, tokenizer_name="stems", index_option="freq")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    builder.add_text_field("tags", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sku", tokenizer_name="raw", index_option="basic")
    for column in NUMBERS:
        builder.add_float_field(column, indexed=True, fast=True)
    builder.add_unsigned_field("slot", fast=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Words:
    """One committed state of the index; later commits do not change it."""

    searcher: tantivy.Searcher

    @property
    def count(self) -> int:
        """Number of products in it."""
        return self.searcher.num_docs

    def knows(self, word: str) -> bool:
        """Whether any product carries a word, in this form or with the same stem."""
        if self.searcher.doc_freq("words", word):
            return True
        return any(
            self.searcher.doc_freq(field, stem)
            for stem in stemmer().analyze(word)
            for field in BOOSTS
        )

    def frequency(self, word: str) -> int:
        """Return the number of products that carry a word in exactly this form."""
        return self.searcher.doc_freq("words", word)

    def vocabulary(self) -> list[tuple[str, int]]:
        """Return every word and the number of products that carry it."""
        return self.searcher.terms_with_prefix("words", "")

    def search(self, text: str, constraints: Constraints, limit: int) -> tuple[Slots, Floats]:
        """Return the slots that share a stem with a text, best BM25 score first.

        Constraints are part of the query: they cut before the limit does.
        """
        stems = asked_stems(text)
        if not stems:
            return _NO_SLOTS, _NO_SCORES
        wanted = Query.boolean_query([(Occur.Should, _term(stem)) for stem in stems])
        clauses = _filters(constraints)
        query = Query.boolean_query([(Occur.Must, wanted), *clauses]) if clauses else wanted
        hits = self.searcher.search(query, limit, count=False).hits
        if not hits:
            return _NO_SLOTS, _NO_SCORES
        slots = self.searcher.fast_field_values("slot", [address for _, address in hits])
        return (
            np.array(slots, dtype=np.int64),
            np.array([score for score, _ in hits], dtype=np.float32),
        )


class LexicalIndex:
    """The index on disk. One thread at a time may write to it.

    Args:
        folder: Where it lies; made when absent.

    Raises:
        ValueError: The folder holds something else.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._index.register_tokenizer("stems", stemmer())
        self._index.register_tokenizer("words", splitter())
        self._index.config_reader("manual", 0)
        self._writer: tantivy.IndexWriter | None = None
        self._index.reload()

    def words(self) -> Words:
        """Return what is committed now."""
        return Words(self._index.searcher())

    def write(self, products: Sequence[tuple[int, Product]], gone: Iterable[str]) -> Words:
        """Drop some skus, add some products, commit, and return the new state.

        Args:
            products: Slot and product; an older body of the same sku must be in `gone`.
            gone: Skus whose present body goes.
        """
        writer = self._opened()
        for sku in gone:
            writer.delete_documents_by_term("sku", sku)
        for slot, product in products:
            writer.add_document(_document(slot, product))
        writer.commit()
        self._index.reload()
        return self.words()

    def close(self) -> None:
        """Stop the writer's threads."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _opened(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
        return self._writer


def _document(slot: int, product: Product) -> tantivy.Document:
    document = tantivy.Document()
    texts = search_text(product)
    for field, text in texts._asdict().items():
        if text:
            document.add_text(field, text)
    document.add_text("words", " ".join(texts))
    for name in tagged(product):
        document.add_text("tags", name)
    document.add_text("sku", product.sku)
    for column, number in measured(product).items():
        document.add_float(column, number)
    document.add_unsigned("slot", slot)
    return document


def _term(stem: str) -> Query:
    """Score a stem by its best field, and by half of what its other fields say."""
    schema = _schema()
    return Query.disjunction_max_query(
        [
            Query.boost_query(Query.term_query(schema, field, stem, "freq"), boost)
            for field, boost in BOOSTS.items()
        ],
        OTHER_FIELDS,
    )


def _filters(constraints: Constraints) -> list[tuple[Occur, Query]]:
    """Say the constraints as clauses that do not score, as Constraints.admit says them."""
    clauses = [
        (Occur.Must, _any(tag(facet, value) for value in values))
        for facet, values in (("brand", constraints.brands), ("category", constraints.categories))
        if values
    ]
    required = [tag("diet", value) for value in constraints.diets]
    required += [tag("attribute", value) for value in constraints.attributes]
    if constraints.free_from:
        required.append(ALLERGENS_KNOWN)
    if constraints.in_stock:
        required.append(IN_STOCK)
    clauses += [(Occur.Must, _any((name,))) for name in required]
    refused = [tag("brand", value) for value in constraints.not_brands]
    refused += [name for value in constraints.free_from for name in held_tags(value)]
    if refused:
        clauses.append((Occur.MustNot, _any(refused)))
    clauses += [(Occur.Must, _within(ranges)) for ranges in ranges_of(constraints)]
    return clauses


def _any(names: Iterable[str]) -> Query:
    return Query.const_score_query(Query.term_set_query(_schema(), "tags", list(names)), 0.0)


def _within(ranges: Sequence[Range]) -> Query:
    """Match what has a number in any of some ranges; nothing when there is none."""
    inside = (
        Query.range_query(_schema(), column, FieldType.Float, least, most)
        for column, least, most in ranges
    )
    return Query.const_score_query(
        Query.boolean_query([(Occur.Should, each) for each in inside]), 0.0
    )
