"""A connection of aiosqlite that takes a whole piece of work to its thread in one hop."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self, TypeVar, cast

import aiosqlite

T = TypeVar("T")

_ROWS_AT_A_TIME: Final = 64


class OneHop(aiosqlite.Connection):
    """Runs what needs several statements without coming back to the event loop in between.

    aiosqlite goes to its thread and back for each cursor, statement, fetch and commit, and each
    way wakes a thread. To load and save a conversation that way took a dozen of them a turn.
    """

    @classmethod
    def to(cls, path: Path | str) -> "OneHop":
        """Return a connection to a file, opened when it is entered or awaited."""
        return cls(lambda: sqlite3.connect(path), _ROWS_AT_A_TIME)

    async def __aenter__(self) -> Self:
        """Open the file."""
        await super().__aenter__()
        return self

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in the thread, to its end even when the caller is cancelled."""
        done = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return cast(T, done)
