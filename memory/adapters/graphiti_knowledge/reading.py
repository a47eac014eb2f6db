"""Read records that Graphiti finds without searching."""

from collections.abc import Sequence
from typing import Any, cast

from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode

from memory.adapters.graphiti_knowledge.driver import ScoringDriver
from memory.adapters.graphiti_knowledge.records import WATERMARK, subject_id


async def watermark_of(driver: ScoringDriver) -> dict[str, Any] | None:
    """Return the attributes of the watermark, or None in a new graph."""
    found = await EntityNode.get_by_uuids(_graphitis(driver), [WATERMARK])
    return found[0].attributes if found else None


async def edges_named(
    driver: ScoringDriver, group: str, memory_ids: Sequence[str]
) -> list[EntityEdge]:
    """Return those edges of a group that have one of these ids."""
    found = await EntityEdge.get_by_uuids(_graphitis(driver), list(memory_ids))
    return [edge for edge in found if edge.group_id == group]


async def edges_in(driver: ScoringDriver, group: str) -> list[EntityEdge]:
    """Return every edge of a group; through its subject, since a page of edges brings vectors."""
    found = await EntityEdge.get_by_node_uuid(_graphitis(driver), subject_id(group))
    return list({edge.uuid: edge for edge in found if edge.group_id == group}.values())


def _graphitis(driver: ScoringDriver) -> GraphDriver:
    """Return the driver as Graphiti's own type, which a protocol cannot extend."""
    return cast("GraphDriver", driver)
