"""Group the things of a group into clusters, by label propagation that always ends."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Final

from graphiti_core.nodes import EntityNode

from .records import NODE, node_of

Read = Callable[..., Awaitable[Any]]
Neighbours = dict[str, Counter[str]]
"""For each thing the things it has facts with, and how many."""

_TOGETHER: Final = 10
_ROUNDS: Final = 50
_GROUPS: Final = "MATCH (n:Entity) RETURN DISTINCT n.group_id AS group_id ORDER BY group_id"
_THINGS: Final = f"MATCH (n:Entity {{group_id: $group_id}}) RETURN {NODE} ORDER BY uuid"
_FACTS: Final = """
    MATCH (n:Entity)-[e:RELATES_TO {group_id: $group_id}]->(m:Entity)
    WHERE n.group_id = $group_id AND m.group_id = $group_id
    RETURN n.uuid AS one, m.uuid AS other, count(e) AS facts
"""


async def clusters(read: Read, group_ids: list[str] | None) -> list[list[EntityNode]]:
    """Return the clusters of each group; None means every group."""
    if group_ids is None:
        group_ids = [record["group_id"] for record in await read(_GROUPS)]
    found: list[list[EntityNode]] = []
    for group_id in group_ids:
        things = {
            record["uuid"]: node_of(record) for record in await read(_THINGS, group_id=group_id)
        }
        near: Neighbours = {uuid: Counter() for uuid in things}
        for record in await read(_FACTS, group_id=group_id):
            near[record["one"]][record["other"]] += record["facts"]
            near[record["other"]][record["one"]] += record["facts"]
        found += [[things[uuid] for uuid in cluster] for cluster in propagated(near)]
    return found


def propagated(near: Neighbours) -> list[list[str]]:
    """Return the clusters of a graph.

    The rule is Graphiti's, which changes all labels at once and can swap two of them for ever.
    After ten such rounds labels are changed one by one, which settles; after fifty the clusters
    are taken as they are.
    """
    label = {node: place for place, node in enumerate(near)}
    for number in range(_ROUNDS):
        new = _relabelled(near, label, together=number < _TOGETHER)
        done, label = new == label, new
        if done:
            break
    found: dict[int, list[str]] = defaultdict(list)
    for node, place in label.items():
        found[place].append(node)
    return list(found.values())


def _relabelled(near: Neighbours, label: dict[str, int], *, together: bool) -> dict[str, int]:
    new: dict[str, int] = {}
    for node, others in near.items():
        votes: Counter[int] = Counter()
        for other, facts in others.items():
            votes[label[other] if together else new.get(other, label[other])] += facts
        facts, best = max(((facts, place) for place, facts in votes.items()), default=(0, -1))
        new[node] = best if facts > 1 else max(best, label[node])
    return new
