"""Nothing of Graphiti's interfaces is left to a fallback in Cypher."""

import inspect
from typing import Any

import pytest
from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.driver.search_interface.search_interface import SearchInterface

from memory.adapters.graphiti_sqlite import SqliteDriver

NAMESPACES = (
    "entity_node_ops", "episode_node_ops", "community_node_ops", "saga_node_ops",
    "entity_edge_ops", "episodic_edge_ops", "community_edge_ops", "has_episode_edge_ops",
    "next_episode_edge_ops", "search_ops", "graph_ops",
)  # fmt: skip
UNCALLED = {
    "community_edge_delete_by_group_id",
    "episodic_edge_delete_by_group_id",
    "has_episode_edge_delete_by_group_id",
    "next_episode_edge_delete_by_group_id",
}


def methods(interface: type) -> dict[str, Any]:
    return {
        name: member
        for name, member in vars(interface).items()
        if inspect.isfunction(member) and not name.startswith("_")
    }


@pytest.mark.parametrize(
    ("attribute", "interface"),
    [
        ("graph_operations_interface", GraphOperationsInterface),
        ("search_interface", SearchInterface),
    ],
)
async def test_every_method_is_answered(
    driver: SqliteDriver, attribute: str, interface: type
) -> None:
    ours = type(getattr(driver, attribute))
    inherited = {n for n, member in methods(interface).items() if getattr(ours, n) is member}
    assert inherited <= UNCALLED
    assert len(methods(interface)) > 10


@pytest.mark.parametrize("name", NAMESPACES)
async def test_every_namespace_is_there(driver: SqliteDriver, name: str) -> None:
    assert getattr(driver, name) is not None


async def test_unknown_cypher_is_refused_with_its_text(driver: SqliteDriver) -> None:
    with pytest.raises(NotImplementedError, match=r"MATCH \(n\) RETURN n"):
        await driver.execute_query("MATCH (n)\n  RETURN n", params=None)


async def test_a_session_refuses_unknown_cypher_as_well(driver: SqliteDriver) -> None:
    async with driver.session() as session:
        with pytest.raises(NotImplementedError, match="CREATE"):
            await session.run("CREATE (n)")
