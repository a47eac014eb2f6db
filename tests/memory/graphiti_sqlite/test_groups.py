"""A graph that requires groups answers for named groups only."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from graphiti_core.errors import GroupIdValidationError
from graphiti_core.search.search_filters import SearchFilters

from memory.adapters.graphiti_sqlite import GroupRequired, SqliteDriver
from tests.memory.graphiti_sqlite.graphs import BIRTH, fact, node, say

NOBODY: list[list[str] | None] = [None, [], [""], ["g", ""]]
FILTERS = SearchFilters()


@pytest.fixture
async def strict(path: Path) -> AsyncIterator[SqliteDriver]:
    """A driver that requires groups, on a graph of one."""
    driver = SqliteDriver(path, require_groups=True)
    await say(driver, "oat milk")
    yield driver
    await driver.close()


@pytest.mark.parametrize("groups", NOBODY)
async def test_no_search_goes_without_a_group(strict: SqliteDriver, groups: Any) -> None:
    search = strict.search_interface
    vector = [1.0, 0.0]
    for call in (
        search.edge_fulltext_search(strict, "oat", FILTERS, groups),
        search.node_fulltext_search(strict, "oat", FILTERS, groups),
        search.episode_fulltext_search(strict, "oat", FILTERS, groups),
        search.community_fulltext_search(strict, "oat", groups),
        search.edge_similarity_search(strict, vector, None, None, FILTERS, groups),
        search.node_similarity_search(strict, vector, FILTERS, groups),
        search.community_similarity_search(strict, vector, groups),
        search.edge_bfs_search(strict, ["g-a"], 1, FILTERS, groups),
        search.node_bfs_search(strict, ["g-a"], FILTERS, 1, groups),
    ):
        with pytest.raises(GroupRequired, match="give group_ids"):
            await call


@pytest.mark.parametrize("groups", NOBODY)
async def test_no_page_goes_without_a_group(strict: SqliteDriver, groups: Any) -> None:
    operations = strict.graph_operations_interface
    for call in (
        operations.node_get_by_group_ids(None, strict, groups),
        operations.edge_get_by_group_ids(None, strict, groups),
        operations.episodic_node_get_by_group_ids(None, strict, groups),
        operations.community_node_get_by_group_ids(None, strict, groups),
        operations.saga_node_get_by_group_ids(None, strict, groups),
        operations.episodic_edge_get_by_group_ids(None, strict, groups),
        operations.node_get_by_names(None, strict, ["g-a"], groups),
        operations.retrieve_episodes(strict, BIRTH, 3, groups),
        operations.get_community_clusters(strict, groups),
    ):
        with pytest.raises(GroupRequired, match="give group_ids"):
            await call


async def test_nothing_is_written_without_a_group(strict: SqliteDriver) -> None:
    for item in (node("x", ""), fact("y", "tea", "")):
        with pytest.raises(GroupRequired):
            await item.save(strict)
    assert await strict.count_group("") == 0


async def test_a_named_group_is_answered(strict: SqliteDriver) -> None:
    hits = await strict.search_interface.edge_fulltext_search(strict, "oat", FILTERS, ["g"])
    assert [edge.uuid for edge in hits] == ["g-0"]


async def test_without_the_switch_no_group_means_all(driver: SqliteDriver) -> None:
    for group_id in ("g", "h"):
        await say(driver, "oat milk", group_id=group_id)
    hits = await driver.search_interface.edge_fulltext_search(driver, "oat", FILTERS)
    assert sorted(edge.uuid for edge in hits) == ["g-0", "h-0"]
    alike = await driver.search_interface.edge_similarity_search(
        driver, [1.0, 0.0], None, None, FILTERS
    )
    assert sorted(edge.uuid for edge in alike) == ["g-0", "h-0"]


@pytest.mark.parametrize("group_id", ["a b", "a'b", "g\n", "ä", "g\0", "\ud800"])
async def test_a_group_with_other_characters_is_refused(
    driver: SqliteDriver, group_id: str
) -> None:
    with pytest.raises(GroupIdValidationError):
        await node("a", group_id).save(driver)
    with pytest.raises(GroupIdValidationError):
        await driver.edge_fulltext_scores("oat", group_id, None, 1)
