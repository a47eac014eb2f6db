"""Save, read, find and delete communities."""

from collections import Counter
from typing import Any

from graphiti_core.driver.graph_operations.graph_operations import GraphOperationsInterface
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import CommunityNode, EntityNode
from typing_extensions import override

from . import models, upserts
from .clusters import Neighbours, clusters_of
from .deleting import delete_groups
from .entity_nodes import vector
from .reading import by_uuids, page
from .statements import listed, rows, run


class Communities(GraphOperationsInterface):
    """The part of the interface that is about communities."""

    @override
    async def community_node_save(self, node: Any, driver: Any, tx: Any = None) -> None:
        await self.community_node_save_bulk(None, driver, tx, [node])

    @override
    async def community_node_save_bulk(
        self, _cls: Any, driver: Any, transaction: Any, nodes: list[Any], batch_size: int = 100
    ) -> None:
        batch = [models.community_row(node) for node in nodes]
        driver.check_written(row[2] for row in batch)
        await driver.file.write(lambda con: run(con, upserts.COMMUNITY, batch), transaction)

    @override
    async def community_node_delete(self, node: Any, driver: Any) -> None:
        await self.node_delete_by_uuids(CommunityNode, driver, [node.uuid])

    @override
    async def community_node_delete_by_group_id(
        self, _cls: Any, driver: Any, group_id: str, batch_size: int = 100, tx: Any = None
    ) -> None:
        await driver.file.write(lambda con: delete_groups(con, ("community",), [group_id]), tx)

    @override
    async def community_node_delete_by_uuids(
        self,
        _cls: Any,
        driver: Any,
        uuids: list[str],
        group_id: str | None = None,
        batch_size: int = 100,
    ) -> None:
        await self.node_delete_by_uuids(CommunityNode, driver, uuids, group_id)

    @override
    async def community_node_get_by_uuid(self, _cls: Any, driver: Any, uuid: str) -> CommunityNode:
        found = await self.community_node_get_by_uuids(_cls, driver, [uuid])
        if not found:
            raise NodeNotFoundError(uuid)
        return found[0]

    @override
    async def community_node_get_by_uuids(
        self, _cls: Any, driver: Any, uuids: list[str]
    ) -> list[CommunityNode]:
        found = await driver.file.read(
            lambda con: by_uuids(con, models.COMMUNITY, "community c", uuids)
        )
        return [models.community_of(row) for row in found]

    @override
    async def community_node_get_by_group_ids(
        self,
        _cls: Any,
        driver: Any,
        group_ids: list[str],
        limit: int | None = None,
        uuid_cursor: str | None = None,
    ) -> list[CommunityNode]:
        groups = driver.groups(group_ids) or []
        found = await driver.file.read(
            lambda con: page(con, models.COMMUNITY, "community c", groups, limit, uuid_cursor)
        )
        return [models.community_of(row) for row in found]

    async def community_node_load_name_embedding(self, node: Any, driver: Any) -> None:
        """Set the vector of a community; core calls this beyond its interface."""
        node.name_embedding = await vector(driver, "community", node.uuid, NodeNotFoundError)

    @override
    async def get_communities_by_nodes(self, driver: Any, nodes: list[Any]) -> list[CommunityNode]:
        sql = (
            f"SELECT {models.COMMUNITY} FROM community c WHERE c.uuid IN (SELECT source FROM link"
            " WHERE kind = 'HAS_MEMBER' AND target IN (SELECT value FROM json_each(?)))"
        )
        uuids = listed(node.uuid for node in nodes)
        found = await driver.file.read(lambda con: rows(con, sql, (uuids,)))
        return [models.community_of(row) for row in found]

    @override
    async def get_community_clusters(
        self, driver: Any, group_ids: list[str] | None
    ) -> list[list[EntityNode]]:
        groups = driver.groups(group_ids)

        def read(con: Any) -> list[list[EntityNode]]:
            wanted = groups
            if wanted is None:
                wanted = [row[0] for row in rows(con, "SELECT DISTINCT group_id FROM entity")]
            return [
                _entities(con, cluster)
                for group in wanted
                for cluster in clusters_of(_neighbours(con, group))
            ]

        clusters: list[list[EntityNode]] = await driver.file.read(read)
        return clusters

    @override
    async def remove_communities(self, driver: Any, group_ids: list[str] | None = None) -> None:
        # Core takes an empty list for every group here.
        groups = driver.groups(group_ids)

        def delete(con: Any) -> None:
            if groups:
                delete_groups(con, ("community",), groups)
            else:
                con.execute("DELETE FROM community")

        await driver.file.write(delete)

    @override
    async def determine_entity_community(
        self, driver: Any, entity: Any
    ) -> tuple[CommunityNode | None, bool]:
        own = (
            f"SELECT {models.COMMUNITY} FROM link l JOIN community c ON c.uuid = l.source"
            " WHERE l.kind = 'HAS_MEMBER' AND l.target = ?"
        )
        near = (
            f"SELECT {models.COMMUNITY} FROM (SELECT target u FROM edge WHERE source = ?1 UNION ALL"
            " SELECT source FROM edge WHERE target = ?1) x JOIN link l ON l.kind = 'HAS_MEMBER'"
            " AND l.target = x.u JOIN community c ON c.uuid = l.source"
            " GROUP BY c.uuid ORDER BY count(*) DESC, c.rid LIMIT 1"
        )

        def read(con: Any) -> tuple[CommunityNode | None, bool]:
            for sql, is_new in ((own, False), (near, True)):
                found = rows(con, sql, (entity.uuid,))
                if found:
                    return models.community_of(found[0]), is_new
            return None, False

        found: tuple[CommunityNode | None, bool] = await driver.file.read(read)
        return found


def _neighbours(con: Any, group_id: str) -> Neighbours:
    sql = "SELECT uuid FROM entity WHERE group_id = ? ORDER BY uuid DESC"
    near: Neighbours = {row[0]: Counter() for row in rows(con, sql, (group_id,))}
    for source, target in rows(
        con, "SELECT source, target FROM edge WHERE group_id = ?", (group_id,)
    ):
        if source in near and target in near:
            near[source][target] += 1
            if source != target:
                near[target][source] += 1
    return near


def _entities(con: Any, uuids: list[str]) -> list[EntityNode]:
    return [models.entity_of(row) for row in by_uuids(con, models.ENTITY, "entity n", uuids)]
