"""Open a SQLite file the way the small durable stores need it."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from domain.errors import Busy, Unavailable

BUSY_TIMEOUT_MS = 5_000
SMALL_FILE: Final = 4 * 1024 * 1024
"""Bytes up to which a file is always written anew after a deletion; it takes some 30 ms."""

_CHUNK: Final = 1024 * 1024
_WIPE_TIMEOUT_MS: Final = 250


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


def wipe(path: Path, needles: Collection[bytes]) -> None:
    """Leave no byte of what was deleted, in the log or in the file; for a thread of its own.

    secure_delete overwrites a row where it is. But a page that was split or merged before keeps
    copies of the rows that moved away, in the gap between its cells, and nothing short of
    writing the file anew (VACUUM) reaches those. A small file is always written anew, a large one
    when a needle is still in it.

    Args:
        path: The store.
        needles: Bytes that stood in every deleted row and stand in no other.

    Raises:
        Busy: Another connection still reads the log.
        Unavailable: The file cannot be opened or written.
    """
    with closing(connect(path, "")) as db:
        db.execute(f"PRAGMA busy_timeout={_WIPE_TIMEOUT_MS}")
        wipe_through(db, path, needles)


def wipe_through(db: sqlite3.Connection, path: Path, needles: Collection[bytes]) -> None:
    """Do as `wipe` does, through a connection that is open and in no transaction."""
    scrub(db)
    if path.stat().st_size <= SMALL_FILE or holds(path, needles):
        with translated("write the file anew"):
            db.execute("VACUUM")
        scrub(db)


def holds(path: Path, needles: Collection[bytes]) -> bool:
    """Whether any of these bytes are in a file; read in pieces, whose edges overlap."""
    longest = max(map(len, needles), default=0)
    edge = b""
    with path.open("rb") as file:
        while longest and (chunk := file.read(_CHUNK)):
            piece = edge + chunk
            if any(needle in piece for needle in needles):
                return True
            edge = piece[len(piece) - longest + 1 :] if longest > 1 else b""
    return False


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
