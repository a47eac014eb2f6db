"""Keep products as rows of SQLite: the truth from which index and vectors can be rebuilt."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from domain.errors import Misconfigured, Unavailable

LAYOUT: Final = 1

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS products (
    sku TEXT PRIMARY KEY,
    slot INTEGER NOT NULL UNIQUE,
    body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    layout INTEGER NOT NULL,
    version INTEGER NOT NULL
);
"""


Row = tuple[str, int, bytes]
"""Sku, slot (its place in vectors and index; a new body gets a new one), and encoded body."""


class Rows:
    """The product table. One thread at a time may use it.

    Args:
        path: The database file; made when absent.

    Raises:
        Misconfigured: The file was written by another layout, or is no database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            self._db.execute("INSERT OR IGNORE INTO state VALUES (1, ?, 0)", (LAYOUT,))
            (layout,) = self._db.execute("SELECT layout FROM state").fetchone()
        except sqlite3.Error as broken:
            self._db.close()
            raise Misconfigured(
                f"The catalogue {path} cannot be opened ({broken}): move the file away and import "
                "the products again."
            ) from broken
        if layout != LAYOUT:
            self._db.close()
            raise Misconfigured(
                f"The catalogue {path} has layout {layout}, this version reads {LAYOUT}: move the "
                "file away and import the products again."
            )

    def version(self) -> int:
        """Return the number of changes so far."""
        return int(self._db.execute("SELECT version FROM state").fetchone()[0])

    def all(self) -> list[Row]:
        """Return sku, slot and body of every row, in slot order."""
        return self._db.execute("SELECT sku, slot, body FROM products ORDER BY slot").fetchall()

    def write(self, rows: Iterable[Row], gone: Sequence[str] = ()) -> int:
        """Replace rows by sku, drop others, and raise the version, all in one commit.

        Returns:
            The new version.

        Raises:
            Unavailable: The disk is full or does not answer; nothing was written.
        """
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany("INSERT OR REPLACE INTO products VALUES (?, ?, ?)", rows)
                self._db.executemany("DELETE FROM products WHERE sku = ?", ((s,) for s in gone))
                self._db.execute("UPDATE state SET version = version + 1")
        except sqlite3.Error as failed:
            raise Unavailable(
                f"The catalogue {self._path} cannot be written ({failed}): free disk space, then "
                "send the products again."
            ) from failed
        return self.version()

    def renumber(self) -> None:
        """Give the rows the slots 0, 1, 2, … in their present order, without gaps.

        Raises:
            Unavailable: The disk is full or does not answer; nothing was changed.
        """
        slots = [slot for (slot,) in self._db.execute("SELECT slot FROM products ORDER BY slot")]
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                # In ascending order the target is never above the source, so it is free.
                self._db.executemany(
                    "UPDATE products SET slot = ? WHERE slot = ?",
                    ((place, slot) for place, slot in enumerate(slots) if place != slot),
                )
                # What was made from the old numbers must not pass for new.
                self._db.execute("UPDATE state SET version = version + 1")
        except sqlite3.Error as failed:
            raise Unavailable(
                f"The catalogue {self._path} cannot be compacted ({failed}): free disk space."
            ) from failed

    def close(self) -> None:
        """Release the file."""
        self._db.close()
