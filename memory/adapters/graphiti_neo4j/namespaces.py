"""What stands behind `graphiti.nodes.*` and `graphiti.edges.*`: Graphiti's own, with our saves."""

from typing import Any

from graphiti_core.driver.driver import GraphProvider
from graphiti_core.driver.neo4j.operations.community_edge_ops import Neo4jCommunityEdgeOperations
from graphiti_core.driver.neo4j.operations.community_node_ops import Neo4jCommunityNodeOperations
from graphiti_core.driver.neo4j.operations.entity_edge_ops import Neo4jEntityEdgeOperations
from graphiti_core.driver.neo4j.operations.entity_node_ops import Neo4jEntityNodeOperations
from graphiti_core.driver.neo4j.operations.episode_node_ops import Neo4jEpisodeNodeOperations
from graphiti_core.driver.neo4j.operations.episodic_edge_ops import Neo4jEpisodicEdgeOperations
from graphiti_core.driver.neo4j.operations.graph_ops import Neo4jGraphMaintenanceOperations
from graphiti_core.driver.neo4j.operations.has_episode_edge_ops import (
    Neo4jHasEpisodeEdgeOperations,
)
from graphiti_core.driver.neo4j.operations.next_episode_edge_ops import (
    Neo4jNextEpisodeEdgeOperations,
)
from graphiti_core.driver.neo4j.operations.saga_node_ops import Neo4jSagaNodeOperations
from graphiti_core.driver.neo4j.operations.search_ops import Neo4jSearchOperations
from graphiti_core.driver.query_executor import QueryExecutor, Transaction
from graphiti_core.edges import EntityEdge
from graphiti_core.models.nodes.node_db_queries import get_saga_node_save_query
from graphiti_core.nodes import EntityNode, SagaNode

from . import writing


class EntityNodes(Neo4jEntityNodeOperations):
    """Things, saved as `EntityNode.save` does."""

    async def save(
        self, executor: QueryExecutor, node: EntityNode, tx: Transaction | None = None
    ) -> None:
        """Save a thing."""
        await self.save_bulk(executor, [node], tx)

    async def save_bulk(
        self,
        executor: QueryExecutor,
        nodes: list[EntityNode],
        tx: Transaction | None = None,
        batch_size: int = 100,  # noqa: ARG002 - one statement takes them all
    ) -> None:
        """Save things."""
        run = writing.running(tx) if tx is not None else writing.executing(executor)
        await writing.save_nodes(run, map(writing.node_row, nodes))


class EntityEdges(Neo4jEntityEdgeOperations):
    """Facts, saved as `EntityEdge.save` does."""

    async def save(
        self, executor: QueryExecutor, edge: EntityEdge, tx: Transaction | None = None
    ) -> None:
        """Save a fact; one that is saved between other things moves there."""
        await self.save_bulk(executor, [edge], tx)

    async def save_bulk(
        self,
        executor: QueryExecutor,
        edges: list[EntityEdge],
        tx: Transaction | None = None,
        batch_size: int = 100,  # noqa: ARG002
    ) -> None:
        """Save facts."""
        rows = [writing.edge_row(edge) for edge in edges]
        run = writing.running(tx) if tx is not None else writing.executing(executor)
        await writing.uproot(run, rows)
        await writing.save_edges(run, rows)


class Sagas(Neo4jSagaNodeOperations):
    """Sagas, saved with all their fields; Graphiti's own leaves out some that its query names."""

    async def save(
        self, executor: QueryExecutor, node: SagaNode, tx: Transaction | None = None
    ) -> None:
        """Save a saga."""
        run = writing.running(tx) if tx is not None else writing.executing(executor)
        await run(get_saga_node_save_query(GraphProvider.NEO4J), **node.model_dump())


def install(driver: Any) -> None:
    """Give a `Neo4jDriver` what its properties return."""
    driver._entity_node_ops = EntityNodes()
    driver._entity_edge_ops = EntityEdges()
    driver._episode_node_ops = Neo4jEpisodeNodeOperations()
    driver._community_node_ops = Neo4jCommunityNodeOperations()
    driver._saga_node_ops = Sagas()
    driver._episodic_edge_ops = Neo4jEpisodicEdgeOperations()
    driver._community_edge_ops = Neo4jCommunityEdgeOperations()
    driver._has_episode_edge_ops = Neo4jHasEpisodeEdgeOperations()
    driver._next_episode_edge_ops = Neo4jNextEpisodeEdgeOperations()
    driver._search_ops = Neo4jSearchOperations()
    driver._graph_ops = Neo4jGraphMaintenanceOperations()
