"""Clear the graph, and rebuild the words everything is found by."""

import sqlite3
from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from typing_extensions import override

from .deleting import delete_everything, delete_groups
from .schema import TABLES, TEXTS
from .statements import rows
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
            if group_ids is None:
                delete_everything(con)
            else:
                delete_groups(con, TABLES, group_ids)

        await driver.file.write(clear)


def rebuild_words(con: sqlite3.Connection) -> None:
    """Split every text into words again."""
    for table in TEXTS:
        for rid, *texts in rows(con, f"SELECT rid, {_SEARCHED[table]} FROM {table}"):
            con.execute(
                f"UPDATE {table} SET terms = ?, words = ? WHERE rid = ?", (*tallied(*texts), rid)
            )
