"""What is written together is there together, or not at all."""

import sqlite3
from collections.abc import Callable

import pytest
from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.fakes.graphiti import HashEmbedder
from tests.memory.graphiti_sqlite.graphs import fact, node


async def test_a_transaction_that_ends_is_written(driver: SqliteDriver) -> None:
    async with driver.transaction() as transaction:
        await driver.entity_node_ops.save(driver, node("a"), tx=transaction)
        assert await driver.count_group("g") == 0
    assert await driver.count_group("g") == 1


async def save_then(driver: SqliteDriver, job: Callable[[sqlite3.Connection], object]) -> None:
    """Save a node and do something else, together."""
    async with driver.transaction() as transaction:
        await driver.entity_node_ops.save(driver, node("a"), tx=transaction)
        await driver.file.write(job, transaction)


async def fail_half_way(driver: SqliteDriver) -> None:
    async with driver.transaction() as transaction:
        await driver.entity_node_ops.save(driver, node("a"), tx=transaction)
        raise ValueError("half way")


async def test_a_transaction_that_fails_writes_nothing(driver: SqliteDriver) -> None:
    with pytest.raises(ValueError, match="half way"):
        await fail_half_way(driver)
    assert await driver.count_group("g") == 0


async def test_a_batch_with_an_impossible_row_writes_nothing(driver: SqliteDriver) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        await save_then(driver, lambda con: con.execute("INSERT INTO entity(uuid) VALUES ('b')"))
    assert await driver.count_group("g") == 0
    await node("b").save(driver)
    assert await driver.count_group("g") == 1


async def test_a_batch_whose_embedder_fails_writes_nothing(driver: SqliteDriver) -> None:
    nodes = [node("g-a"), node("g-b")]
    edge = fact("e", "oat milk", fact_embedding=None)
    with pytest.raises(ConnectionError, match="no model"):
        await add_nodes_and_edges_bulk(
            driver, [], [], nodes, [edge], HashEmbedder(ConnectionError("no model"))
        )
    assert await driver.count_group("g") == 0


async def test_others_may_write_while_a_batch_is_collected(driver: SqliteDriver) -> None:
    async with driver.transaction() as transaction:
        await driver.entity_node_ops.save(driver, node("a"), tx=transaction)
        await node("b").save(driver)
        assert await driver.count_group("g") == 1
    assert await driver.count_group("g") == 2
