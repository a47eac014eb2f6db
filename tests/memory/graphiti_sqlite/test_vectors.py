"""Similarity is exact, and what is kept in memory is never older than the file."""

import math

import pytest

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.memory.graphiti_sqlite.graphs import fact, like, node, save, say


async def test_cosines_are_exact_and_the_best_comes_first(driver: SqliteDriver) -> None:
    vectors = {"a": [3.0, 0.0], "b": [1.0, 1.0], "c": [-2.0, 0.0]}
    await save(driver, [fact(uuid, uuid, fact_embedding=v) for uuid, v in vectors.items()])
    scores = await driver.edge_similarity_scores([1.0, 0.0], "g", None, 10)
    cosines = {edge.uuid: score for edge, score in scores}
    assert list(cosines) == ["a", "b", "c"]
    assert cosines == pytest.approx({"a": 1.0, "b": math.sqrt(0.5), "c": -1.0})


async def test_a_new_fact_is_found_after_a_search(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a")])
    assert await like(driver, [1.0, 0.0]) == ["a"]
    await save(driver, [fact("b", "b")])
    await save(driver, [fact("c", "c", fact_embedding=[0.0, 1.0])])
    assert await like(driver, [1.0, 0.0]) == ["a", "b", "c"]


async def test_a_changed_vector_is_used_after_a_search(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a"), fact("b", "b", fact_embedding=[0.9, 0.1])])
    assert await like(driver, [1.0, 0.0]) == ["a", "b"]
    await save(driver, [fact("a", "a", fact_embedding=[0.0, 1.0])])
    assert await like(driver, [1.0, 0.0]) == ["b", "a"]


async def test_a_deleted_fact_is_not_found_after_a_search(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a"), fact("b", "b")])
    assert await like(driver, [1.0, 0.0]) == ["a", "b"]
    await (await driver.edges_between([("g-a", "g-b")]))[0].delete(driver)
    assert await like(driver, [1.0, 0.0]) == ["b"]


async def test_facts_go_with_their_node_after_a_search(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a")])
    assert await like(driver, [1.0, 0.0]) == ["a"]
    await node("g-a").delete(driver)
    assert await like(driver, [1.0, 0.0]) == []


async def test_an_erased_group_that_returns_has_only_its_new_facts(driver: SqliteDriver) -> None:
    await save(driver, [fact("old", "old")])
    assert await like(driver, [1.0, 0.0]) == ["old"]
    await driver.erase_group("g")
    await save(driver, [fact("new", "new")])
    assert await like(driver, [1.0, 0.0]) == ["new"]


async def test_a_moved_fact_leaves_its_old_group(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "oat"), fact("h-0", "tea", "h")])
    assert await like(driver, [1.0, 0.0]) == ["a"]
    assert await like(driver, [1.0, 0.0], "h") == ["h-0"]
    await save(driver, [fact("a", "oat", "h")])
    assert await like(driver, [1.0, 0.0]) == []
    assert sorted(await like(driver, [1.0, 0.0], "h")) == ["a", "h-0"]


async def test_another_process_is_seen_in_the_next_search(
    driver: SqliteDriver, other: SqliteDriver
) -> None:
    await save(driver, [fact("a", "a")])
    assert await like(other, [1.0, 0.0]) == ["a"]
    await save(driver, [fact("b", "b")])
    assert await like(other, [1.0, 0.0]) == ["a", "b"]
    await driver.graph_operations_interface.edge_delete_by_uuids(None, driver, ["a"])
    assert await like(other, [1.0, 0.0]) == ["b"]


async def test_a_vector_of_another_length_is_left_out(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a"), fact("b", "b", fact_embedding=[1.0, 0.0, 0.0])])
    assert await like(driver, [1.0, 0.0]) == ["a"]
    assert await like(driver, [1.0, 0.0, 0.0]) == ["b"]


@pytest.mark.parametrize("vector", [[0.0, 0.0], [math.nan, 1.0], [math.inf, 1.0], []])
async def test_a_vector_without_direction_is_like_nothing(
    driver: SqliteDriver, vector: list[float]
) -> None:
    await save(driver, [fact("a", "a"), fact("b", "b", fact_embedding=vector)])
    assert await like(driver, [1.0, 0.0]) == ["a"]
    assert await like(driver, vector) == []


async def test_saving_without_a_vector_keeps_the_stored_one(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "a")])
    await save(driver, [fact("a", "b", fact_embedding=None)])
    assert await like(driver, [1.0, 0.0]) == ["a"]


async def test_memory_for_vectors_is_bounded() -> None:
    driver = SqliteDriver(cache_bytes=1)
    for group_id in ("g", "h"):
        await say(driver, "oat", "tea", group_id=group_id)
    for group_id in ("g", "h", "g"):
        assert len(await like(driver, [1.0, 0.0], group_id)) == 2
    assert len(driver.file.vectors) == 1
    await driver.close()
