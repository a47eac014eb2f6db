"""Open a graph file, and make it when it is new."""

import sqlite3
import time

from .errors import GraphFileError
from .schema import APPLICATION, VERSION, creation

_SETTINGS = """
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = OFF;
PRAGMA cache_size = -32768;
PRAGMA wal_autocheckpoint = 4000;
"""


def connect(path: str, busy_seconds: float, *, any_thread: bool = False) -> sqlite3.Connection:
    """Open a graph file in autocommit mode.

    WAL with synchronous=NORMAL: a commit survives the death of the process; a power cut may lose
    the newest commits, never tear one. Deleted bytes are overwritten (secure_delete).

    Args:
        path: The file, or `:memory:`.
        busy_seconds: How long a statement waits for another connection's lock.
        any_thread: Whether it is used on other threads than this one, by one at a time.

    Raises:
        GraphFileError: The file is no graph, or of a newer version.
        sqlite3.Error: The file cannot be opened; see `errors.named`.
    """
    con = sqlite3.connect(
        path,
        busy_seconds,
        isolation_level=None,
        check_same_thread=not any_thread,
        cached_statements=512,
    )
    try:
        is_graph = _is_graph(con, path)
        _use_wal(con, busy_seconds)
        con.executescript(_SETTINGS)
        if not is_graph:
            _create(con, path)
    except BaseException:
        con.close()
        raise
    return con


def _use_wal(con: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to WAL; two processes that make one file at once get no busy timeout here."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            if con.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
                con.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _create(con: sqlite3.Connection, path: str) -> None:
    con.execute("BEGIN IMMEDIATE")
    try:
        if not _is_graph(con, path):
            for statement in _split(creation()):
                con.execute(statement)
        con.execute("COMMIT")
    except BaseException:
        if con.in_transaction:
            con.execute("ROLLBACK")
        raise


def _is_graph(con: sqlite3.Connection, path: str) -> bool:
    """Tell a graph of this version from an empty file.

    Raises:
        GraphFileError: The file is something else.
    """
    application, version, filled = _state(con)
    if application == APPLICATION and version == VERSION:
        return True
    if application == APPLICATION:
        raise GraphFileError(
            f"The graph file {path} has version {version}, and this driver reads version "
            f"{VERSION}. Use the driver that wrote it, or another file."
        )
    if application or version or filled:
        raise GraphFileError(f"{path} is a SQLite file, but no graph. Use another file.")
    return False


def _state(con: sqlite3.Connection) -> tuple[int, int, bool]:
    """Return the application, the version and whether there is a table, all of one moment."""
    alone = not con.in_transaction
    if alone:
        con.execute("BEGIN")
    try:
        filled = con.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        application = con.execute("PRAGMA application_id").fetchone()[0]
        version = con.execute("PRAGMA user_version").fetchone()[0]
        return application, version, filled
    finally:
        if alone:
            con.execute("COMMIT")


def _split(script: str) -> list[str]:
    """Return the statements of a script; `executescript` would commit before it begins."""
    found, part = [], ""
    for piece in script.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part):
            found.append(part)
            part = ""
    return found
