"""A driver on a file of its own."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memory.adapters.graphiti_sqlite import SqliteDriver

os.environ["GRAPHITI_TELEMETRY_ENABLED"] = "false"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A graph file that is not there yet."""
    return tmp_path / "graph.db"


@pytest.fixture
async def driver(path: Path) -> AsyncIterator[SqliteDriver]:
    """A driver on that file."""
    driver = SqliteDriver(path)
    yield driver
    await driver.close()


@pytest.fixture
async def other(driver: SqliteDriver, path: Path) -> AsyncIterator[SqliteDriver]:
    """A second driver on the same file, as another process would have."""
    assert driver.path == str(path)
    other = SqliteDriver(path)
    yield other
    await other.close()
