"""Graph drivers broken on purpose: the kill harness must catch each of them."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from memory.adapters.graphiti_sqlite import SqliteDriver
from memory.adapters.graphiti_sqlite.graph_file import Buffer
from memory.adapters.graphiti_sqlite.sessions import Session


class EarlySession(Session):
    """Answers before the commit."""

    async def execute_write(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        buffer = Buffer(self._execute)
        result = await func(buffer, *args, **kwargs)
        self._unheard = asyncio.create_task(self._file.commit(buffer.jobs))
        return result


class PiecewiseSession(Session):
    """Commits each part of a bulk by itself."""

    async def execute_write(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        buffer = Buffer(self._execute)
        result = await func(buffer, *args, **kwargs)
        for job in buffer.jobs:
            await self._file.commit([job])
        return result


class AcknowledgesEarly(SqliteDriver):
    """Says that a bulk is saved, and only then saves it."""

    def session(self, database: str | None = None) -> Session:  # noqa: ARG002 - core passes it
        return EarlySession(self.file, self.execute_query)


class SavesInPieces(SqliteDriver):
    """Saves the entities of a bulk, then its facts."""

    def session(self, database: str | None = None) -> Session:  # noqa: ARG002 - core passes it
        return PiecewiseSession(self.file, self.execute_query)


DRIVERS: Final[dict[str, Callable[[Path], SqliteDriver]]] = {
    "sound": SqliteDriver,
    "acknowledges_early": AcknowledgesEarly,
    "saves_in_pieces": SavesInPieces,
}
