"""What a search returns of each node and edge, and how a record becomes a Graphiti model."""

from typing import Any, Final

from graphiti_core.driver.driver import GraphProvider
from graphiti_core.edges import EntityEdge, get_entity_edge_from_record
from graphiti_core.models.nodes.node_db_queries import COMMUNITY_NODE_RETURN, EPISODIC_NODE_RETURN
from graphiti_core.nodes import (
    CommunityNode,
    EntityNode,
    EpisodicNode,
    get_community_node_from_record,
    get_entity_node_from_record,
    get_episodic_node_from_record,
)

# The vectors stay on the server: reading one takes longer than the rest of the record.
EDGE: Final = """
    e.uuid AS uuid, startNode(e).uuid AS source_node_uuid, endNode(e).uuid AS target_node_uuid,
    e.group_id AS group_id, e.created_at AS created_at, e.name AS name, e.fact AS fact,
    e.episodes AS episodes, e.expired_at AS expired_at, e.valid_at AS valid_at,
    e.invalid_at AS invalid_at, e.reference_time AS reference_time,
    e {.*, fact_embedding: null} AS attributes
"""
NODE: Final = """
    n.uuid AS uuid, n.name AS name, n.group_id AS group_id, n.created_at AS created_at,
    n.summary AS summary, labels(n) AS labels, n {.*, name_embedding: null} AS attributes
"""
EPISODE: Final = EPISODIC_NODE_RETURN
COMMUNITY: Final = COMMUNITY_NODE_RETURN

_ENDS: Final = ("source_uuid", "target_uuid")


def edge_of(record: Any) -> EntityEdge:
    """Return the edge of a record of `EDGE`, without what Graphiti stores beside its attributes."""
    edge = get_entity_edge_from_record(record, GraphProvider.NEO4J)
    for name in _ENDS:
        edge.attributes.pop(name, None)
    return edge


def node_of(record: Any) -> EntityNode:
    """Return the node of a record of `NODE`."""
    return get_entity_node_from_record(record, GraphProvider.NEO4J)


def episode_of(record: Any) -> EpisodicNode:
    """Return the episode of a record of `EPISODE`."""
    return get_episodic_node_from_record(record)


def community_of(record: Any) -> CommunityNode:
    """Return the community of a record of `COMMUNITY`."""
    return get_community_node_from_record(record)
