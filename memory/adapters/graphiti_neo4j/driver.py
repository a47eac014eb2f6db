"""The driver that Graphiti is given for a Neo4j server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from graphiti_core.driver.driver import GraphDriver, GraphDriverSession
from graphiti_core.driver.neo4j_driver import Neo4jDriver
from graphiti_core.driver.query_executor import Transaction
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EpisodicNode
from graphiti_core.search.search_filters import SearchFilters
from neo4j import AsyncDriver, Query
from neo4j.exceptions import ConstraintError

from . import groups, namespaces, ranking, schema, writing
from .client import Limits, connect
from .errors import bounded
from .filters import Conditions, checked, of_edges
from .kinds import EDGES, EPISODES
from .operations import Neo4jOperations
from .records import EDGE, edge_of
from .search import Neo4jSearch
from .session import BoundedSession, BoundedTransaction

_BETWEEN: Final = f"""
    UNWIND $pairs AS pair
    MATCH (n:Entity {{uuid: pair[0]}})-[e:RELATES_TO]->(m:Entity {{uuid: pair[1]}})
    WITH DISTINCT e
    RETURN {EDGE} ORDER BY uuid
"""
# Neo4j runs such a statement only outside of a transaction, which `execute_query` would begin.
_IN_BATCHES: Final = "IN TRANSACTIONS"
_ERASED_AT_ONCE: Final = 2_000


class Neo4jGraphDriver(Neo4jDriver):
    """Graphiti's Neo4j driver with searches by index, deadlines, and groups kept apart.

    Nothing is sent until the first call, which also creates the indexes that are missing.

    Args:
        uri: For example "bolt://127.0.0.1:7687".
        user: The user; empty when the server asks for none.
        password: The password of the user.
        database: The database on the server.
        dimension: Numbers in an embedding, the same in all of the graph.
        require_groups: Refuse searches and erasures that name no group.
        limits: Deadlines and the size of the pool of connections.

    Every call may raise `ServerAway` (a ConnectionError) or `ServerSlow` (a TimeoutError).
    """

    client: AsyncDriver

    def __init__(
        self,
        uri: str,
        user: str | None = None,
        password: str | None = None,
        database: str = "neo4j",
        *,
        dimension: int = 256,
        require_groups: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        # Not Neo4jDriver's own: it connects without limits and starts work in the background.
        GraphDriver.__init__(self)
        self.client = connect(uri, user, password, limits)
        self._database = database
        self._address = uri.partition("//")[2].rpartition("@")[2]
        self._dimension = dimension
        self._require_groups = require_groups
        self._limits = limits
        self._init_task = None
        self._prepared = False
        self._preparing = asyncio.Lock()
        self.aoss_client = None
        self.search_interface = Neo4jSearch()
        self.graph_operations_interface = Neo4jOperations()
        namespaces.install(self)

    def groups(self, group_ids: Sequence[str] | None) -> list[str] | None:
        """Return the groups that a search may answer for; None for every one.

        Raises:
            GroupRequired: None is named, and the driver requires one.
            GroupIdValidationError: An id has characters other than letters, digits, - and _.
        """
        return checked(group_ids, required=self._require_groups)

    async def read(self, statement: str, **values: Any) -> list[Any]:
        """Run a statement that only reads, and return its records."""
        records, _, _ = await self.execute_query(statement, params=values, routing_="r")
        return list(records)

    async def write(self, statement: str, **values: Any) -> list[Any]:
        """Run a statement in a transaction of its own, and return its records."""
        records, _, _ = await self.execute_query(statement, params=values)
        return list(records)

    async def execute_query(self, cypher_query_: str, **kwargs: Any) -> Any:
        """Run a statement in a transaction of its own; returns records, summary and keys."""
        await self._prepare()
        return await self._execute(cypher_query_, **kwargs)

    def session(self, database: str | None = None) -> GraphDriverSession:
        """Return a session; close it, or use it as a context."""
        session = self.client.session(database=database or self._database)
        return BoundedSession(session, self._prepare, self._limits.deadline, self._address)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Run what is inside in one transaction, whole or not at all."""
        await self._prepare()
        async with self.client.session(database=self._database) as session:
            async with bounded(self._limits.deadline, self._address):
                begun = await session.begin_transaction(timeout=self._limits.deadline)
            transaction = BoundedTransaction(begun, self._limits.deadline, self._address)
            try:
                yield transaction
                await transaction.commit()
            except BaseException:
                await transaction.rollback()
                raise

    async def close(self) -> None:
        """Close all connections; closing again does nothing."""
        async with bounded(self._limits.deadline, self._address):
            await self.client.close()

    async def health_check(self) -> None:
        """Ask the server for an answer, and make sure of the indexes."""
        await self.read("RETURN 1 AS one")

    async def build_indices_and_constraints(self, delete_existing: bool = False) -> None:
        """Create the indexes and constraints that are missing, and wait until they are filled."""
        if delete_existing:
            await self.delete_all_indexes()
        await schema.build(self._run, self._dimension, self._limits.deadline)
        self._prepared = True

    async def delete_all_indexes(self) -> None:
        """Drop the indexes and constraints of the graph; the next call creates them again."""
        self._prepared = False
        await schema.drop(self._run, schema.statements(self._dimension))

    async def save_edges(self, rows: list[writing.Row]) -> None:
        """Save facts made by `writing.edge_row`; those that stand elsewhere move."""
        try:
            await writing.save_edges(self.write, rows)
        except ConstraintError:
            async with self.transaction() as transaction:
                run = writing.running(transaction)
                await writing.uproot(run, rows)
                await writing.save_edges(run, rows)

    async def delete_nodes(self, labels: Sequence[str], group_id: str, batch_size: int) -> None:
        """Delete the nodes of a group that have one of these labels."""
        await groups.erase_nodes(self.write, labels, group_id, batch_size)

    async def edge_fulltext_scores(
        self, query: str, group_id: str, search_filter: SearchFilters | None, limit: int
    ) -> list[tuple[EntityEdge, float]]:
        """Return facts that hold a word of the query, with their BM25 score, best first."""
        own, where = checked([group_id], required=True), of_edges(search_filter)
        return await ranking.by_words(self.read, EDGES, query, own, where, limit)

    async def edge_similarity_scores(
        self,
        vector: Sequence[float],
        group_id: str,
        search_filter: SearchFilters | None,
        limit: int,
    ) -> list[tuple[EntityEdge, float]]:
        """Return facts with the cosine of their vector and this one, in [-1, 1], best first."""
        own, where = checked([group_id], required=True), of_edges(search_filter)
        found = await ranking.by_likeness(self.read, EDGES, vector, own, where, limit, None)
        return [(edge, 2 * score - 1) for edge, score in found]

    async def edge_scores(
        self,
        query: str,
        vector: Sequence[float],
        group_id: str,
        search_filter: SearchFilters | None,
        limit: int,
    ) -> tuple[list[tuple[EntityEdge, float]], list[tuple[EntityEdge, float]]]:
        """Return `edge_fulltext_scores` and `edge_similarity_scores`, asked at once."""
        return await asyncio.gather(
            self.edge_fulltext_scores(query, group_id, search_filter, limit),
            self.edge_similarity_scores(vector, group_id, search_filter, limit),
        )

    async def episode_fulltext_scores(
        self, query: str, group_id: str, limit: int
    ) -> list[tuple[EpisodicNode, float]]:
        """Return episodes that hold a word of the query, with their BM25 score, best first."""
        own = checked([group_id], required=True)
        return await ranking.by_words(self.read, EPISODES, query, own, Conditions(), limit)

    async def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[EntityEdge]:
        """Return the facts from the first to the second thing of any pair of uuids, in one read."""
        found = await self.read(_BETWEEN, pairs=[list(pair) for pair in dict.fromkeys(pairs)])
        return [edge_of(record) for record in found]

    async def erase_group(self, group_id: str) -> int:
        """Delete all nodes and relationships of a group; return how many there were.

        Raises:
            GroupRequired: The group is empty.
        """
        checked([group_id], required=True)
        return await groups.erase(self.write, group_id, _ERASED_AT_ONCE)

    async def count_group(self, group_id: str) -> int:
        """Return how many nodes and relationships a group has.

        Raises:
            GroupRequired: The group is empty.
        """
        checked([group_id], required=True)
        return await groups.count(self.read, group_id)

    async def _prepare(self) -> None:
        if self._prepared:
            return
        async with self._preparing:
            if not self._prepared:
                await self.build_indices_and_constraints()

    async def _run(self, statement: str, **values: Any) -> list[Any]:
        records, _, _ = await self._execute(statement, params=values)
        return list(records)

    async def _execute(self, statement: str, **kwargs: Any) -> Any:
        parameters = kwargs.pop("params", None) or {}
        database = kwargs.pop("database_", self._database)
        query = Query(cast(Any, statement), timeout=self._limits.deadline)
        async with bounded(self._limits.deadline, self._address):
            if _IN_BATCHES in statement:
                async with self.client.session(database=database) as session:
                    result = await session.run(query, {**parameters, **kwargs})
                    return await result.to_eager_result()
            return await self.client.execute_query(
                query, parameters_=parameters, database_=database, **kwargs
            )
