"""Turn facts into Graphiti's edges, things into its nodes and history into episodes, and back."""

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

WATERMARK: Final = known_id(OWN_GROUP, "node", "Watermark")
HISTORY: Final = "HISTORY"
"""Name of the edge that leads from a subject back to itself and keeps a piece of history."""

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


def edge_of(group: str, fact: KnownFact, vector: Vector) -> EntityEdge:
    """Return the edge from the subject to a thing that states a fact.

    The thing is written on the edge, too, so that a fact is read without its node. History leads
    from the subject back to itself: episodes have no vectors in Graphiti, and would not be found
    by what they mean.
    """
    thing = fact.thing
    attributes: dict[str, Any] = {
        "memory_type": fact.type,
        "stated": fact.value,
        "origin": fact.source,
        "confidence": fact.confidence,
        "seen": fact.count,
        "seq": fact.seq,
        "tags": _json(fact.tags),
    }
    if fact.half_life_days is not None:
        attributes["half_life_days"] = fact.half_life_days
    if thing is not None:
        attributes |= {"thing_label": thing.label.value, "thing_key": thing.key}
        attributes["thing_name"] = thing.name
    return EntityEdge(
        uuid=fact.memory_id,
        group_id=group,
        source_node_uuid=subject_id(group),
        target_node_uuid=thing_id(group, thing) if thing else subject_id(group),
        name=fact.relation if thing else HISTORY,
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
    """Return the episode behind a piece of history, which mentions what was learned from it."""
    return EpisodicNode(
        uuid=fact.memory_id,
        name="history",
        group_id=group,
        source=EpisodeType.text,
        source_description=fact.source,
        content=fact.content,
        created_at=time_of(fact.recorded_at),
        valid_at=time_of(fact.valid_at),
        entity_edges=[fact.memory_id],
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


def fact_of(edge: EntityEdge) -> KnownFact:
    """Return the fact that an edge keeps."""
    held = edge.attributes
    label = held.get("thing_label")
    return KnownFact(
        memory_id=edge.uuid,
        type=held["memory_type"],
        relation=edge.name if label else "",
        thing=Thing(Label(label), held["thing_key"], held["thing_name"]) if label else None,
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


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else time_of(ms)


def _ms(time: datetime | None) -> int | None:
    return None if time is None else ms_of(time)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
