"""Open the driver on a real server, on an empty graph."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

os.environ["GRAPHITI_TELEMETRY_ENABLED"] = "false"

from memory.adapters.graphiti_neo4j import Neo4jGraphDriver


@asynccontextmanager
async def emptied(url: str, **options: Any) -> AsyncIterator[Neo4jGraphDriver]:
    """Give a driver on a graph without nodes; its indexes stay from test to test."""
    driver = Neo4jGraphDriver(url, **options)
    try:
        await driver.write("MATCH (n) DETACH DELETE n")
        yield driver
    finally:
        await driver.close()
