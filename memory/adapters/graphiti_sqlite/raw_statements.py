"""Answer the few Cypher statements that graphiti_core 0.31.1 sends past its interfaces."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final

from .models import SAGA, SAGA_FIELDS
from .statements import rows

Records = list[dict[str, Any]]
Values = Mapping[str, Any]


def answer(cypher: str, values: Values) -> Callable[[sqlite3.Connection], Records]:
    """Return the job that answers a statement.

    Raises:
        NotImplementedError: The statement is not one of those known; an empty answer would hide
            a method missing after an upgrade of graphiti_core.
    """
    text = " ".join(cypher.split())
    for start, job in _STARTS.items():
        if text.startswith(start):
            return lambda con: job(con, values)
    if "{name: 'IS_DUPLICATE_OF'}" in text:
        return lambda con: _duplicates(con, values)
    raise NotImplementedError(f"SqliteDriver runs no Cypher: {text}")


def _saga(con: sqlite3.Connection, values: Values) -> Records:
    sql = f"SELECT {SAGA} FROM saga s WHERE s.group_id = ? AND s.name = ? ORDER BY s.rid LIMIT 1"
    found = rows(con, sql, (values["group_id"], values["name"]))
    return [dict(zip(SAGA_FIELDS, row, strict=True)) for row in found]


def _mentions(con: sqlite3.Connection, values: Values) -> Records:
    sql = "SELECT count(*) FROM link WHERE kind = 'MENTIONS' AND target = ?"
    return [{"episode_count": rows(con, sql, (values["uuid"],))[0][0]}]


def _duplicates(con: sqlite3.Connection, values: Values) -> Records:
    sql = "SELECT 1 FROM edge WHERE source = ? AND target = ? AND name = 'IS_DUPLICATE_OF'"
    return [
        {"source_uuid": source, "target_uuid": target}
        for source, target in values["duplicate_node_uuids"]
        if rows(con, sql, (source, target))
    ]


_STARTS: Final = {
    "MATCH (s:Saga {name: $name, group_id: $group_id}) RETURN": _saga,
    "MATCH (e:Episodic)-[:MENTIONS]->(n:Entity {uuid: $uuid})"
    " RETURN count(*) AS episode_count": _mentions,
}
