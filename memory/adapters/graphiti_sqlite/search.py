"""Answer every search of graphiti_core from one file."""

from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import Any

from graphiti_core.driver.search_interface.search_interface import SearchInterface
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodicNode
from graphiti_core.search.search_utils import rrf
from typing_extensions import override

from . import models, ranking, walks
from .filters import Conditions, of_edges, of_nodes
from .ranking import Source
from .reading import vectors_by_uuid
from .statements import Row, listed, rows
from .vectors import VectorCache

Scored = list[tuple[Row, float]]


class SqliteSearch(SearchInterface):
    """The `search_interface` of the driver.

    Filters are applied before the cut at `limit`, and similarity is exact. `min_score` is on
    Neo4j's scale, (1 + cosine) / 2.
    """

    @override
    async def edge_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityEdge]:
        found = await by_words(
            driver, ranking.EDGES, query, group_ids, of_edges(search_filter), limit
        )
        return [models.edge_of(row) for row, _ in found]

    @override
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
        conditions = of_edges(search_filter)
        for column, uuid in (("e.source", source_node_uuid), ("e.target", target_node_uuid)):
            if uuid is not None:
                conditions.add(f"+{column} = ?", uuid)
        found = await by_vector(
            driver, ranking.EDGES, search_vector, group_ids, conditions, limit, min_score
        )
        return [models.edge_of(row) for row, _ in found]

    @override
    async def node_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityNode]:
        found = await by_words(
            driver, ranking.ENTITIES, query, group_ids, of_nodes(search_filter), limit
        )
        return [models.entity_of(row) for row, _ in found]

    @override
    async def node_similarity_search(
        self,
        driver: Any,
        search_vector: list[float],
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
        min_score: float = 0.7,
    ) -> list[EntityNode]:
        conditions = of_nodes(search_filter)
        found = await by_vector(
            driver, ranking.ENTITIES, search_vector, group_ids, conditions, limit, min_score
        )
        return [models.entity_of(row) for row, _ in found]

    @override
    async def episode_fulltext_search(
        self,
        driver: Any,
        query: str,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EpisodicNode]:
        found = await by_words(driver, ranking.EPISODES, query, group_ids, Conditions(), limit)
        return [models.episode_of(row) for row, _ in found]

    @override
    async def community_fulltext_search(
        self, driver: Any, query: str, group_ids: list[str] | None = None, limit: int = 100
    ) -> list[CommunityNode]:
        found = await by_words(driver, ranking.COMMUNITIES, query, group_ids, Conditions(), limit)
        return [models.community_of(row) for row, _ in found]

    @override
    async def community_similarity_search(
        self,
        driver: Any,
        search_vector: list[float],
        group_ids: list[str] | None = None,
        limit: int = 100,
        min_score: float = 0.6,
    ) -> list[CommunityNode]:
        found = await by_vector(
            driver, ranking.COMMUNITIES, search_vector, group_ids, Conditions(), limit, min_score
        )
        return [models.community_of(row) for row, _ in found]

    @override
    async def get_embeddings_for_communities(
        self, driver: Any, communities: list[Any]
    ) -> dict[str, list[float]]:
        uuids = [community.uuid for community in communities]
        found: dict[str, list[float]] = await driver.file.read(
            lambda con: vectors_by_uuid(con, "community", uuids)
        )
        return found

    @override
    async def edge_bfs_search(
        self,
        driver: Any,
        bfs_origin_node_uuids: list[str] | None,
        bfs_max_depth: int,
        search_filter: Any,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityEdge]:
        groups, origins = driver.groups(group_ids), bfs_origin_node_uuids or []
        conditions = of_edges(search_filter)
        found = await driver.file.read(
            lambda con: walks.edges(con, origins, bfs_max_depth, groups, conditions, limit)
        )
        return [models.edge_of(row) for row in found]

    @override
    async def node_bfs_search(
        self,
        driver: Any,
        bfs_origin_node_uuids: list[str] | None,
        search_filter: Any,
        bfs_max_depth: int,
        group_ids: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityNode]:
        groups, origins = driver.groups(group_ids), bfs_origin_node_uuids or []
        conditions = of_nodes(search_filter)
        found = await driver.file.read(
            lambda con: walks.nodes(con, origins, bfs_max_depth, groups, conditions, limit)
        )
        return [models.entity_of(row) for row in found]

    @override
    async def node_distance_reranker(
        self, driver: Any, node_uuids: list[str], center_node_uuid: str, min_score: float = 0
    ) -> tuple[list[str], list[float]]:
        sql = (
            "SELECT target FROM edge WHERE source = ?1 UNION SELECT source FROM edge"
            " WHERE target = ?1"
        )
        found = await driver.file.read(lambda con: rows(con, sql, (center_node_uuid,)))
        near = {row[0] for row in found} - {center_node_uuid}
        scores = {uuid: 1.0 if uuid in near else 0.0 for uuid in node_uuids}
        if center_node_uuid in scores:
            scores[center_node_uuid] = 10.0
        best = sorted(scores, key=lambda uuid: -scores[uuid])
        kept = [uuid for uuid in best if scores[uuid] >= min_score]
        return kept, [scores[uuid] for uuid in kept]

    @override
    async def episode_mentions_reranker(
        self, driver: Any, node_uuids: list[list[str]], min_score: float = 0
    ) -> tuple[list[str], list[float]]:
        best, _ = rrf(node_uuids)
        sql = (
            "SELECT target, count(*) FROM link WHERE kind = 'MENTIONS'"
            " AND target IN (SELECT value FROM json_each(?)) GROUP BY target"
        )
        times = dict(await driver.file.read(lambda con: rows(con, sql, (listed(best),))))
        best.sort(key=lambda uuid: times.get(uuid, 0), reverse=True)
        kept = [uuid for uuid in best if times.get(uuid, 0) >= min_score]
        return kept, [float(times.get(uuid, 0)) for uuid in kept]

    @override
    def build_node_search_filters(self, search_filters: Any) -> Conditions:
        return of_nodes(search_filters)

    @override
    def build_edge_search_filters(self, search_filters: Any) -> Conditions:
        return of_edges(search_filters)


