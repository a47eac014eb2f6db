"""Save, read and delete episodes."""

from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import EpisodicNode
from typing_extensions import override

from . import models, upserts
from .deleting import delete_groups
from .reading import by_uuids, page
from .statements import bounded, listed, rows, run


class Episodes(GraphOperationsInterface):
    """The part of the interface that is about episodes."""

    @override
    async def episodic_node_save(self, node: Any, driver: Any, tx: Any = None) -> None:
        await self.episodic_node_save_bulk(None, driver, tx, [node])

    @override
    async def episodic_node_save_bulk(
        self, _cls: Any, driver: Any, transaction: Any, nodes: list[Any], batch_size: int = 100
    ) -> None:
        batch = [models.episode_row(node) for node in nodes]
        driver.check_written(row[2] for row in batch)
        await driver.file.write(lambda con: run(con, upserts.EPISODE, batch), transaction)

    @override
    async def episodic_node_delete(self, node: Any, driver: Any) -> None:
        await self.node_delete_by_uuids(EpisodicNode, driver, [node.uuid])

    @override
    async def episodic_node_delete_by_group_id(
        self, _cls: Any, driver: Any, group_id: str, batch_size: int = 100, tx: Any = None
    ) -> None:
        await driver.file.write(lambda con: delete_groups(con, ("episode",), [group_id]), tx)

    @override
    async def episodic_node_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        batch_size: int = 100,
    ) -> None:
        await self.node_delete_by_uuids(EpisodicNode, driver, uuids, group_id)

    @override
    async def episodic_node_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> EpisodicNode:
        found = await self.episodic_node_get_by_uuids(_cls, driver, [uuid])
        if not found:
            raise NodeNotFoundError(uuid)
        return found[0]

    @override
    async def episodic_node_get_by_uuids(
        self, _cls: Any, driver: Any, uuids: list[str]
    ) -> list[EpisodicNode]:
        found = await driver.file.read(
            lambda con: by_uuids(con, models.EPISODE, "episode e", uuids)
        )
        return [models.episode_of(row) for row in found]

    @override
    async def episodic_node_get_by_group_ids(
        self,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[EpisodicNode]:
        groups = driver.groups(group_ids) or []
        found = await driver.file.read(
            lambda con: page(con, models.EPISODE, "episode e", groups, limit, uuid_cursor)
        )
        return [models.episode_of(row) for row in found]

    async def episodic_node_get_by_entity_node_uuid(
        self, _cls: Any, driver: Any, entity_node_uuid: str
    ) -> list[EpisodicNode]:
        """Return the episodes that mention an entity; core calls this beyond its interface."""
        sql = (
            f"SELECT {models.EPISODE} FROM episode e WHERE e.uuid IN"
            " (SELECT source FROM link WHERE kind = 'MENTIONS' AND target = ?) ORDER BY e.rid"
        )
        found = await driver.file.read(lambda con: rows(con, sql, (entity_node_uuid,)))
        return [models.episode_of(row) for row in found]

    @override
    async def retrieve_episodes(
        self,
        driver: Any,
        reference_time: Any,
        last_n: int = 3,
        group_ids: list[str] | None = None,
        source: Any | None = None,
        saga: str | None = None,
    ) -> list[EpisodicNode]:
        groups = driver.groups(group_ids)
        sql = f"SELECT {models.EPISODE} FROM episode e WHERE e.valid_at <= ?"
        values: list[Any] = [models.time_text(reference_time)]
        if saga is not None:
            sql += (
                " AND e.uuid IN (SELECT l.target FROM link l JOIN saga s ON s.uuid = l.source"
                " WHERE l.kind = 'HAS_EPISODE' AND s.name = ? AND s.group_id IS ?)"
            )
            values += [saga, groups[0] if groups else None]
        elif groups:
            sql += " AND e.group_id IN (SELECT value FROM json_each(?))"
            values.append(listed(groups))
        if source is not None:
            sql += " AND e.source = ?"
            values.append(source.name)
        sql += " ORDER BY e.valid_at DESC, e.created_at DESC, e.rid DESC LIMIT ?"
        found = await driver.file.read(lambda con: rows(con, sql, (*values, bounded(last_n))))
        return [models.episode_of(row) for row in reversed(found)]
