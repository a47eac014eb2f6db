"""A driver on a real Neo4j with an empty graph."""

from collections.abc import AsyncIterator

import pytest

from memory.adapters.graphiti_neo4j import Neo4jGraphDriver
from tests.memory.graphiti_neo4j.opened import emptied


@pytest.fixture
async def driver(neo4j_url: str) -> AsyncIterator[Neo4jGraphDriver]:
    async with emptied(neo4j_url) as opened:
        yield opened
