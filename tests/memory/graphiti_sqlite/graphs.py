"""The least nodes and facts that a test of the driver needs."""

from collections.abc import Sequence
from datetime import UTC, datetime

from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode

from memory.adapters.graphiti_sqlite import SqliteDriver

BIRTH = datetime(2026, 1, 1, tzinfo=UTC)


def node(uuid: str, group_id: str = "g", **fields: object) -> EntityNode:
    """Return a node named by its uuid."""
    values = {"name": uuid, "created_at": BIRTH, "name_embedding": [1.0, 0.0], **fields}
    return EntityNode.model_validate({"uuid": uuid, "group_id": group_id, **values})


def fact(uuid: str, text: str, group_id: str = "g", **fields: object) -> EntityEdge:
    """Return a fact from a group's node a to its node b."""
    values = {
        "source_node_uuid": f"{group_id}-a",
        "target_node_uuid": f"{group_id}-b",
        "name": "LIKES",
        "created_at": BIRTH,
        "fact_embedding": [1.0, 0.0],
        **fields,
    }
    return EntityEdge.model_validate({"uuid": uuid, "fact": text, "group_id": group_id, **values})


async def say(driver: SqliteDriver, *texts: str, group_id: str = "g") -> None:
    """Save one fact per text, named group-0, group-1 and so on, with the two nodes they need."""
    await save(driver, [fact(f"{group_id}-{n}", text, group_id) for n, text in enumerate(texts)])


async def save(driver: SqliteDriver, facts: Sequence[EntityEdge]) -> None:
    """Save facts with their nodes."""
    for group_id in dict.fromkeys(fact.group_id for fact in facts):
        for end in ("a", "b"):
            await node(f"{group_id}-{end}", group_id).save(driver)
    async with driver.transaction() as transaction:
        operations = driver.graph_operations_interface
        await operations.edge_save_bulk(None, driver, transaction, list(facts))


async def found(driver: SqliteDriver, query: str, group_id: str = "g") -> list[str]:
    """Return the uuids of the facts that full-text search finds, best first."""
    return [edge.uuid for edge, _ in await driver.edge_fulltext_scores(query, group_id, None, 100)]


async def like(driver: SqliteDriver, vector: Sequence[float], group_id: str = "g") -> list[str]:
    """Return the uuids of the facts by how like a vector they are, best first."""
    scores = await driver.edge_similarity_scores(vector, group_id, None, 100)
    return [edge.uuid for edge, _ in scores]
