"""The SQLite driver of Graphiti passes the contract of graph drivers."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver import GraphDriverContract


@pytest.fixture
async def driver(tmp_path: Path) -> AsyncIterator[SqliteDriver]:
    opened = SqliteDriver(str(tmp_path / "graph.db"))
    yield opened
    await opened.close()


class TestSqliteDriver(GraphDriverContract):
    """The contract on SQLite, without any trap."""


def test_no_part_of_the_contract_hides_another() -> None:
    names = Counter(
        name
        for part in GraphDriverContract.__bases__
        for name in vars(part)
        if name.startswith("test_")
    )
    assert [name for name, times in names.items() if times > 1] == []
