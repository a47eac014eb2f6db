"""Save, read and delete the edges that are no facts: MENTIONS and its like."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graphiti_core.edges import CommunityEdge, EpisodicEdge, HasEpisodeEdge, NextEpisodeEdge
from graphiti_core.errors import EdgeNotFoundError, GroupsEdgesNotFoundError
from graphiti_core.nodes import EntityNode

from . import models, upserts
from .reading import page
from .statements import Row, listed, rows, run

_COLUMNS: Final = "l.uuid, l.source, l.target, l.group_id, l.created_at"
_CLASSES: Final[Mapping[str, Any]] = {
    "MENTIONS": EpisodicEdge,
    "HAS_MEMBER": CommunityEdge,
    "HAS_EPISODE": HasEpisodeEdge,
    "NEXT_EPISODE": NextEpisodeEdge,
}


def _saving(kind: str) -> Any:
    async def save(_self: Any, edge: Any, driver: Any, tx: Any = None) -> None:
        await _save(driver, tx, kind, [edge])

    return save


def _saving_bulk(kind: str) -> Any:
    async def save_bulk(
        _self: Any,
        _cls: Any,
        driver: Any,
        transaction: Any,
        episodic_edges: list[Any],
        *_: Any,
        **__: Any,
    ) -> None:
        await _save(driver, transaction, kind, episodic_edges)

    return save_bulk


def _deleting(kind: str) -> Any:
    async def delete(_self: Any, edge: Any, driver: Any, tx: Any = None) -> None:
        await _delete(driver, tx, kind, [edge.uuid])

    return delete


def _deleting_bulk(kind: str) -> Any:
    async def delete_by_uuids(
        _self: Any,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        tx: Any = None,
    ) -> None:
        await _delete(driver, tx, kind, uuids, group_id)

    return delete_by_uuids


def _getting(kind: str) -> Any:
    async def get_by_uuid(_self: Any, _cls: Any, driver: Any, uuid: str) -> Any:
        found = await _get(driver, kind, [uuid])
        if not found:
            raise EdgeNotFoundError(uuid)
        return found[0]

    return get_by_uuid


def _getting_bulk(kind: str, *, strict: bool = False) -> Any:
    async def get_by_uuids(_self: Any, _cls: Any, driver: Any, uuids: list[str]) -> list[Any]:
        found = await _get(driver, kind, uuids)
        if not found and strict:
            raise EdgeNotFoundError(uuids[0] if uuids else "")
        return found

    return get_by_uuids


def _paging(kind: str, *, strict: bool = False) -> Any:
    async def get_by_group_ids(
        _self: Any,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[Any]:
        groups = driver.groups(group_ids) or []
        found = await driver.file.read(
            lambda con: page(con, _COLUMNS, "link l", groups, limit, uuid_cursor, kind)
        )
        if not found and strict:
            raise GroupsEdgesNotFoundError(group_ids)
        return [_edge(kind, row) for row in found]

    return get_by_group_ids


class Links:
    """The part of the interface that is about edges other than facts; four kinds, seven verbs."""

    episodic_edge_save = _saving("MENTIONS")
    episodic_edge_save_bulk = _saving_bulk("MENTIONS")
    episodic_edge_delete = _deleting("MENTIONS")
    episodic_edge_delete_by_uuids = _deleting_bulk("MENTIONS")
    episodic_edge_get_by_uuid = _getting("MENTIONS")
    episodic_edge_get_by_uuids = _getting_bulk("MENTIONS", strict=True)
    episodic_edge_get_by_group_ids = _paging("MENTIONS", strict=True)

    community_edge_save = _saving("HAS_MEMBER")
    community_edge_delete = _deleting("HAS_MEMBER")
    community_edge_delete_by_uuids = _deleting_bulk("HAS_MEMBER")
    community_edge_get_by_uuid = _getting("HAS_MEMBER")
    community_edge_get_by_uuids = _getting_bulk("HAS_MEMBER")
    community_edge_get_by_group_ids = _paging("HAS_MEMBER")

    has_episode_edge_save = _saving("HAS_EPISODE")
    has_episode_edge_save_bulk = _saving_bulk("HAS_EPISODE")
    has_episode_edge_delete = _deleting("HAS_EPISODE")
    has_episode_edge_delete_by_uuids = _deleting_bulk("HAS_EPISODE")
    has_episode_edge_get_by_uuid = _getting("HAS_EPISODE")
    has_episode_edge_get_by_uuids = _getting_bulk("HAS_EPISODE")
    has_episode_edge_get_by_group_ids = _paging("HAS_EPISODE")

    next_episode_edge_save = _saving("NEXT_EPISODE")
    next_episode_edge_save_bulk = _saving_bulk("NEXT_EPISODE")
    next_episode_edge_delete = _deleting("NEXT_EPISODE")
    next_episode_edge_delete_by_uuids = _deleting_bulk("NEXT_EPISODE")
    next_episode_edge_get_by_uuid = _getting("NEXT_EPISODE")
    next_episode_edge_get_by_uuids = _getting_bulk("NEXT_EPISODE")
    next_episode_edge_get_by_group_ids = _paging("NEXT_EPISODE")

    async def get_mentioned_nodes(self, driver: Any, episodes: list[Any]) -> list[EntityNode]:
        """Return the entities that episodes mention."""
        sql = (
            f"SELECT {models.ENTITY} FROM entity n WHERE n.uuid IN (SELECT target FROM link"
            " WHERE kind = 'MENTIONS' AND source IN (SELECT value FROM json_each(?)))"
        )
        uuids = listed(episode.uuid for episode in episodes)
        found = await driver.file.read(lambda con: rows(con, sql, (uuids,)))
        return [models.entity_of(row) for row in found]


async def _save(driver: Any, tx: Any, kind: str, edges: list[Any]) -> None:
    batch = [_row(kind, edge if isinstance(edge, Mapping) else edge.__dict__) for edge in edges]
    driver.check_written(row[4] for row in batch)
    await driver.file.write(lambda con: run(con, upserts.LINK[kind], batch), tx)


async def _delete(
    driver: Any, tx: Any, kind: str, uuids: list[str], group_id: str | None = None
) -> None:
    within = "" if group_id is None else " AND +group_id = ?"
    last = () if group_id is None else (group_id,)
    sql = f"DELETE FROM link WHERE kind = ? AND uuid IN (SELECT value FROM json_each(?)){within}"
    await driver.file.write(lambda con: run(con, sql, [(kind, listed(uuids), *last)]), tx)


async def _get(driver: Any, kind: str, uuids: list[str]) -> list[Any]:
    sql = (
        f"SELECT {_COLUMNS} FROM link l WHERE l.kind = ?"
        " AND l.uuid IN (SELECT value FROM json_each(?))"
    )
    found = await driver.file.read(lambda con: rows(con, sql, (kind, listed(uuids))))
    return [_edge(kind, row) for row in found]


def _row(kind: str, flat: Mapping[str, Any]) -> Row:
    ends = (flat["source_node_uuid"], flat["target_node_uuid"])
    return (kind, flat["uuid"], *ends, flat["group_id"], models.time_text(flat["created_at"]))


def _edge(kind: str, row: Row) -> Any:
    return _CLASSES[kind](
        uuid=row[0],
        source_node_uuid=row[1],
        target_node_uuid=row[2],
        group_id=row[3],
        created_at=datetime.fromisoformat(row[4]),
    )
