"""A driver that lets an unmodified Graphiti keep its graph in one SQLite file."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from graphiti_core.driver.driver import GraphDriver, GraphProvider
from graphiti_core.driver.query_executor import Transaction
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EpisodicNode
from graphiti_core.search.search_filters import SearchFilters
from typing_extensions import override

from . import deleting, maintenance, models, ranking
from .filters import Conditions, checked, of_edges
from .graph_file import Buffer, GraphFile
from .namespaces import Namespaces
from .operations import SqliteGraphOperations
from .raw_statements import answer
from .reading import edges_between
from .search import SqliteSearch, by_both, by_vector, by_words, scored
from .sessions import Session
from .statements import rows
from .words import words_of


class SqliteDriver(Namespaces, GraphDriver):
    """A Graphiti driver on SQLite: exact vector search, BM25 within each group, one file.

    Example:
        graphiti = Graphiti(graph_driver=SqliteDriver("graph.db"), llm_client=..., ...)
    """

    # The enumeration is closed; NEO4J selects flat attributes and no copy per group.
    provider = GraphProvider.NEO4J
    default_group_id = ""
    graph_operations_interface: SqliteGraphOperations
    search_interface: SqliteSearch

    def __init__(
        self,
        path: str | Path = ":memory:",
        *,
        require_groups: bool = False,
        cache_bytes: int = 256 << 20,
        busy_seconds: float = 5.0,
    ) -> None:
        """Open a graph, which is made when missing.

        Args:
            path: The file; its directory exists. `:memory:` keeps nothing.
            require_groups: Refuse searches, pages and writes without a named group. Graphiti
                itself takes none, or an empty list, for every group there is.
            cache_bytes: Memory for the vectors of recently searched groups.
            busy_seconds: How long to wait for another process's lock on the file.

        Raises:
            GraphFileError: The file cannot be opened, is damaged, or is no graph of this version.
            GraphFileBusy: Another process holds the file.
        """
        self._database = "neo4j"
        self.require_groups = require_groups
        self.path = str(path)
        self.file = GraphFile(self.path, cache_bytes=cache_bytes, busy_seconds=busy_seconds)
        self.graph_operations_interface = SqliteGraphOperations()
        self.search_interface = SqliteSearch()

    @override
    async def execute_query(
        self, cypher_query_: str, **kwargs: Any
    ) -> tuple[list[dict[str, Any]], None, None]:
        """Answer one of the statements that core sends past its interfaces.

        Raises:
            NotImplementedError: Any other statement; there is no Cypher here.
        """
        values = {**(kwargs.get("params") or {}), **kwargs}
        return await self.file.read(answer(cypher_query_, values)), None, None

    @override
    def session(self, database: str | None = None) -> Session:
        return Session(self.file, self.execute_query)

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commit everything written with this transaction at its end, or nothing if it fails."""
        buffer = Buffer(self.execute_query)
        yield buffer
        await self.file.commit(buffer.jobs)

    @override
    async def close(self) -> None:
        """Close the file; closing again does nothing, and any other call then raises."""
        await self.file.close()

    @override
    async def build_indices_and_constraints(self, delete_existing: bool = False) -> None:
        """Do nothing: they are made with the file. With `delete_existing` build them again."""
        if delete_existing:
            await self.delete_all_indexes()

    @override
    async def delete_all_indexes(self) -> None:
        """Build the words everything is found by again; a graph without them finds nothing."""
        await self.file.write(maintenance.rebuild_words)

    @override
    def build_fulltext_query(
        self, query: str, group_ids: list[str] | None = None, max_query_length: int = 128
    ) -> str:
        """Return the words a text is searched by; groups are no part of the query here."""
        return " ".join(words_of(query)[:max_query_length])

    async def health_check(self) -> None:
        """Read from the file."""
        await self.file.read(lambda con: rows(con, "SELECT count(*) FROM saga"))

    def groups(self, group_ids: Sequence[str] | None) -> list[str] | None:
        """Return the groups of a call, checked; see `filters.checked`."""
        return checked(group_ids, required=self.require_groups)

    def check_written(self, group_ids: Iterable[str]) -> None:
        """Check the groups of what is to be saved; with `require_groups` each must be named."""
        found = set(group_ids)
        if found:
            checked(sorted(found), required=self.require_groups)

    async def edge_fulltext_scores(
        self, query: str, group_id: str, search_filter: SearchFilters | None, limit: int
    ) -> list[tuple[EntityEdge, float]]:
        """Return the facts of a group that hold a word of the query, best first.

        Args:
            query: Any text.
            group_id: The group.
            search_filter: What the facts must meet, or None.
            limit: The most facts.

        Returns:
            Facts with their BM25 scores, above 0, larger is better.
        """
        found = await by_words(
            self, ranking.EDGES, query, [group_id], of_edges(search_filter), limit
        )
        return scored(found, models.edge_of)

    async def edge_similarity_scores(
        self,
        vector: Sequence[float],
        group_id: str,
        search_filter: SearchFilters | None,
        limit: int,
    ) -> list[tuple[EntityEdge, float]]:
        """Return the facts of a group by how like a vector they are, best first.

        Returns:
            Facts with their cosines in [-1, 1]; those without a vector of this length are left
            out.
        """
        found = await by_vector(
            self, ranking.EDGES, vector, [group_id], of_edges(search_filter), limit, -1.0
        )
        return scored(found, models.edge_of)

    async def edge_scores(
        self,
        query: str,
        vector: Sequence[float],
        group_id: str,
        search_filter: SearchFilters | None,
        limit: int,
    ) -> tuple[list[tuple[EntityEdge, float]], list[tuple[EntityEdge, float]]]:
        """Return `edge_fulltext_scores` and `edge_similarity_scores` of one read."""
        words, meanings = await by_both(
            self, ranking.EDGES, (query, vector), [group_id], of_edges(search_filter), limit
        )
        edges = {row[0]: models.edge_of(row) for row, _ in (*words, *meanings)}
        return (
            [(edges[row[0]], score) for row, score in words],
            [(edges[row[0]], score) for row, score in meanings],
        )

    async def episode_fulltext_scores(
        self, query: str, group_id: str, limit: int
    ) -> list[tuple[EpisodicNode, float]]:
        """Return the episodes of a group that hold a word of the query, by BM25, best first."""
        found = await by_words(self, ranking.EPISODES, query, [group_id], Conditions(), limit)
        return scored(found, models.episode_of)

    async def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[EntityEdge]:
        """Return every fact from a source to a target, for all these pairs in one read.

        Args:
            pairs: Uuids of source and target; the direction counts.
        """
        found = await self.file.read(lambda con: edges_between(con, pairs))
        return [models.edge_of(row) for row in found]

    async def count_group(self, group_id: str) -> int:
        """Return how many nodes and edges a group has."""
        return await self.file.read(lambda con: deleting.count(con, group_id))

    async def erase_group(self, group_id: str) -> int:
        """Remove a group and every byte of it from the file and its log.

        Returns:
            How many nodes and edges were removed.

        Raises:
            GraphFileBusy: The rows are gone, but another process's reader keeps their bytes in
                the log; erase again.
        """
        return await self.file.erase(
            lambda con: deleting.erase(con, group_id), lambda con: deleting.traces(con, group_id)
        )
