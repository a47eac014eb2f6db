"""What Graphiti writes and deletes otherwise than with its own Cypher; the rest falls through."""

from typing import Any, Final

from graphiti_core.driver.driver import GraphProvider
from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.edges import CommunityEdge
from graphiti_core.errors import EdgeNotFoundError
from graphiti_core.models.edges.edge_db_queries import get_episodic_edge_save_bulk_query
from graphiti_core.models.nodes.node_db_queries import get_episode_node_save_bulk_query
from graphiti_core.nodes import SagaNode

from . import clusters, writing

_LABELS: Final = "Entity|Episodic|Community"
_DELETED_RELATIONS: Final = ("RELATES_TO", "MENTIONS", "HAS_MEMBER")
_NODE_VECTORS: Final = """
    MATCH (n:Entity) WHERE n.uuid IN $uuids AND n.name_embedding IS NOT NULL
    RETURN n.uuid AS uuid, n.name_embedding AS vector
"""
_EDGE_VECTORS: Final = """
    MATCH ()-[e:RELATES_TO]->() WHERE e.uuid IN $uuids AND e.fact_embedding IS NOT NULL
    RETURN e.uuid AS uuid, e.fact_embedding AS vector
"""


class Neo4jOperations(GraphOperationsInterface):
    """Saves that keep a vector and move a fact, and deletes that look nothing up by scanning.

    `driver` is always a `Neo4jGraphDriver`. A `transaction` is one of Neo4j's.
    """

    async def node_save(self, node: Any, driver: Any) -> None:
        """Save a thing."""
        await writing.save_nodes(driver.write, [writing.node_row(node)])

    async def edge_save(self, edge: Any, driver: Any) -> None:
        """Save a fact; one that is saved between other things moves there."""
        await driver.save_edges([writing.edge_row(edge)])

    async def node_save_bulk(
        self,
        _cls: Any,
        driver: Any,  # noqa: ARG002 - the transaction is the one to use
        transaction: Any,
        nodes: list[Any],
        batch_size: int = 100,  # noqa: ARG002 - one statement takes them all
    ) -> None:
        """Save things in a transaction."""
        await writing.save_nodes(writing.running(transaction), map(writing.node_row, nodes))

    async def edge_save_bulk(
        self,
        _cls: Any,
        driver: Any,  # noqa: ARG002
        transaction: Any,
        edges: list[Any],
        batch_size: int = 100,  # noqa: ARG002
    ) -> None:
        """Save facts in a transaction."""
        rows = [writing.edge_row(edge) for edge in edges]
        await writing.uproot(writing.running(transaction), rows)
        await writing.save_edges(writing.running(transaction), rows)

    async def episodic_node_save_bulk(
        self,
        _cls: Any,
        driver: Any,  # noqa: ARG002
        transaction: Any,
        nodes: list[Any],
        batch_size: int = 100,  # noqa: ARG002
    ) -> None:
        """Save episodes in a transaction."""
        statement = get_episode_node_save_bulk_query(GraphProvider.NEO4J)
        await writing.running(transaction)(statement, episodes=nodes)

    async def episodic_edge_save_bulk(
        self,
        _cls: Any,
        driver: Any,  # noqa: ARG002
        transaction: Any,
        episodic_edges: list[Any],
        batch_size: int = 100,  # noqa: ARG002
    ) -> None:
        """Save mentions in a transaction."""
        statement = get_episodic_edge_save_bulk_query(GraphProvider.NEO4J)
        await writing.running(transaction)(statement, episodic_edges=episodic_edges)

    async def node_load_embeddings_bulk(
        self,
        driver: Any,
        nodes: list[Any],
        batch_size: int = 100,  # noqa: ARG002
    ) -> dict[str, list[float]]:
        """Return the vectors of things by their uuid."""
        found = await driver.read(_NODE_VECTORS, uuids=[node.uuid for node in nodes])
        return {record["uuid"]: record["vector"] for record in found}

    async def edge_load_embeddings_bulk(
        self,
        driver: Any,
        edges: list[Any],
        batch_size: int = 100,  # noqa: ARG002
    ) -> dict[str, list[float]]:
        """Return the vectors of facts by their uuid."""
        found = await driver.read(_EDGE_VECTORS, uuids=[edge.uuid for edge in edges])
        return {record["uuid"]: record["vector"] for record in found}

    async def node_delete(self, node: Any, driver: Any) -> None:
        """Delete a thing, an episode or a community, with its relationships."""
        await driver.write(_delete_nodes(_LABELS), uuids=[node.uuid])

    async def node_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        batch_size: int = 100,  # noqa: ARG002
    ) -> None:
        """Delete nodes of any kind but sagas; of a saga's class, sagas alone."""
        labels = "Saga" if _cls is SagaNode else _LABELS
        statement = _delete_nodes(labels, "AND n.group_id = $group_id" if group_id else "")
        await driver.write(statement, uuids=uuids, group_id=group_id)

    async def node_delete_by_group_id(
        self, _cls: Any, driver: Any, group_id: str, batch_size: int = 100
    ) -> None:
        """Delete a group's nodes of any kind but sagas; of a saga's class, its sagas alone."""
        labels = ("Saga",) if _cls is SagaNode else tuple(_LABELS.split("|"))
        await driver.delete_nodes(labels, group_id, batch_size)

    async def edge_delete(self, edge: Any, driver: Any) -> None:
        """Delete a fact, a mention or a membership."""
        await self.edge_delete_by_uuids(type(edge), driver, [edge.uuid])

    async def edge_delete_by_uuids(
        self, _cls: Any, driver: Any, uuids: list[str], group_id: str | None = None
    ) -> None:
        """Delete facts, mentions and memberships."""
        own = "AND e.group_id = $group_id" if group_id else ""
        for relation in _DELETED_RELATIONS:
            statement = f"MATCH ()-[e:{relation}]->() WHERE e.uuid IN $uuids {own} DELETE e"
            await driver.write(statement, uuids=uuids, group_id=group_id)

    async def community_edge_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> CommunityEdge:
        """Return a membership.

        Raises:
            EdgeNotFoundError: There is none.
        """
        found: list[CommunityEdge] = await CommunityEdge.get_by_uuids(driver, [uuid])
        if not found:
            raise EdgeNotFoundError(uuid)
        return found[0]

    async def get_community_clusters(
        self, driver: Any, group_ids: list[str] | None
    ) -> list[list[Any]]:
        """Return the things that belong together, by label propagation that ends."""
        return await clusters.clusters(driver.read, group_ids)


def _delete_nodes(labels: str, own: str = "") -> str:
    return f"MATCH (n:{labels}) WHERE n.uuid IN $uuids {own} DETACH DELETE n"
