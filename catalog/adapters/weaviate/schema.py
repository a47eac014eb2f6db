"""What Weaviate keeps of a product, and which index answers what."""

from typing import Final

from weaviate.classes.config import (
    Configure,
    DataType,
    Property,
    StopwordsPreset,
    Tokenization,
    VectorDistances,
)

from catalog.adapters.embedded.lexical import BOOSTS
from catalog.adapters.weaviate.server import Server

LAYOUT: Final = 2
"""Raised when properties or their content change, so that catalogues are written anew."""

FLAT_UP_TO: Final = 10_000
"""With no more admitted products than these, the vector leg compares all and is exact."""

_WORDS: Final = ("sku", "brand", "category", "measured")
_LISTS: Final = ("diets", "attributes", "held")
_FLAGS: Final = ("allergens_known", "in_stock")
_NUMBERS: Final = ("price", "amount", "per_kg", "per_l", "per_each")


async def create(server: Server, name: str) -> None:
    """Make an empty collection of products.

    Words that constraints compare are kept whole (`field`), numbers have a range index from the
    start: one that is added later answers wrong for what came before.
    """
    await server.client.collections.create(
        name,
        properties=_properties(),
        vector_config=Configure.Vectors.self_provided(
            vector_index_config=Configure.VectorIndex.hnsw(
                distance_metric=VectorDistances.COSINE, flat_search_cutoff=FLAT_UP_TO
            )
        ),
        inverted_index_config=Configure.inverted_index(stopwords_preset=StopwordsPreset.NONE),
    )


async def create_pointer(server: Server, name: str) -> None:
    """Make the collection of the one object that says which products are live."""
    await server.client.collections.create(
        name,
        properties=[_unindexed("state")],
        vector_config=Configure.Vectors.self_provided(),
    )


def _properties() -> list[Property]:
    return [
        _unindexed("body"),
        *(_filtered(name, DataType.TEXT) for name in _WORDS),
        *(_filtered(name, DataType.TEXT_ARRAY) for name in _LISTS),
        *(Property(name=name, data_type=DataType.BOOL, index_filterable=True) for name in _FLAGS),
        *(_ranged(name, DataType.NUMBER) for name in _NUMBERS),
        _ranged("born", DataType.INT),
        *(
            Property(
                name=f"stems_{name}",
                data_type=DataType.TEXT,
                tokenization=Tokenization.WHITESPACE,
                index_filterable=False,
                index_searchable=True,
            )
            for name in BOOSTS
        ),
    ]


def _unindexed(name: str) -> Property:
    return Property(
        name=name, data_type=DataType.TEXT, index_filterable=False, index_searchable=False
    )


def _filtered(name: str, kind: DataType) -> Property:
    return Property(
        name=name,
        data_type=kind,
        tokenization=Tokenization.FIELD,
        index_filterable=True,
        index_searchable=False,
    )


def _ranged(name: str, kind: DataType) -> Property:
    return Property(name=name, data_type=kind, index_filterable=False, index_range_filters=True)
