"""What stands behind `driver.search_ops` and `driver.graph_ops`."""

from typing import Any

from graphiti_core.driver.operations import GraphMaintenanceOperations, SearchOperations
from graphiti_core.nodes import EntityNode
from typing_extensions import override

from .filters import Conditions, of_edges, of_nodes
from .words import words_of


class SearchNamespace(SearchOperations):
    """The searches of the driver; the rerankers answer with nodes instead of uuids."""

    @override
    async def node_fulltext_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return await executor.search_interface.node_fulltext_search(executor, *args, **kwargs)

    @override
    async def node_similarity_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return await executor.search_interface.node_similarity_search(executor, *args, **kwargs)

    @override
    async def node_bfs_search(
        self,
        executor: Any,
        origin_uuids: list[str],
        search_filter: Any,
        max_depth: int,
        group_ids: list[str] | None = None,
        limit: int = 10,
    ) -> Any:
        search = executor.search_interface.node_bfs_search
        return await search(executor, origin_uuids, search_filter, max_depth, group_ids, limit)

    @override
    async def edge_fulltext_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return await executor.search_interface.edge_fulltext_search(executor, *args, **kwargs)

    @override
    async def edge_similarity_search(
        self,
        executor: Any,
        search_vector: list[float],
        source_node_uuid: str | None,
        target_node_uuid: str | None,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 10,
        min_score: float = 0.6,
    ) -> Any:
        search = executor.search_interface.edge_similarity_search
        ends = (source_node_uuid, target_node_uuid)
        return await search(
            executor, search_vector, *ends, search_filter, group_ids, limit, min_score
        )

    @override
    async def edge_bfs_search(
        self,
        executor: Any,
        origin_uuids: list[str],
        max_depth: int,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 10,
    ) -> Any:
        search = executor.search_interface.edge_bfs_search
        return await search(executor, origin_uuids, max_depth, search_filter, group_ids, limit)

    @override
    async def episode_fulltext_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return await executor.search_interface.episode_fulltext_search(executor, *args, **kwargs)

    @override
    async def community_fulltext_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return await executor.search_interface.community_fulltext_search(executor, *args, **kwargs)

    @override
    async def community_similarity_search(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        search = executor.search_interface.community_similarity_search
        return await search(executor, *args, **kwargs)

    @override
    async def node_distance_reranker(
        self, executor: Any, node_uuids: list[str], center_node_uuid: str, min_score: float = 0
    ) -> list[EntityNode]:
        rerank = executor.search_interface.node_distance_reranker
        best, _ = await rerank(executor, node_uuids, center_node_uuid, min_score)
        return await _entities(executor, best)

    @override
    async def episode_mentions_reranker(
        self, executor: Any, node_uuids: list[str], min_score: float = 0
    ) -> list[EntityNode]:
        rerank = executor.search_interface.episode_mentions_reranker
        best, _ = await rerank(executor, [node_uuids], min_score)
        return await _entities(executor, best)

    @override
    def build_node_search_filters(self, search_filters: Any) -> Conditions:
        return of_nodes(search_filters)

    @override
    def build_edge_search_filters(self, search_filters: Any) -> Conditions:
        return of_edges(search_filters)

    @override
    def build_fulltext_query(
        self, query: str, group_ids: list[str] | None = None, max_query_length: int = 8000
    ) -> str:
        return " ".join(words_of(query)[:max_query_length])


class GraphNamespace(GraphMaintenanceOperations):
    """The upkeep of the graph, passed on to the interface and the driver."""

    @override
    async def clear_data(self, executor: Any, group_ids: list[str] | None = None) -> None:
        await executor.graph_operations_interface.clear_data(executor, group_ids)

    @override
    async def build_indices_and_constraints(
        self, executor: Any, delete_existing: bool = False
    ) -> None:
        await executor.build_indices_and_constraints(delete_existing)

    @override
    async def delete_all_indexes(self, executor: Any) -> None:
        await executor.delete_all_indexes()

    @override
    async def get_community_clusters(
        self, executor: Any, group_ids: list[str] | None = None
    ) -> list[Any]:
        operations = executor.graph_operations_interface
        found: list[Any] = await operations.get_community_clusters(executor, group_ids)
        return found

    @override
    async def remove_communities(self, executor: Any, group_ids: list[str] | None = None) -> None:
        await executor.graph_operations_interface.remove_communities(executor, group_ids)

    @override
    async def determine_entity_community(self, executor: Any, entity: Any) -> Any:
        operations = executor.graph_operations_interface
        return await operations.determine_entity_community(executor, entity)

    @override
    async def get_mentioned_nodes(self, executor: Any, episodes: list[Any]) -> Any:
        return await executor.graph_operations_interface.get_mentioned_nodes(executor, episodes)

    @override
    async def get_communities_by_nodes(self, executor: Any, nodes: list[Any]) -> Any:
        return await executor.graph_operations_interface.get_communities_by_nodes(executor, nodes)


async def _entities(executor: Any, uuids: list[str]) -> list[EntityNode]:
    found = {node.uuid: node for node in await EntityNode.get_by_uuids(executor, uuids)}
    return [found[uuid] for uuid in uuids if uuid in found]
