"""Walk along the facts from some nodes, breadth first."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from .filters import Conditions
from .models import EDGE, ENTITY
from .reading import by_uuids
from .statements import Row, bounded, listed, rows


def edges(
    con: sqlite3.Connection,
    origins: Sequence[str],
    depth: int,
    group_ids: list[str] | None,
    conditions: Conditions,
    limit: int,
) -> list[Row]:
    """Return the facts within reach that meet the conditions, the nearest first."""
    uuids, _ = _walk(con, origins, depth, group_ids)
    place = {uuid: number for number, uuid in enumerate(uuids)}
    sql = (
        f"SELECT {EDGE} FROM edge e WHERE e.uuid IN (SELECT value FROM json_each(?))"
        f"{conditions.where()}"
    )
    found = rows(con, sql, (listed(uuids), *conditions.values))
    return sorted(found, key=lambda row: place[row[0]])[: bounded(limit)]


def nodes(
    con: sqlite3.Connection,
    origins: Sequence[str],
    depth: int,
    group_ids: list[str] | None,
    conditions: Conditions,
    limit: int,
) -> list[Row]:
    """Return the entities within reach, each of the group of its origin, the nearest first."""
    found: dict[str, Row] = {}
    sql = (
        f"SELECT {ENTITY} FROM entity n WHERE n.uuid IN (SELECT value FROM json_each(?))"
        f" AND +n.group_id = ?{conditions.where()}"
    )
    for group_id, starts in _by_group(con, origins).items():
        if group_ids is None or group_id in group_ids:
            _, uuids = _walk(con, starts, depth, [group_id])
            reached = rows(con, sql, (listed(uuids), group_id, *conditions.values))
            by_uuid = {row[0]: row for row in reached}
            found.update((uuid, by_uuid[uuid]) for uuid in uuids if uuid in by_uuid)
    return list(found.values())[: bounded(limit)]


def _by_group(con: sqlite3.Connection, origins: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for table in ("entity", "episode"):
        for uuid, group_id in by_uuids(con, "t.uuid, t.group_id", f"{table} t", origins):
            found[group_id].append(uuid)
    return found


def _walk(
    con: sqlite3.Connection, origins: Sequence[str], depth: int, group_ids: list[str] | None
) -> tuple[list[str], list[str]]:
    """Return the uuids of facts and of entities within `depth` hops along the facts.

    From an episode the first hop leads to the entities it mentions.
    """
    within = ""
    groups: tuple[str, ...] = ()
    if group_ids is not None:
        within, groups = " AND +group_id IN (SELECT value FROM json_each(?))", (listed(group_ids),)
    chosen = f"source IN (SELECT value FROM json_each(?)){within}"
    facts: dict[str, None] = {}
    entities: dict[str, None] = {}
    frontier = list(dict.fromkeys(origins))
    seen = set(frontier)
    for hop in range(depth):
        if not frontier:
            break
        values = (listed(frontier), *groups)
        found = rows(con, f"SELECT uuid, target FROM edge WHERE {chosen} ORDER BY rid", values)
        facts.update((uuid, None) for uuid, _ in found)
        reached = dict.fromkeys(target for _, target in found)
        if hop == 0:
            sql = f"SELECT target FROM link WHERE kind = 'MENTIONS' AND {chosen}"
            reached.update((target, None) for (target,) in rows(con, sql, values))
        entities.update(reached)
        frontier = [uuid for uuid in reached if uuid not in seen]
        seen.update(frontier)
    return list(facts), list(entities)
