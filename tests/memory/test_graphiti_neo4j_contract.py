"""The Neo4j driver of Graphiti passes the contract of graph drivers, on a real server."""

from collections.abc import AsyncIterator

import pytest

from memory.adapters.graphiti_neo4j import Neo4jGraphDriver
from tests.contracts.graph_driver import GraphDriverContract, Trap
from tests.fakes.graphiti import DIMENSION
from tests.memory.graphiti_neo4j.opened import emptied


@pytest.fixture
async def driver(neo4j_url: str) -> AsyncIterator[Neo4jGraphDriver]:
    async with emptied(neo4j_url, dimension=DIMENSION) as opened:
        yield opened


@pytest.mark.server("neo4j")
class TestNeo4jGraphDriver(GraphDriverContract):
    """The contract on Neo4j."""

    traps = frozenset({Trap.NO_METADATA})
