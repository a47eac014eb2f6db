"""The catalogue on Weaviate keeps the contract, on a real server."""

from collections.abc import AsyncIterator

import pytest

from catalog.adapters.weaviate.adapter import WeaviateCatalog
from llm.adapters.static_embedder import StaticEmbedder
from tests.catalog.weaviate_opened import emptied
from tests.contracts.catalog import CatalogContract

EMBEDDER = StaticEmbedder()


@pytest.mark.server("weaviate")
class TestWeaviate(CatalogContract):
    @pytest.fixture
    async def catalog(self, weaviate_url: str) -> AsyncIterator[WeaviateCatalog]:
        async with emptied(weaviate_url, EMBEDDER) as catalog:
            yield catalog
