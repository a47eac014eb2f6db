"""Save, read and delete facts: the edges between entities."""

from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.edges import EntityEdge, HasEpisodeEdge, NextEpisodeEdge
from graphiti_core.errors import EdgeNotFoundError, GroupsEdgesNotFoundError
from typing_extensions import override

from . import models, upserts
from .entity_nodes import vector
from .reading import by_uuids, page, vectors_by_uuid
from .statements import listed, rows, run

_OWN_KIND = {HasEpisodeEdge: "HAS_EPISODE", NextEpisodeEdge: "NEXT_EPISODE"}


class EntityEdges(GraphOperationsInterface):
    """The part of the interface that is about facts, and about deleting edges."""

    @override
    async def edge_save(self, edge: Any, driver: Any, tx: Any = None) -> None:
        await self.edge_save_bulk(None, driver, tx, [edge])

    @override
    async def edge_save_bulk(
        self, _cls: Any, driver: Any, transaction: Any, edges: list[Any], batch_size: int = 100
    ) -> None:
        driver.check_written(models.groups_of(edges))
        batch = models.rows_of(edges, models.edge_row)
        await driver.file.write(lambda con: run(con, upserts.EDGE, batch()), transaction)

    @override
    async def edge_delete(self, edge: Any, driver: Any, tx: Any = None) -> None:
        await self.edge_delete_by_uuids(type(edge), driver, [edge.uuid], tx=tx)

    @override
    async def edge_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        tx: Any = None,
    ) -> None:
        # Core deletes facts, MENTIONS and HAS_MEMBER through any of their classes.
        own = _OWN_KIND.get(_cls)
        kinds = [own] if own else ["MENTIONS", "HAS_MEMBER"]
        within = "" if group_id is None else " AND +group_id = ?"
        last = () if group_id is None else (group_id,)
        chosen = "uuid IN (SELECT value FROM json_each(?))"

        def delete(con: Any) -> None:
            if own is None:
                run(con, f"DELETE FROM edge WHERE {chosen}{within}", [(listed(uuids), *last)])
            for kind in kinds:
                sql = f"DELETE FROM link WHERE kind = ? AND {chosen}{within}"
                run(con, sql, [(kind, listed(uuids), *last)])

        await driver.file.write(delete, tx)

    @override
    async def edge_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> EntityEdge:
        found = await self.edge_get_by_uuids(_cls, driver, [uuid])
        if not found:
            raise EdgeNotFoundError(uuid)
        return found[0]

    @override
    async def edge_get_by_uuids(self, _cls: Any, driver: Any, uuids: list[str]) -> list[EntityEdge]:
        found = await driver.file.read(lambda con: by_uuids(con, models.EDGE, "edge e", uuids))
        return [models.edge_of(row) for row in found]

    @override
    async def edge_get_by_group_ids(
        self,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[EntityEdge]:
        groups = driver.groups(group_ids) or []
        columns = f"{models.EDGE}, e.embedding"
        found = await driver.file.read(
            lambda con: page(con, columns, "edge e", groups, limit, uuid_cursor)
        )
        if not found:
            raise GroupsEdgesNotFoundError(group_ids)
        return [models.edge_of(row) for row in found]

    async def edge_get_between_nodes(
        self, _cls: Any, driver: Any, source_node_uuid: str, target_node_uuid: str
    ) -> list[EntityEdge]:
        """Return the facts from one node to another; core calls this beyond its interface."""
        sql = f"SELECT {models.EDGE} FROM edge e WHERE e.source = ? AND e.target = ? ORDER BY e.rid"
        values = (source_node_uuid, target_node_uuid)
        found = await driver.file.read(lambda con: rows(con, sql, values))
        return [models.edge_of(row) for row in found]

    async def edge_get_by_node_uuid(
        self, _cls: Any, driver: Any, node_uuid: str
    ) -> list[EntityEdge]:
        """Return the facts at a node, either end; core calls this beyond its interface."""
        sql = (
            f"SELECT {models.EDGE} FROM edge e WHERE e.rid IN (SELECT rid FROM edge"
            " WHERE source = ?1 UNION SELECT rid FROM edge WHERE target = ?1) ORDER BY e.rid"
        )
        found = await driver.file.read(lambda con: rows(con, sql, (node_uuid,)))
        return [models.edge_of(row) for row in found]

    @override
    async def edge_load_embeddings(self, edge: Any, driver: Any) -> None:
        edge.fact_embedding = await vector(driver, "edge", edge.uuid, EdgeNotFoundError)

    @override
    async def edge_load_embeddings_bulk(
        self, driver: Any, edges: list[Any], batch_size: int = 100
    ) -> dict[str, list[float]]:
        uuids = [edge.uuid for edge in edges]
        found: dict[str, list[float]] = await driver.file.read(
            lambda con: vectors_by_uuid(con, "edge", uuids)
        )
        return found
