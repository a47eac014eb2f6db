"""The four kinds of things that are searched: how each is matched, indexed and returned."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from . import records


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node or relationship.

    Attributes:
        item: Its variable in Cypher.
        match: Matches it, and the ends of a relationship.
        by_group: Makes Neo4j match it through the index of groups, never by looking at all.
        found: Takes it from what an index yields, and binds the ends of a relationship.
        procedure: The end of the procedures' names that query its indexes.
        words_index: Its full-text index.
        words: The properties that are searched for words.
        vector_index: Its vector index; empty when it has no vectors.
        vector: The property that holds its vector.
        returned: What is returned of it.
        parse: Makes a model of a record.
    """

    item: str
    match: str
    by_group: str
    found: str
    procedure: str
    words_index: str
    words: tuple[str, ...]
    vector_index: str
    vector: str
    returned: str
    parse: Callable[[Any], Any]


EDGES: Final = Kind(
    item="e",
    match="MATCH (n:Entity)-[e:RELATES_TO]->(m:Entity)",
    by_group="USING INDEX e:RELATES_TO(group_id)",
    found="YIELD relationship AS e, score WITH e, score, startNode(e) AS n, endNode(e) AS m",
    procedure="queryRelationships",
    words_index="edge_name_and_fact",
    words=("name", "fact"),
    vector_index="relation_fact_vector",
    vector="fact_embedding",
    returned=records.EDGE,
    parse=records.edge_of,
)
NODES: Final = Kind(
    item="n",
    match="MATCH (n:Entity)",
    by_group="USING INDEX n:Entity(group_id)",
    found="YIELD node AS n, score WITH n, score",
    procedure="queryNodes",
    words_index="node_name_and_summary",
    words=("name", "summary"),
    vector_index="entity_name_vector",
    vector="name_embedding",
    returned=records.NODE,
    parse=records.node_of,
)
EPISODES: Final = Kind(
    item="e",
    match="MATCH (e:Episodic)",
    by_group="USING INDEX e:Episodic(group_id)",
    found="YIELD node AS e, score WITH e, score",
    procedure="queryNodes",
    words_index="episode_content",
    words=("content", "source", "source_description"),
    vector_index="",
    vector="",
    returned=records.EPISODE,
    parse=records.episode_of,
)
COMMUNITIES: Final = Kind(
    item="c",
    match="MATCH (c:Community)",
    by_group="USING INDEX c:Community(group_id)",
    found="YIELD node AS c, score WITH c, score",
    procedure="queryNodes",
    words_index="community_name",
    words=("name",),
    vector_index="community_name_vector",
    vector="name_embedding",
    returned=records.COMMUNITY,
    parse=records.community_of,
)
