"""The sessions of a driver: what is written inside one is committed at once, at its end."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphiti_core.driver.driver import GraphDriverSession, GraphProvider
from typing_extensions import override

from .graph_file import Buffer, GraphFile

Execute = Callable[..., Awaitable[Any]]


class Session(GraphDriverSession):
    """A session in Graphiti's sense; it holds nothing open."""

    provider = GraphProvider.NEO4J

    def __init__(self, file: GraphFile, execute: Execute) -> None:
        self._file = file
        self._execute = execute

    @override
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None:
        return None

    @override
    async def close(self) -> None:
        return None

    @override
    async def run(self, query: str, **kwargs: Any) -> Any:
        return await self._execute(query, **kwargs)

    @override
    async def execute_write(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        """Await `func(transaction, …)`, then commit all it wrote, or nothing if it failed.

        Core may await a model inside; no lock is held meanwhile. What is written inside is not
        read back inside.
        """
        buffer = Buffer(self._execute)
        result = await func(buffer, *args, **kwargs)
        await self._file.commit(buffer.jobs)
        return result
