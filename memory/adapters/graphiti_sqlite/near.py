"""Answer small searches on the thread that asks."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from .connection import connect
from .errors import GraphClosed, named
from .statements import listed, rows
from .vectors import VectorCache

T = TypeVar("T")

LARGEST: Final = 5_000
"""Rows up to which a search is small: about 2 ms, the first one about 5."""


class Near:
    """A connection that reads for whoever asks, one at a time.

    Handing a search to another thread and waiting for it takes as long as a small one itself.
    """

    def __init__(self, path: str, cache_bytes: int) -> None:
        """Open the file; see `connection.connect` and `errors.named` for what is raised."""
        self._path = path
        self._turn = threading.Lock()
        self._vectors = VectorCache(cache_bytes)
        with named(path):
            # It must never wait for a lock: that would stop the event loop.
            self._con: sqlite3.Connection | None = connect(path, 0.0, any_thread=True)

    def search(
        self,
        job: Callable[[sqlite3.Connection, VectorCache], T],
        table: str,
        group_ids: Sequence[str],
    ) -> T | None:
        """Run a job that reads, or return None when the groups hold more than `LARGEST` rows.

        Raises:
            GraphClosed: After `close`.
            GraphFileError: SQLite cannot use the file.
            GraphFileBusy: Another connection holds the file.
        """
        with self._turn, named(self._path):
            if self._con is None:
                raise GraphClosed(f"The graph file {self._path} is closed; open it again.")
            return read(
                self._con,
                lambda con: (
                    job(con, self._vectors) if _size(con, table, group_ids) <= LARGEST else None
                ),
            )

    def close(self) -> None:
        """Close the connection; closing again does nothing."""
        with self._turn:
            if self._con is not None:
                self._con.close()
                self._con = None


def read(con: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
    """Run a job that sees one state of the graph."""
    con.execute("BEGIN")
    try:
        return job(con)
    finally:
        if con.in_transaction:
            con.execute("COMMIT")


def _size(con: sqlite3.Connection, table: str, group_ids: Sequence[str]) -> int:
    sql = (
        "SELECT coalesce(sum(texts), 0) FROM tally WHERE kind = ?"
        " AND group_id IN (SELECT value FROM json_each(?))"
    )
    size: int = rows(con, sql, (table, listed(group_ids)))[0][0]
    return size