async def by_words(
    driver: Any,
    source: Source,
    query: str,
    group_ids: Sequence[str] | None,
    conditions: Conditions,
    limit: int,
) -> Scored:
    """Return the rows that hold a word of the query, with their BM25 scores, best first."""
    groups = driver.groups(group_ids)
    conditions.among(f"{source.alias}.group_id", groups)

    def search(con: Connection, _vectors: VectorCache) -> Scored:
        ranked = ranking.by_words(con, source.table, query, groups)
        return ranking.pick(con, source, [ranked], conditions, limit)[0]

    found: Scored = await driver.file.search(search, source.table, groups)
    return found


async def by_vector(
    driver: Any,
    source: Source,
    vector: Sequence[float],
    group_ids: Sequence[str] | None,
    conditions: Conditions,
    limit: int,
    min_score: float,
) -> Scored:
    """Return the rows like a vector with their cosines, best first.

    Args:
        driver: The driver.
        source: What to search.
        vector: The query; rows with a vector of another length are not found.
        group_ids: The groups; None means all.
        conditions: What else the rows must meet.
        limit: The most rows.
        min_score: (1 + cosine) / 2 must be above this; below 0 there is no minimum.
    """
    groups = driver.groups(group_ids)
    conditions.among(f"{source.alias}.group_id", groups)

    def search(con: Connection, vectors: VectorCache) -> Scored:
        above = 2 * min_score - 1
        ranked = ranking.by_vector(con, vectors, source.table, vector, groups, above)
        return ranking.pick(con, source, [ranked], conditions, limit)[0]

    found: Scored = await driver.file.search(search, source.table, groups)
    return found


async def by_both(
    driver: Any,
    source: Source,
    query: tuple[str, Sequence[float]],
    group_ids: Sequence[str] | None,
    conditions: Conditions,
    limit: int,
) -> tuple[Scored, Scored]:
    """Return what `by_words` and `by_vector` without a minimum do, in one read."""
    groups = driver.groups(group_ids)
    conditions.among(f"{source.alias}.group_id", groups)
    text, vector = query

    def search(con: Connection, vectors: VectorCache) -> tuple[Scored, Scored]:
        words = ranking.by_words(con, source.table, text, groups)
        meanings = ranking.by_vector(con, vectors, source.table, vector, groups, -3.0)
        by_words, by_meanings = ranking.pick(con, source, [words, meanings], conditions, limit)
        return by_words, by_meanings

    found: tuple[Scored, Scored] = await driver.file.search(search, source.table, groups)
    return found


def scored(found: Scored, model: Callable[[Row], Any]) -> list[tuple[Any, float]]:
    """Return models with their scores."""
    return [(model(row), score) for row, score in found]
