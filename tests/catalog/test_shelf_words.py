"""A word that names a shelf finds that shelf first, on the sample shop."""

from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from catalog.port import Query
from catalog.reading import read_products
from llm.adapters.static_embedder import StaticEmbedder


@pytest.mark.parametrize(
    ("word", "shelf"),
    [("chips", "Chips"), ("milk", "Milk"), ("yogurt", "Yogurt"), ("coffee", "Coffee")],
)
async def test_the_first_five_come_from_the_shelf_that_is_named(
    tmp_path: Path, word: str, shelf: str
) -> None:
    catalog = EmbeddedCatalog.open(tmp_path / "catalog", StaticEmbedder())
    for chunk in read_products(Path("samples/products.jsonl")):
        await catalog.upsert(chunk.products)
    found = await catalog.search(Query(word, limit=5))
    await catalog.close()
    assert [hit.product.category for hit in found.hits] == [shelf] * 5
