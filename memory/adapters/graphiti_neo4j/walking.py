"""Walk the graph breadth first, from entities and episodes, within their groups."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode

from .filters import Conditions
from .records import EDGE, NODE, edge_of, node_of

Read = Callable[..., Awaitable[Any]]


async def edges_around(
    read: Read,
    origins: Sequence[str],
    depth: int,
    group_ids: list[str] | None,
    where: Conditions,
    limit: int,
) -> list[EntityEdge]:
    """Return the facts at most `depth` hops from the origins, which lie in the same group."""
    if not origins or depth < 1 or limit < 1:
        return []
    own = ["e.group_id = origin.group_id"]
    if group_ids is not None:
        own.append("e.group_id IN $groups")
    statement = f"""
        {_walk(depth)}
        UNWIND relationships(path) AS e
        WITH DISTINCT origin, e, startNode(e) AS n, endNode(e) AS m
        {where.joined("e:RELATES_TO", *own)}
        WITH DISTINCT e LIMIT $limit
        RETURN {EDGE}
    """
    values = {"origins": list(origins), "groups": group_ids, "limit": limit}
    return [edge_of(record) for record in await read(statement, **values, **where.values)]


async def nodes_around(
    read: Read,
    origins: Sequence[str],
    depth: int,
    group_ids: list[str] | None,
    where: Conditions,
    limit: int,
) -> list[EntityNode]:
    """Return the things at most `depth` hops from the origins, which lie in the same group."""
    if not origins or depth < 1 or limit < 1:
        return []
    own = ["n.group_id = origin.group_id"]
    if group_ids is not None:
        own.append("n.group_id IN $groups")
    statement = f"""
        {_walk(depth)}
        WITH DISTINCT origin, n
        {where.joined(*own)}
        WITH DISTINCT n LIMIT $limit
        RETURN {NODE}
    """
    values = {"origins": list(origins), "groups": group_ids, "limit": limit}
    return [node_of(record) for record in await read(statement, **values, **where.values)]


def _walk(depth: int) -> str:
    """Return the match of all paths; the labels let Neo4j find the origins by their index."""
    return f"""
        UNWIND $origins AS origin_uuid
        MATCH (origin:Entity|Episodic {{uuid: origin_uuid}})
        MATCH path = (origin)-[:RELATES_TO|MENTIONS*1..{int(depth)}]->(n:Entity)
    """
