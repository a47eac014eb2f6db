"""Read records by uuid, by group and by page."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from .models import EDGE, vector_of
from .statements import Row, bounded, listed, rows


def by_uuids(
    con: sqlite3.Connection,
    columns: str,
    table: str,
    uuids: Iterable[str],
    group_id: str | None = None,
) -> list[Row]:
    """Return the rows with these uuids, of one group if it is given; `table` ends in its alias."""
    alias = table.split()[-1]
    sql = f"SELECT {columns} FROM {table} WHERE {alias}.uuid IN (SELECT value FROM json_each(?))"
    if group_id is None:
        return rows(con, sql, (listed(uuids),))
    return rows(con, f"{sql} AND +{alias}.group_id = ?", (listed(uuids), group_id))


def page(
    con: sqlite3.Connection,
    columns: str,
    table: str,
    group_ids: Sequence[str],
    limit: int | None,
    cursor: str | None,
    kind: str | None = None,
) -> list[Row]:
    """Return the rows of groups from the largest uuid below `cursor` downwards.

    Args:
        con: An open connection.
        columns: What to select.
        table: The table and its alias.
        group_ids: The groups.
        limit: The most rows, or None.
        cursor: The uuid the last page ended with, or None.
        kind: The kind of link, for the table `link`.
    """
    alias = table.split()[-1]
    sql = (
        f"SELECT {columns} FROM {table} WHERE {alias}.group_id IN (SELECT value FROM json_each(?))"
    )
    values: list[Any] = [listed(group_ids)]
    for condition, value in ((f"{alias}.uuid < ?", cursor or None), (f"{alias}.kind = ?", kind)):
        if value is not None:
            sql += f" AND {condition}"
            values.append(value)
    sql += f" ORDER BY {alias}.uuid DESC"
    if limit is not None:
        sql += " LIMIT ?"
        values.append(bounded(limit))
    return rows(con, sql, values)


def vectors_by_uuid(
    con: sqlite3.Connection, table: str, uuids: Iterable[str]
) -> dict[str, list[float]]:
    """Return the stored vectors of these records; those without one are left out."""
    found = rows(
        con,
        f"SELECT uuid, embedding FROM {table} WHERE embedding IS NOT NULL"
        " AND uuid IN (SELECT value FROM json_each(?))",
        (listed(uuids),),
    )
    return {row[0]: vector_of(row[1]) or [] for row in found}


def edges_between(con: sqlite3.Connection, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Return the facts from a source to a target, for each pair of uuids."""
    sql = (
        f"SELECT {EDGE} FROM json_each(?) p CROSS JOIN edge e"
        " ON e.source = json_extract(p.value, '$[0]') AND e.target = json_extract(p.value, '$[1]')"
        " ORDER BY e.rid"
    )
    return rows(con, sql, (listed(dict.fromkeys(pairs)),))
