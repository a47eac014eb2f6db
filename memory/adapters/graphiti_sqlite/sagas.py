"""Save, read and delete sagas."""

from datetime import datetime
from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import SagaNode
from typing_extensions import override

from . import models, upserts
from .deleting import delete_groups
from .reading import by_uuids, page
from .statements import bounded, rows, run


class Sagas(GraphOperationsInterface):
    """The part of the interface that is about sagas."""

    @override
    async def saga_node_save(self, node: Any, driver: Any, tx: Any = None) -> None:
        await self.saga_node_save_bulk(None, driver, tx, [node])

    @override
    async def saga_node_save_bulk(
        self, _cls: Any, driver: Any, transaction: Any, nodes: list[Any], batch_size: int = 100
    ) -> None:
        batch = [models.saga_row(node) for node in nodes]
        driver.check_written(row[2] for row in batch)
        await driver.file.write(lambda con: run(con, upserts.SAGA, batch), transaction)

    @override
    async def saga_node_delete(self, node: Any, driver: Any) -> None:
        await self.node_delete_by_uuids(SagaNode, driver, [node.uuid])

    @override
    async def saga_node_delete_by_group_id(
        self, _cls: Any, driver: Any, group_id: str, batch_size: int = 100, tx: Any = None
    ) -> None:
        await driver.file.write(lambda con: delete_groups(con, ("saga",), [group_id]), tx)

    @override
    async def saga_node_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        batch_size: int = 100,
    ) -> None:
        await self.node_delete_by_uuids(SagaNode, driver, uuids, group_id)

    @override
    async def saga_node_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> SagaNode:
        found = await self.saga_node_get_by_uuids(_cls, driver, [uuid])
        if not found:
            raise NodeNotFoundError(uuid)
        return found[0]

    @override
    async def saga_node_get_by_uuids(
        self, _cls: Any, driver: Any, uuids: list[str]
    ) -> list[SagaNode]:
        found = await driver.file.read(lambda con: by_uuids(con, models.SAGA, "saga s", uuids))
        return [models.saga_of(row) for row in found]

    @override
    async def saga_node_get_by_group_ids(
        self,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[SagaNode]:
        groups = driver.groups(group_ids) or []
        found = await driver.file.read(
            lambda con: page(con, models.SAGA, "saga s", groups, limit, uuid_cursor)
        )
        return [models.saga_of(row) for row in found]

    @override
    async def saga_get_previous_episode_uuid(
        self, driver: Any, saga_uuid: str, current_episode_uuid: str
    ) -> str | None:
        sql = (
            "SELECT e.uuid FROM link l JOIN episode e ON e.uuid = l.target"
            " WHERE l.kind = 'HAS_EPISODE' AND l.source = ? AND e.uuid <> ?"
            " ORDER BY e.valid_at DESC, e.created_at DESC LIMIT 1"
        )
        values = (saga_uuid, current_episode_uuid)
        found = await driver.file.read(lambda con: rows(con, sql, values))
        return found[0][0] if found else None

    @override
    async def saga_get_episode_contents(
        self, driver: Any, saga_uuid: str, since: Any | None = None, limit: int = 200
    ) -> list[tuple[str, datetime | None, datetime | None]]:
        sql = (
            "SELECT e.content, e.valid_at, e.created_at FROM link l"
            " JOIN episode e ON e.uuid = l.target WHERE l.kind = 'HAS_EPISODE' AND l.source = ?1"
            " AND e.content <> '' AND (?2 IS NULL OR e.created_at > ?2)"
            " ORDER BY e.created_at, e.valid_at LIMIT ?3"
        )
        values = (saga_uuid, models.time_text(since), bounded(limit))
        found = await driver.file.read(lambda con: rows(con, sql, values))
        return [(row[0], models.time_of(row[1]), models.time_of(row[2])) for row in found]
