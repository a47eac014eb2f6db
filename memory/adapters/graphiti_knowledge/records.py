"""Turn facts into Graphiti's edges and episodes, things into its nodes, and back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from graphiti_core.edges import EntityEdge, EpisodicEdge
from graphiti_core.nodes import EntityNode, EpisodeType, EpisodicNode

from domain.ids import known_id
from domain.knowledge import KnownFact, Label, Thing
from memory.knowledge import OWN_GROUP

Vector = Sequence[float]
Record = EntityEdge | EpisodicNode

WATERMARK: Final = known_id(OWN_GROUP, "node", "Watermark")
_HISTORY: Final = "history"
_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def time_of(ms: int) -> datetime:
    """Return a time in UTC from milliseconds since 1970."""
    return _BEGIN + ms * _MS


def ms_of(time: datetime | None) -> int:
    """Return milliseconds since 1970 from a time that must be there."""
    if time is None:
        raise ValueError("a fact in the graph lacks a time")
    return (time - _BEGIN) // _MS


def subject_id(group: str) -> str:
    """Return the id of the node that stands for a group's subject."""
    return known_id(group, "node", Label.SUBJECT, group)


def thing_id(group: str, thing: Thing) -> str:
    """Return the id of the node that stands for a thing; only its label and key count."""
    return known_id(group, "node", thing.label, thing.key)


def subject_node(group: str, since: int, vector: Vector) -> EntityNode:
    """Return the node of a group's subject."""
    return EntityNode(
        uuid=subject_id(group),
        name=group,
        group_id=group,
        labels=[Label.SUBJECT.value],
        created_at=time_of(since),
        name_embedding=list(vector),
    )


def thing_node(group: str, thing: Thing, since: int, vector: Vector) -> EntityNode:
    """Return the node of a thing."""
    return EntityNode(
        uuid=thing_id(group, thing),
        name=thing.name,
        group_id=group,
        labels=[thing.label.value],
        created_at=time_of(since),
        name_embedding=list(vector),
        attributes={"key": thing.key},
    )


def watermark_node(seq: int, fingerprint: str, vector: Vector) -> EntityNode:
    """Return the node that tells up to where the graph holds the journal, and whose it is."""
    return EntityNode(
        uuid=WATERMARK,
        name="watermark",
        group_id=OWN_GROUP,
        labels=["Watermark"],
        created_at=_BEGIN,
        name_embedding=list(vector),
        attributes={"seq": seq, "fingerprint": fingerprint},
    )


def edge_of(group: str, fact: KnownFact, thing: Thing, vector: Vector) -> EntityEdge:
    """Return the edge from the subject to a thing that states a fact.

    The thing is written on the edge, too, so that a fact is read without its node.
    """
    attributes: dict[str, Any] = {
        "memory_type": fact.type,
        "thing_label": thing.label.value,
        "thing_key": thing.key,
        "thing_name": thing.name,
        "stated": fact.value,
        "origin": fact.source,
        "confidence": fact.confidence,
        "seen": fact.count,
        "seq": fact.seq,
        "tags": _json(fact.tags),
    }
    if fact.half_life_days is not None:
        attributes["half_life_days"] = fact.half_life_days
    return EntityEdge(
        uuid=fact.memory_id,
        group_id=group,
        source_node_uuid=subject_id(group),
        target_node_uuid=thing_id(group, thing),
        name=fact.relation,
        fact=fact.content,
        fact_embedding=list(vector),
        episodes=list(fact.evidence),
        created_at=time_of(fact.recorded_at),
        valid_at=time_of(fact.valid_at),
        invalid_at=_time(fact.invalid_at),
        expired_at=_time(fact.expired_at),
        reference_time=time_of(fact.reinforced_at),
        attributes=attributes,
    )


def episode_of(group: str, fact: KnownFact) -> EpisodicNode:
    """Return the episode that keeps a piece of history.

    An episode has no attributes of its own, so what it lacks goes into its name, which is the one
    text of it that is not searched.
    """
    rest = {
        "type": fact.type,
        "relation": fact.relation,
        "value": fact.value,
        "source": fact.source,
        "confidence": fact.confidence,
        "evidence": fact.evidence,
        "reinforced_at": fact.reinforced_at,
        "tags": fact.tags,
        "invalid_at": fact.invalid_at,
        "expired_at": fact.expired_at,
        "half_life_days": fact.half_life_days,
        "count": fact.count,
        "seq": fact.seq,
    }
    return EpisodicNode(
        uuid=fact.memory_id,
        name=_json(rest),
        group_id=group,
        source=EpisodeType.text,
        source_description=_HISTORY,
        content=fact.content,
        created_at=time_of(fact.recorded_at),
        valid_at=time_of(fact.valid_at),
    )


def mention_of(group: str, episode: KnownFact, thing: Thing) -> EpisodicEdge:
    """Return the link from a piece of history to a thing learned from the same event."""
    target = thing_id(group, thing)
    return EpisodicEdge(
        uuid=known_id(group, "mentions", episode.memory_id, target),
        group_id=group,
        source_node_uuid=episode.memory_id,
        target_node_uuid=target,
        created_at=time_of(episode.recorded_at),
    )


def fact_of(record: Record) -> KnownFact:
    """Return the fact that an edge or an episode keeps."""
    return _fact_of_edge(record) if isinstance(record, EntityEdge) else _fact_of_episode(record)


def _fact_of_edge(edge: EntityEdge) -> KnownFact:
    held = edge.attributes
    return KnownFact(
        memory_id=edge.uuid,
        type=held["memory_type"],
        relation=edge.name,
        thing=Thing(Label(held["thing_label"]), held["thing_key"], held["thing_name"]),
        value=held["stated"],
        content=edge.fact,
        source=held["origin"],
        confidence=held["confidence"],
        evidence=tuple(edge.episodes),
        valid_at=ms_of(edge.valid_at),
        recorded_at=ms_of(edge.created_at),
        reinforced_at=ms_of(edge.reference_time),
        tags=tuple(orjson.loads(held["tags"])),
        invalid_at=_ms(edge.invalid_at),
        expired_at=_ms(edge.expired_at),
        half_life_days=held.get("half_life_days"),
        count=held["seen"],
        seq=held["seq"],
    )


def _fact_of_episode(episode: EpisodicNode) -> KnownFact:
    rest = orjson.loads(episode.name)
    return KnownFact(
        memory_id=episode.uuid,
        thing=None,
        content=episode.content,
        valid_at=ms_of(episode.valid_at),
        recorded_at=ms_of(episode.created_at),
        evidence=tuple(rest.pop("evidence")),
        tags=tuple(rest.pop("tags")),
        **rest,
    )


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else time_of(ms)


def _ms(time: datetime | None) -> int | None:
    return None if time is None else ms_of(time)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
