"""What stands behind `graphiti.nodes.*` and `graphiti.edges.*`."""

from typing import Any, ClassVar

from graphiti_core.driver import operations as abstract
from graphiti_core.edges import (
    CommunityEdge,
    EntityEdge,
    EpisodicEdge,
    HasEpisodeEdge,
    NextEpisodeEdge,
)
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodeType, EpisodicNode, SagaNode
from typing_extensions import override

from .deleting import delete_groups
from .search_namespace import GraphNamespace, SearchNamespace


class _Records:
    """The verbs every kind of record has, passed on to the interface; `prefix` names the kind."""

    prefix: ClassVar[str]
    kind: ClassVar[Any]

    def _verb(self, executor: Any, verb: str) -> Any:
        return getattr(executor.graph_operations_interface, f"{self.prefix}_{verb}")

    async def get_by_uuid(self, executor: Any, uuid: str) -> Any:
        return await self._verb(executor, "get_by_uuid")(self.kind, executor, uuid)

    async def get_by_uuids(self, executor: Any, uuids: list[str]) -> Any:
        return await self._verb(executor, "get_by_uuids")(self.kind, executor, uuids)

    async def get_by_group_ids(
        self,
        executor: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> Any:
        page = self._verb(executor, "get_by_group_ids")
        return await page(self.kind, executor, group_ids, limit, uuid_cursor)


class _Nodes(_Records):
    async def save(self, executor: Any, node: Any, tx: Any = None) -> None:
        await self._verb(executor, "save")(node, executor, tx)

    async def save_bulk(
        self, executor: Any, nodes: list[Any], tx: Any = None, batch_size: int = 100
    ) -> None:
        await self._verb(executor, "save_bulk")(self.kind, executor, tx, nodes, batch_size)

    async def delete(self, executor: Any, node: Any, tx: Any = None) -> None:
        await self.delete_by_uuids(executor, [node.uuid], tx)

    async def delete_by_uuids(
        self, executor: Any, uuids: list[str], tx: Any = None, batch_size: int = 100
    ) -> None:
        delete = executor.graph_operations_interface.node_delete_by_uuids
        await delete(self.kind, executor, uuids, None, batch_size, tx=tx)

    async def delete_by_group_id(
        self, executor: Any, group_id: str, tx: Any = None, batch_size: int = 100
    ) -> None:
        delete = self._verb(executor, "delete_by_group_id")
        await delete(self.kind, executor, group_id, batch_size, tx=tx)


class _Edges(_Records):
    async def save(self, executor: Any, edge: Any, tx: Any = None) -> None:
        await self._verb(executor, "save")(edge, executor, tx)

    async def save_bulk(
        self, executor: Any, edges: list[Any], tx: Any = None, batch_size: int = 100
    ) -> None:
        await self._verb(executor, "save_bulk")(self.kind, executor, tx, edges, batch_size)

    async def delete(self, executor: Any, edge: Any, tx: Any = None) -> None:
        await self.delete_by_uuids(executor, [edge.uuid], tx)

    async def delete_by_uuids(self, executor: Any, uuids: list[str], tx: Any = None) -> None:
        delete = executor.graph_operations_interface.edge_delete_by_uuids
        await delete(self.kind, executor, uuids, tx=tx)


class EntityNodeNamespace(_Nodes, abstract.EntityNodeOperations):
    """`graphiti.nodes.entity`."""

    prefix, kind = "node", EntityNode

    @override
    async def delete_by_group_id(
        self, executor: Any, group_id: str, tx: Any = None, batch_size: int = 100
    ) -> None:
        # Core's own verb of this name empties the group of every kind of node.
        tables = ("edge", "entity")
        await executor.file.write(lambda con: delete_groups(con, tables, [group_id]), tx)

    @override
    async def load_embeddings(self, executor: Any, node: EntityNode) -> None:
        await self._verb(executor, "load_embeddings")(node, executor)

    @override
    async def load_embeddings_bulk(
        self, executor: Any, nodes: list[EntityNode], batch_size: int = 100
    ) -> None:
        found = await self._verb(executor, "load_embeddings_bulk")(executor, nodes, batch_size)
        for node in nodes:
            node.name_embedding = found.get(node.uuid)


class EpisodeNodeNamespace(_Nodes, abstract.EpisodeNodeOperations):
    """`graphiti.nodes.episode`."""

    prefix, kind = "episodic_node", EpisodicNode

    @override
    async def get_by_entity_node_uuid(self, executor: Any, entity_node_uuid: str) -> Any:
        get = self._verb(executor, "get_by_entity_node_uuid")
        return await get(self.kind, executor, entity_node_uuid)

    @override
    async def retrieve_episodes(
        self,
        executor: Any,
        reference_time: Any,
        last_n: int = 3,
        group_ids: list[str] | None = None,
        source: Any = None,
        saga: str | None = None,
    ) -> Any:
        kind = EpisodeType.from_str(source) if isinstance(source, str) else source
        retrieve = executor.graph_operations_interface.retrieve_episodes
        return await retrieve(executor, reference_time, last_n, group_ids, kind, saga)


class CommunityNodeNamespace(_Nodes, abstract.CommunityNodeOperations):
    """`graphiti.nodes.community`."""

    prefix, kind = "community_node", CommunityNode

    @override
    async def load_name_embedding(self, executor: Any, node: CommunityNode) -> None:
        await self._verb(executor, "load_name_embedding")(node, executor)


class SagaNodeNamespace(_Nodes, abstract.SagaNodeOperations):
    """`graphiti.nodes.saga`."""

    prefix, kind = "saga_node", SagaNode


class EntityEdgeNamespace(_Edges, abstract.EntityEdgeOperations):
    """`graphiti.edges.entity`."""

    prefix, kind = "edge", EntityEdge

    @override
    async def get_between_nodes(
        self, executor: Any, source_node_uuid: str, target_node_uuid: str
    ) -> Any:
        get = self._verb(executor, "get_between_nodes")
        return await get(self.kind, executor, source_node_uuid, target_node_uuid)

    @override
    async def get_by_node_uuid(self, executor: Any, node_uuid: str) -> Any:
        return await self._verb(executor, "get_by_node_uuid")(self.kind, executor, node_uuid)

    @override
    async def load_embeddings(self, executor: Any, edge: EntityEdge) -> None:
        await self._verb(executor, "load_embeddings")(edge, executor)

    @override
    async def load_embeddings_bulk(
        self, executor: Any, edges: list[EntityEdge], batch_size: int = 100
    ) -> None:
        found = await self._verb(executor, "load_embeddings_bulk")(executor, edges, batch_size)
        for edge in edges:
            edge.fact_embedding = found.get(edge.uuid)


class EpisodicEdgeNamespace(_Edges, abstract.EpisodicEdgeOperations):
    """`graphiti.edges.episodic`."""

    prefix, kind = "episodic_edge", EpisodicEdge


class CommunityEdgeNamespace(_Edges, abstract.CommunityEdgeOperations):
    """`graphiti.edges.community`."""

    prefix, kind = "community_edge", CommunityEdge


class HasEpisodeEdgeNamespace(_Edges, abstract.HasEpisodeEdgeOperations):
    """`graphiti.edges.has_episode`."""

    prefix, kind = "has_episode_edge", HasEpisodeEdge


class NextEpisodeEdgeNamespace(_Edges, abstract.NextEpisodeEdgeOperations):
    """`graphiti.edges.next_episode`."""

    prefix, kind = "next_episode_edge", NextEpisodeEdge


class Namespaces:
    """The properties of a driver through which Graphiti reaches all of them."""

    entity_node_ops = EntityNodeNamespace()
    episode_node_ops = EpisodeNodeNamespace()
    community_node_ops = CommunityNodeNamespace()
    saga_node_ops = SagaNodeNamespace()
    entity_edge_ops = EntityEdgeNamespace()
    episodic_edge_ops = EpisodicEdgeNamespace()
    community_edge_ops = CommunityEdgeNamespace()
    has_episode_edge_ops = HasEpisodeEdgeNamespace()
    next_episode_edge_ops = NextEpisodeEdgeNamespace()
    search_ops = SearchNamespace()
    graph_ops = GraphNamespace()
