"""Read records that Graphiti finds without searching."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode, EpisodicNode
from graphiti_core.utils.maintenance.graph_data_operations import retrieve_episodes

from memory.adapters.graphiti_knowledge.driver import ScoringDriver
from memory.adapters.graphiti_knowledge.records import WATERMARK, Record, subject_id


async def watermark_of(driver: ScoringDriver) -> dict[str, Any] | None:
    """Return the attributes of the watermark, or None in a new graph."""
    found = await EntityNode.get_by_uuids(_graphitis(driver), [WATERMARK])
    return found[0].attributes if found else None


async def records_named(
    driver: ScoringDriver, group: str, memory_ids: Sequence[str]
) -> list[Record]:
    """Return those edges and episodes of a group that have one of these ids."""
    edges: list[Record] = await EntityEdge.get_by_uuids(_graphitis(driver), list(memory_ids))
    found = [edge for edge in edges if edge.group_id == group]
    rest = set(memory_ids).difference(edge.uuid for edge in edges)
    if rest:
        episodes = await EpisodicNode.get_by_uuids(_graphitis(driver), list(rest))
        found += [episode for episode in episodes if episode.group_id == group]
    return found


async def edges_in(driver: ScoringDriver, group: str) -> list[EntityEdge]:
    """Return every edge of a group; through its subject, since a page of edges brings vectors."""
    found = await EntityEdge.get_by_node_uuid(_graphitis(driver), subject_id(group))
    return [edge for edge in found if edge.group_id == group]


async def episodes_in(driver: ScoringDriver, group: str) -> list[EpisodicNode]:
    """Return every episode of a group."""
    return cast(
        "list[EpisodicNode]", await EpisodicNode.get_by_group_ids(_graphitis(driver), [group])
    )


async def newest_episodes(
    driver: ScoringDriver, group: str, now: datetime, most: int
) -> list[EpisodicNode]:
    """Return the newest episodes of a group that were valid by then."""
    return await retrieve_episodes(_graphitis(driver), now, most, [group])


def _graphitis(driver: ScoringDriver) -> GraphDriver:
    """Return the driver as Graphiti's own type, which a protocol cannot extend."""
    return cast("GraphDriver", driver)
