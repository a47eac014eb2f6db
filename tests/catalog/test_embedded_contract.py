"""The embedded catalogue keeps the contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog
from llm.adapters.static_embedder import StaticEmbedder
from tests.contracts.catalog import CatalogContract

EMBEDDER = StaticEmbedder()


class TestEmbedded(CatalogContract):
    @pytest.fixture
    async def catalog(self, tmp_path: Path) -> AsyncIterator[EmbeddedCatalog]:
        catalog = EmbeddedCatalog.open(tmp_path / "catalog", EMBEDDER)
        yield catalog
        await catalog.close()
