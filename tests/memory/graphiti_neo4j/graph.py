"""The least graph for a test: things, facts and episodes with vectors that follow from words."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import numpy as np
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode, EpisodeType, EpisodicNode

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DIMENSION = 256


def vector(text: str) -> list[float]:
    """Return a unit vector; texts that share words lie close together."""
    total = np.zeros(DIMENSION)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).normal(size=DIMENSION)
    length = float(np.linalg.norm(total))
    values: list[float] = (total / length if length else total).astype(np.float32).tolist()
    return values


def thing(uuid: str, group: str = "ann", name: str = "", **more: Any) -> EntityNode:
    name = name or uuid
    values = {"created_at": NOON, "name_embedding": vector(name), "summary": "", **more}
    return EntityNode(uuid=uuid, name=name, group_id=group, **values)


def fact(
    uuid: str, text: str, ends: tuple[str, str], group: str = "ann", **more: Any
) -> EntityEdge:
    values = {"created_at": NOON, "fact_embedding": vector(text), "name": "LIKES", **more}
    return EntityEdge(
        uuid=uuid,
        fact=text,
        source_node_uuid=ends[0],
        target_node_uuid=ends[1],
        group_id=group,
        **values,
    )


def episode(uuid: str, content: str, group: str = "ann") -> EpisodicNode:
    return EpisodicNode(
        uuid=uuid,
        name=uuid,
        group_id=group,
        content=content,
        source=EpisodeType.text,
        source_description="said",
        created_at=NOON,
        valid_at=NOON,
    )


async def save(driver: Any, *items: EntityNode | EntityEdge | EpisodicNode) -> None:
    """Save nodes before the edges between them."""
    for item in sorted(items, key=lambda item: isinstance(item, EntityEdge)):
        await item.save(driver)
