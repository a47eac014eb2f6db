"""Open a SQLite file the way the small durable stores need it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import Busy, Unavailable

BUSY_TIMEOUT_MS = 5_000


def connect(path: Path | str, schema: str) -> sqlite3.Connection:
    """Open a store and make its tables.

    WAL with synchronous=NORMAL: a committed row survives the death of the process, kill -9
    included. A power cut may lose the newest commits, never tear one. Deleted rows are
    overwritten with zeros (secure_delete); see `scrub` for the log.

    Args:
        path: The file; its directory exists.
        schema: `CREATE TABLE IF NOT EXISTS …` statements.

    Returns:
        A connection in autocommit mode, for the thread that opened it.

    Raises:
        Unavailable: The file cannot be opened or is not a SQLite database.
    """
    with translated(f"open {path}"):
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1_000)
        try:
            db.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
                + schema
            )
        except sqlite3.Error:
            db.close()
            raise
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Commit everything inside, or nothing.

    The write lock is taken at the start, so what is read inside is still true at the commit.

    Raises:
        Unavailable: The store cannot commit; nothing was written.
    """
    with translated("write"):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def scrub(db: sqlite3.Connection) -> None:
    """Empty the write-ahead log, so that no deleted byte stays in it.

    Raises:
        Busy: Another connection still reads the log; the rows are gone, their bytes are not.
    """
    with translated("empty the log"):
        (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise still_read()


def still_read() -> Busy:
    """Return the error for a log that another connection keeps from being emptied."""
    return Busy(
        "The rows are deleted, but another connection still reads the store's log, which may "
        "hold their bytes. Close it and delete again.",
        retry_after=1,
    )


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise what SQLite raises inside as `Unavailable`; `doing` says what could not be done."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise Unavailable(
            f"SQLite could not {doing}: {error}. Check the file, its directory and the free space."
        ) from error
