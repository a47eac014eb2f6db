"""Clear, count and erase groups, and rebuild the words everything is found by."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from typing_extensions import override

from .entity_nodes import delete_groups
from .models import EDGE
from .schema import TABLES, TEXTS
from .statements import Row, listed, rows
from .words import tallied

_SEARCHED = {
    "entity": "name, summary",
    "edge": "name, fact",
    "episode": "content, source, source_description",
    "community": "name",
}


class Maintenance(GraphOperationsInterface):
    """The part of the interface that clears the graph."""

    @override
    async def clear_data(self, driver: Any, group_ids: list[str] | None = None) -> None:
        def clear(con: sqlite3.Connection) -> None:
            if group_ids is not None:
                delete_groups(con, TABLES, group_ids)
                return
            for table in ("posting", "tally", *TABLES):
                con.execute(f"DELETE FROM {table}")

        await driver.file.write(clear)


def count(con: sqlite3.Connection, group_id: str) -> int:
    """Return how many nodes and edges of every kind a group has."""
    counts = " + ".join(f"(SELECT count(*) FROM {table} WHERE group_id = ?1)" for table in TABLES)
    return int(rows(con, f"SELECT {counts}", (group_id,))[0][0])


def erase(con: sqlite3.Connection, group_id: str) -> int:
    """Delete a group with everything derived from it; return how many rows of `count` it had."""
    held = count(con, group_id)
    # The words go first and at once, so that the triggers find none to remove one by one.
    con.execute(
        "DELETE FROM posting WHERE gid IN (SELECT gid FROM tally WHERE group_id = ?)", (group_id,)
    )
    con.execute("DELETE FROM tally WHERE group_id = ?", (group_id,))
    delete_groups(con, TABLES, [group_id])
    return held


def between(con: sqlite3.Connection, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Return the facts from a source to a target, for each pair of uuids."""
    sql = (
        f"SELECT {EDGE} FROM json_each(?) p CROSS JOIN edge e"
        " ON e.source = json_extract(p.value, '$[0]') AND e.target = json_extract(p.value, '$[1]')"
        " ORDER BY e.rid"
    )
    return rows(con, sql, (listed(dict.fromkeys(pairs)),))


def rebuild_words(con: sqlite3.Connection) -> None:
    """Split every text into words again."""
    for table in TEXTS:
        for rid, *texts in rows(con, f"SELECT rid, {_SEARCHED[table]} FROM {table}"):
            con.execute(
                f"UPDATE {table} SET terms = ?, words = ? WHERE rid = ?", (*tallied(*texts), rid)
            )
