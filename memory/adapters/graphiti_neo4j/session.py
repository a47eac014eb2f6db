"""Sessions and transactions that end within a deadline."""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

from graphiti_core.driver.driver import GraphDriverSession, GraphProvider
from graphiti_core.driver.query_executor import Transaction
from neo4j import AsyncSession, AsyncTransaction, unit_of_work

from .errors import bounded

Prepare = Callable[[], Awaitable[None]]


class BoundedSession(GraphDriverSession):
    """A session; each of its calls ends within the deadline, one way or the other.

    Args:
        session: The session of the Neo4j driver.
        prepare: Awaited before the first call, to have the indexes.
        deadline: Seconds for each call.
        address: The server, for messages.
    """

    provider = GraphProvider.NEO4J

    def __init__(
        self, session: AsyncSession, prepare: Prepare, deadline: float, address: str
    ) -> None:
        self._session = session
        self._prepare = prepare
        self._deadline = deadline
        self._address = address

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def run(self, query: str, **kwargs: Any) -> Any:
        """Run a statement in a transaction of its own."""
        await self._prepare()
        async with bounded(self._deadline, self._address):
            return await self._session.run(query, kwargs)

    async def execute_write(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a function in one transaction, whole or not at all; Neo4j may call it again."""
        await self._prepare()
        work = unit_of_work(timeout=self._deadline)(func)
        async with bounded(self._deadline, self._address):
            return await self._session.execute_write(work, *args, **kwargs)

    async def close(self) -> None:
        """Close the session; what it still had to receive is received or dropped."""
        async with bounded(self._deadline, self._address):
            await self._session.close()


class BoundedTransaction(Transaction):
    """A transaction; each of its calls ends within the deadline."""

    def __init__(self, transaction: AsyncTransaction, deadline: float, address: str) -> None:
        self._transaction = transaction
        self._deadline = deadline
        self._address = address

    async def run(self, query: str, **kwargs: Any) -> Any:
        """Run a statement and return its records."""
        async with bounded(self._deadline, self._address):
            result = await self._transaction.run(query, kwargs)
            return [record async for record in result]

    async def commit(self) -> None:
        """Keep what was written."""
        async with bounded(self._deadline, self._address):
            await self._transaction.commit()

    async def rollback(self) -> None:
        """Drop what was written."""
        async with bounded(self._deadline, self._address):
            await self._transaction.rollback()
