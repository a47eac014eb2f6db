"""Run SQL with values that SQLite may not be able to store."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

Row = tuple[Any, ...]

LARGEST = 2**31 - 1


def rows(con: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> list[Row]:
    """Return every row of a query; lone surrogates among the values become U+FFFD."""
    try:
        return con.execute(sql, values).fetchall()
    except UnicodeEncodeError:
        return con.execute(sql, _storable(values)).fetchall()


def run(con: sqlite3.Connection, sql: str, batch: Sequence[Sequence[Any]]) -> None:
    """Run a statement once per row of values; lone surrogates among them become U+FFFD.

    The statement must bear being run twice with the same values.
    """
    try:
        con.executemany(sql, batch)
    except UnicodeEncodeError:
        con.executemany(sql, [_storable(row) for row in batch])


def listed(values: Iterable[Any]) -> str:
    """Return values as the JSON text that `IN (SELECT value FROM json_each(?))` reads."""
    return json.dumps(list(values))


def bounded(limit: int) -> int:
    """Return a limit that SQLite takes: none below 0, none above 2³¹ - 1."""
    return max(0, min(limit, LARGEST))


def _storable(values: Sequence[Any]) -> list[Any]:
    return [
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
        for value in values
    ]
