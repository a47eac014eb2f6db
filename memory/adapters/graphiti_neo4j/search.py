"""Graphiti's search interface, by index and within groups."""

from typing import Any

from graphiti_core.driver.search_interface.search_interface import SearchInterface
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodicNode

from . import ranking, walking
from .filters import Conditions, of_edges, of_nodes
from .kinds import COMMUNITIES, EDGES, EPISODES, NODES


class Neo4jSearch(SearchInterface):
    """What Graphiti's own Cypher searches slowly or wrongly; the rest falls through to it.

    `driver` is always a `Neo4jGraphDriver`; scores are on Neo4j's scale, (1 + cosine) / 2.
    """

    async def edge_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityEdge]:
        """Return facts that hold a word of the query, best first."""
        groups = driver.groups(group_ids)
        where = of_edges(search_filter)
        return _items(await ranking.by_words(driver.read, EDGES, query, groups, where, limit))

    async def edge_similarity_search(
        self,
        driver: Any,
        search_vector: list[float],
        source_node_uuid: str | None,
        target_node_uuid: str | None,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
        min_score: float = 0.7,
    ) -> list[EntityEdge]:
        """Return facts like a vector, best first."""
        groups = driver.groups(group_ids)
        where = of_edges(search_filter)
        where.among("n.uuid", None if source_node_uuid is None else [source_node_uuid])
        where.among("m.uuid", None if target_node_uuid is None else [target_node_uuid])
        return _items(
            await ranking.by_likeness(
                driver.read, EDGES, search_vector, groups, where, limit, min_score
            )
        )

    async def node_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityNode]:
        """Return things whose name or summary holds a word of the query, best first."""
        groups = driver.groups(group_ids)
        where = of_nodes(search_filter)
        return _items(await ranking.by_words(driver.read, NODES, query, groups, where, limit))

    async def node_similarity_search(
        self,
        driver: Any,
        search_vector: list[float],
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
        min_score: float = 0.7,
    ) -> list[EntityNode]:
        """Return things whose name is like a vector, best first."""
        groups = driver.groups(group_ids)
        where = of_nodes(search_filter)
        return _items(
            await ranking.by_likeness(
                driver.read, NODES, search_vector, groups, where, limit, min_score
            )
        )

    async def episode_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,  # noqa: ARG002 - Graphiti has no filters of episodes
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EpisodicNode]:
        """Return episodes that hold a word of the query, best first."""
        groups = driver.groups(group_ids)
        return _items(
            await ranking.by_words(driver.read, EPISODES, query, groups, Conditions(), limit)
        )

    async def community_fulltext_search(
        self, driver: Any, query: str, group_ids: list[str] | None = None, limit: int = 100
    ) -> list[CommunityNode]:
        """Return communities whose name holds a word of the query, best first."""
        groups = driver.groups(group_ids)
        return _items(
            await ranking.by_words(driver.read, COMMUNITIES, query, groups, Conditions(), limit)
        )

    async def community_similarity_search(
        self,
        driver: Any,
        search_vector: list[float],
        group_ids: list[str] | None = None,
        limit: int = 100,
        min_score: float = 0.6,
    ) -> list[CommunityNode]:
        """Return communities whose name is like a vector, best first."""
        groups = driver.groups(group_ids)
        return _items(
            await ranking.by_likeness(
                driver.read, COMMUNITIES, search_vector, groups, Conditions(), limit, min_score
            )
        )

    async def edge_bfs_search(
        self,
        driver: Any,
        bfs_origin_node_uuids: list[str] | None,
        bfs_max_depth: int,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityEdge]:
        """Return facts around origins."""
        groups = driver.groups(group_ids)
        return await walking.edges_around(
            driver.read, bfs_origin_node_uuids or [], bfs_max_depth, groups,
            of_edges(search_filter), limit,
        )  # fmt: skip

    async def node_bfs_search(
        self,
        driver: Any,
        bfs_origin_node_uuids: list[str] | None,
        search_filter: Any,
        bfs_max_depth: int,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityNode]:
        """Return things around origins."""
        groups = driver.groups(group_ids)
        return await walking.nodes_around(
            driver.read, bfs_origin_node_uuids or [], bfs_max_depth, groups,
            of_nodes(search_filter), limit,
        )  # fmt: skip


def _items(hits: ranking.Scored) -> list[Any]:
    return [item for item, _ in hits]
