"""Tables of the SQLite journal, how its file is opened, and how many rows go in at once."""

import os
import sqlite3
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from domain.errors import Misconfigured

LAYOUT: Final = 2
"""Version of the tables, kept in the file as `user_version`."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS journal(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id BLOB NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  session TEXT,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  schema_version INTEGER NOT NULL,
  data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS client_ids(
  event_id BLOB PRIMARY KEY,
  digest BLOB NOT NULL,
  seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS undone(
  event_id BLOB PRIMARY KEY,
  subject TEXT NOT NULL,
  seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS undone_subject ON undone(subject);
CREATE TABLE IF NOT EXISTS span_block(
  until INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS subject_span(
  block INTEGER NOT NULL,
  subject TEXT NOT NULL,
  seq_from INTEGER NOT NULL,
  seq_to INTEGER NOT NULL,
  PRIMARY KEY(block, subject, seq_from)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal_state(
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL) WITHOUT ROWID;
"""

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    # Ids that clients choose fall all over their trees: more of them in memory, and more commits
    # before each page is copied back, halve that work.
    "cache_size = -32000",
    "wal_autocheckpoint = 4000",
)

_STATEMENT_SIZES: Final = (256, 64, 16)


def open_writer(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Open the one connection that writes, and make the tables where they are missing.

    Args:
        path: The database file; it and its directory are made when missing, readable by their
            owner only.
        busy_timeout: Seconds to wait for another process's lock.

    Raises:
        Misconfigured: The file cannot be opened, is no SQLite database, or has a newer layout.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = _connect(path, busy_timeout)
    except (OSError, sqlite3.Error) as error:
        raise Misconfigured(
            f"The journal {path} cannot be opened ({error}); check that the directory is writable "
            "and that the file is a LeafLoop journal."
        ) from error
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """Open a connection that can only read; it sees every commit and holds up no writer."""
    connection = _connect(path, busy_timeout)
    connection.execute("PRAGMA query_only = ON")
    return connection


def insert(
    connection: sqlite3.Connection, into: str, rows: Sequence[tuple[Any, ...]]
) -> int | None:
    """Insert rows with few statements, each of which lets other threads run once.

    `executemany` gives up and takes back the interpreter lock for every row; one statement of 256
    rows does so once.

    Args:
        connection: Inside a transaction, unless `fits_one_statement(len(rows))`.
        into: Table and columns, such as `t(a, b)`.
        rows: As many values each as there are columns.

    Returns:
        The rowid of the last row, or None without rows.
    """
    last = None
    start = 0
    while start < len(rows):
        size = _statement_size(len(rows) - start)
        values = "(" + ",".join("?" * len(rows[0])) + ")"
        sql = f"INSERT INTO {into} VALUES {','.join([values] * size)}"
        flat = list(chain.from_iterable(rows[start : start + size]))
        last = connection.execute(sql, flat).lastrowid
        start += size
    return last


def fits_one_statement(count: int) -> bool:
    """Whether `insert` needs only one statement, which then is a transaction of its own."""
    return count > 0 and _statement_size(count) == count


def _statement_size(left: int) -> int:
    # A few fixed sizes, so that every statement comes from the connection's cache.
    return next((size for size in _STATEMENT_SIZES if left >= size), left)


def _connect(path: Path, busy_timeout: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=busy_timeout,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=128,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout > LAYOUT:
        raise Misconfigured(
            f"The journal {path} has layout {layout}, and this version knows {LAYOUT}; "
            "use the newer version of LeafLoop that wrote it."
        )
    if layout < LAYOUT:
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {LAYOUT}; COMMIT;"
            )
        except sqlite3.Error as error:
            raise Misconfigured(
                f"The tables of the journal {path} cannot be made ({error}); "
                "free the file or its disk, and start again."
            ) from error
