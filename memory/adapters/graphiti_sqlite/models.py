"""Turn Graphiti's nodes and edges into rows, and rows into nodes and edges."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodeType, EpisodicNode, SagaNode

from .statements import Row
from .words import tallied

ENTITY: Final = "n.uuid, n.name, n.group_id, n.created_at, n.labels, n.summary, n.attributes"
EPISODE: Final = (
    "e.uuid, e.name, e.group_id, e.created_at, e.source, e.source_description, e.content,"
    " e.valid_at, e.entity_edges, e.metadata"
)
COMMUNITY: Final = "c.uuid, c.name, c.group_id, c.created_at, c.summary, c.embedding"
SAGA_FIELDS: Final = (
    "uuid", "name", "group_id", "created_at", "summary", "first_episode_uuid",
    "last_episode_uuid", "last_summarized_at", "last_summarized_episode_valid_at",
)  # fmt: skip
SAGA: Final = ", ".join(f"s.{name}" for name in SAGA_FIELDS)
EDGE: Final = (
    "e.uuid, e.source, e.target, e.group_id, e.name, e.fact, e.episodes, e.created_at,"
    " e.expired_at, e.valid_at, e.invalid_at, e.reference_time, e.attributes"
)

_ENTITY_FIELDS: Final = frozenset(
    ("uuid", "name", "group_id", "summary", "created_at", "name_embedding", "labels")
)
_EDGE_FIELDS: Final = frozenset(
    (
        "uuid", "source_node_uuid", "target_node_uuid", "name", "fact", "group_id", "episodes",
        "created_at", "expired_at", "valid_at", "invalid_at", "reference_time", "fact_embedding",
    )
)  # fmt: skip


_parsed: Final = json.JSONDecoder().raw_decode
"""Reads what `json_text` wrote in half the time of `json.loads`, which looks for blanks around."""


def time_text(time: datetime | str | None) -> str | None:
    """Return a time as text that sorts by time: aware ones in UTC, naive ones as they are."""
    if time is None:
        return None
    if isinstance(time, str):
        time = datetime.fromisoformat(time)
    if time.tzinfo is not None:
        time = time.astimezone(UTC)
    return time.isoformat(timespec="microseconds")


def time_of(text: str | None) -> datetime | None:
    """Return the time that `time_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def vector_of(blob: bytes | None) -> list[float] | None:
    """Return a stored vector."""
    return None if blob is None else np.frombuffer(blob, dtype=np.float32).tolist()


def entity_of(row: Row) -> EntityNode:
    """Return the node in a row of `ENTITY`, with its vector if the row has one more column."""
    return EntityNode(
        uuid=row[0],
        name=row[1],
        group_id=row[2],
        created_at=datetime.fromisoformat(row[3]),
        labels=json.loads(row[4]),
        summary=row[5],
        attributes=json.loads(row[6]),
        name_embedding=vector_of(row[7]) if len(row) > 7 else None,
    )


def episode_of(row: Row) -> EpisodicNode:
    """Return the episode in a row of `EPISODE`."""
    return EpisodicNode(
        uuid=row[0],
        name=row[1],
        group_id=row[2],
        created_at=datetime.fromisoformat(row[3]),
        source=EpisodeType.from_str(row[4]),
        source_description=row[5],
        content=row[6],
        valid_at=datetime.fromisoformat(row[7]),
        entity_edges=json.loads(row[8]),
        episode_metadata=json.loads(row[9]) if row[9] else None,
    )


def community_of(row: Row) -> CommunityNode:
    """Return the community in a row of `COMMUNITY`."""
    return CommunityNode(
        uuid=row[0],
        name=row[1],
        group_id=row[2],
        created_at=datetime.fromisoformat(row[3]),
        summary=row[4],
        name_embedding=vector_of(row[5]),
    )


def saga_of(row: Row) -> SagaNode:
    """Return the saga in a row of `SAGA`."""
    return SagaNode(
        uuid=row[0],
        name=row[1],
        group_id=row[2],
        created_at=datetime.fromisoformat(row[3]),
        summary=row[4] or "",
        first_episode_uuid=row[5],
        last_episode_uuid=row[6],
        last_summarized_at=time_of(row[7]),
        last_summarized_episode_valid_at=time_of(row[8]),
    )


def edge_of(row: Row) -> EntityEdge:
    """Return the edge in a row of `EDGE`, with its vector if the row has one more column.

    Its fields are set as `model_construct` sets them: `edge_row` wrote what a valid model held, and
    validating it again is half the cost of a search.
    """
    edge = EntityEdge.__new__(EntityEdge)
    values = {
        "uuid": row[0],
        "group_id": row[3],
        "source_node_uuid": row[1],
        "target_node_uuid": row[2],
        "created_at": datetime.fromisoformat(row[7]),
        "name": row[4],
        "fact": row[5],
        "fact_embedding": vector_of(row[13]) if len(row) > 13 else None,
        "episodes": _parsed(row[6])[0],
        "expired_at": time_of(row[8]),
        "valid_at": time_of(row[9]),
        "invalid_at": time_of(row[10]),
        "reference_time": time_of(row[11]),
        "attributes": _parsed(row[12])[0],
    }
    for name, value in (
        ("__dict__", values),
        ("__pydantic_fields_set__", set(values)),
        ("__pydantic_extra__", None),
        ("__pydantic_private__", None),
    ):
        object.__setattr__(edge, name, value)
    return edge


def groups_of(saved: Iterable[Any]) -> set[str]:
    """Return the groups of models, or of core's bulk form of them."""
    return {one["group_id"] if isinstance(one, Mapping) else one.group_id for one in saved}


def rows_of(saved: Sequence[Any], row: Callable[[Any], Row]) -> Callable[[], list[Row]]:
    """Return what makes the rows of a save, to be called by the thread that writes them.

    Core's bulk form is made for the save alone, so its rows wait until then, and a large batch
    does not hold up the event loop. A model may change before its transaction ends: its row is
    made here.
    """
    if any(not isinstance(one, Mapping) for one in saved):
        rows = [row(one) for one in saved]
        return lambda: rows
    return lambda: [row(one) for one in saved]


def entity_row(node: EntityNode | Mapping[str, Any]) -> Row:
    """Return the values of `upserts.ENTITY`; core's bulk form has its attributes among the rest."""
    flat, attributes = _parts(node, _ENTITY_FIELDS)
    summary = flat.get("summary") or ""
    return (
        flat["uuid"],
        flat["name"],
        flat["group_id"],
        time_text(flat["created_at"]),
        json_text(sorted({*(flat.get("labels") or ()), "Entity"})),
        summary,
        json_text(attributes),
        *tallied(flat["name"], summary),
        _blob(flat.get("name_embedding")),
    )


def episode_row(node: EpisodicNode | Mapping[str, Any]) -> Row:
    """Return the values of `upserts.EPISODE`."""
    flat = node if isinstance(node, Mapping) else node.__dict__
    source = flat["source"]
    name = source.value if isinstance(source, EpisodeType) else str(source)
    content, described = flat.get("content") or "", flat.get("source_description") or ""
    metadata = flat.get("episode_metadata")
    return (
        flat["uuid"],
        flat["name"],
        flat["group_id"],
        time_text(flat["created_at"]),
        name,
        described,
        content,
        time_text(flat["valid_at"]),
        json_text(flat.get("entity_edges") or []),
        None if metadata is None else json_text(metadata),
        *tallied(content, name, described),
    )


def community_row(node: CommunityNode) -> Row:
    """Return the values of `upserts.COMMUNITY`."""
    return (
        node.uuid,
        node.name,
        node.group_id,
        time_text(node.created_at),
        node.summary,
        *tallied(node.name),
        _blob(node.name_embedding),
    )


def saga_row(node: SagaNode) -> Row:
    """Return the values of `upserts.SAGA`."""
    return (
        node.uuid,
        node.name,
        node.group_id,
        time_text(node.created_at),
        node.summary,
        node.first_episode_uuid,
        node.last_episode_uuid,
        time_text(node.last_summarized_at),
        time_text(node.last_summarized_episode_valid_at),
    )


def edge_row(edge: EntityEdge | Mapping[str, Any]) -> Row:
    """Return the values of `upserts.EDGE`; core's bulk form has its attributes among the rest."""
    flat, attributes = _parts(edge, _EDGE_FIELDS)
    ends = (flat["source_node_uuid"], flat["target_node_uuid"])
    return (
        flat["uuid"],
        *ends,
        flat["group_id"],
        flat["name"],
        flat["fact"],
        json_text(list(flat.get("episodes") or ())),
        time_text(flat["created_at"]),
        time_text(flat.get("expired_at")),
        time_text(flat.get("valid_at")),
        time_text(flat.get("invalid_at")),
        time_text(flat.get("reference_time")),
        json_text(attributes),
        *tallied(flat["name"], flat["fact"]),
        _blob(flat.get("fact_embedding")),
        *ends,
    )


def _parts(
    item: EntityNode | EntityEdge | Mapping[str, Any], fields: frozenset[str]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    if isinstance(item, Mapping):
        return item, {key: value for key, value in item.items() if key not in fields}
    return item.__dict__, item.attributes or {}


def _blob(vector: Any) -> bytes | None:
    return None if vector is None else np.asarray(vector, dtype=np.float32).tobytes()


def json_text(value: Any) -> str:
    """Return a value as JSON: times in ISO 8601, arrays and sets as lists, the rest as text."""
    return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return list(value) if isinstance(value, set | frozenset) else str(value)
