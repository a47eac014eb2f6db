"""Save, read and delete entity nodes."""

from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import EntityNode, SagaNode
from typing_extensions import override

from . import models, upserts
from .deleting import delete_groups
from .filters import attribute, comparable
from .reading import by_uuids, page, vectors_by_uuid
from .statements import bounded, listed, rows, run

_NODES = ("entity", "episode", "community")


class EntityNodes(GraphOperationsInterface):
    """The part of the interface that is about entity nodes, and about deleting any node."""

    @override
    async def node_save(self, node: Any, driver: Any, tx: Any = None) -> None:
        await self.node_save_bulk(None, driver, tx, [node])

    @override
    async def node_save_bulk(
        self, _cls: Any, driver: Any, transaction: Any, nodes: list[Any], batch_size: int = 100
    ) -> None:
        driver.check_written(models.groups_of(nodes))
        batch = models.rows_of(nodes, models.entity_row)
        await driver.file.write(lambda con: run(con, upserts.ENTITY, batch()), transaction)

    @override
    async def node_delete(self, node: Any, driver: Any, tx: Any = None) -> None:
        await self.node_delete_by_uuids(type(node), driver, [node.uuid], tx=tx)

    @override
    async def node_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        batch_size: int = 100,
        tx: Any = None,
    ) -> None:
        # Core deletes entities, episodes and communities through any of their classes.
        tables = ("saga",) if _cls is SagaNode else _NODES
        listing = listed(uuids)
        within = "" if group_id is None else " AND +group_id = ?"
        values = (listing,) if group_id is None else (listing, group_id)

        def delete(con: Any) -> None:
            for table in tables:
                sql = f"DELETE FROM {table} WHERE uuid IN (SELECT value FROM json_each(?)){within}"
                run(con, sql, [values])

        await driver.file.write(delete, tx)

    @override
    async def node_delete_by_group_id(
        self, _cls: Any, driver: Any, group_id: str, batch_size: int = 100, tx: Any = None
    ) -> None:
        tables = ("saga",) if _cls is SagaNode else ("edge", *_NODES)
        await driver.file.write(lambda con: delete_groups(con, tables, [group_id]), tx)

    @override
    async def node_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> EntityNode:
        found = await self.node_get_by_uuids(_cls, driver, [uuid])
        if not found:
            raise NodeNotFoundError(uuid)
        return found[0]

    @override
    async def node_get_by_uuids(
        self, _cls: Any, driver: Any, uuids: list[str], group_id: str | None = None
    ) -> list[EntityNode]:
        found = await driver.file.read(
            lambda con: by_uuids(con, models.ENTITY, "entity n", uuids, group_id)
        )
        return [models.entity_of(row) for row in found]

    @override
    async def node_get_by_group_ids(
        self,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[EntityNode]:
        groups = driver.groups(group_ids) or []
        columns = f"{models.ENTITY}, n.embedding"
        found = await driver.file.read(
            lambda con: page(con, columns, "entity n", groups, limit, uuid_cursor)
        )
        return [models.entity_of(row) for row in found]

    @override
    async def node_get_by_names(
        self, _cls: Any, driver: Any, names: list[str], group_ids: list[str]
    ) -> list[EntityNode]:
        groups = driver.groups([group for group in group_ids or () if group is not None])
        wanted = [name for name in names if name]
        sql = (
            f"SELECT {models.ENTITY} FROM entity n WHERE n.name IN (SELECT value FROM json_each(?))"
            " AND n.group_id IN (SELECT value FROM json_each(?)) ORDER BY n.rid"
        )
        found = await driver.file.read(lambda con: rows(con, sql, (listed(wanted), listed(groups))))
        return [models.entity_of(row) for row in found]

    @override
    async def node_get_by_attribute_values(
        self,
        _cls: Any,
        driver: Any,
        group_id: str,
        attributes: dict[str, Any],
        node_labels: list[str] | None = None,
        limit: int = 100,
    ) -> list[EntityNode]:
        sql = f"SELECT {models.ENTITY} FROM entity n WHERE n.group_id = ?"
        values: list[Any] = [*driver.groups([group_id])]
        for name, wanted in attributes.items():
            value = attribute("n", name)
            if value is None:
                return []
            sql += f" AND ({value}) = ?"
            values.append(comparable(wanted))
        if node_labels is not None:
            sql += (
                " AND EXISTS(SELECT 1 FROM json_each(n.labels) j"
                " WHERE j.value IN (SELECT value FROM json_each(?)))"
            )
            values.append(listed(node_labels))
        found = await driver.file.read(
            lambda con: rows(con, f"{sql} ORDER BY n.rid LIMIT ?", (*values, bounded(limit)))
        )
        return [models.entity_of(row) for row in found]

    @override
    async def node_load_embeddings(self, node: Any, driver: Any) -> None:
        node.name_embedding = await vector(driver, "entity", node.uuid, NodeNotFoundError)

    @override
    async def node_load_embeddings_bulk(
        self, driver: Any, nodes: list[Any], batch_size: int = 100
    ) -> dict[str, list[float]]:
        uuids = [node.uuid for node in nodes]
        found: dict[str, list[float]] = await driver.file.read(
            lambda con: vectors_by_uuid(con, "entity", uuids)
        )
        return found


async def vector(
    driver: Any, table: str, uuid: str, missing: type[Exception]
) -> list[float] | None:
    """Return the vector of one record, None when it has none.

    Raises:
        missing: There is no such record.
    """
    sql = f"SELECT embedding FROM {table} WHERE uuid = ?"
    found = await driver.file.read(lambda con: rows(con, sql, (uuid,)))
    if not found:
        raise missing(uuid)
    return models.vector_of(found[0][0])
