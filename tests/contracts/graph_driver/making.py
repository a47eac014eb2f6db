"""The least data the contract of a graph driver needs, and what drivers offer beyond core."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Protocol, cast

from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import CommunityEdge, Edge, EntityEdge, EpisodicEdge
from graphiti_core.errors import GraphitiError
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodeType, EpisodicNode, Node
from graphiti_core.search.search_filters import SearchFilters

from tests.fakes.graphiti import vector_of

ANN, BOB = "s_ann", "s_bob"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ANY = SearchFilters()
REFUSED = (ValueError, GraphitiError)


class Trap(Enum):
    """Where drivers are known to differ; a driver's test lists its own in `traps`."""

    NO_METADATA = "an episode's metadata is not stored"


class Beyond(Protocol):
    """What our drivers offer beyond Graphiti's own interfaces."""

    async def edge_fulltext_scores(
        self, query: str, group_id: str, search_filter: SearchFilters, limit: int
    ) -> list[tuple[EntityEdge, float]]: ...

    async def edge_similarity_scores(
        self, vector: Sequence[float], group_id: str, search_filter: SearchFilters, limit: int
    ) -> list[tuple[EntityEdge, float]]: ...

    async def episode_fulltext_scores(
        self, query: str, group_id: str, limit: int
    ) -> list[tuple[EpisodicNode, float]]: ...

    async def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[EntityEdge]: ...

    async def erase_group(self, group_id: str) -> int: ...

    async def count_group(self, group_id: str) -> int: ...


def beyond(driver: GraphDriver) -> Beyond:
    return cast(Beyond, driver)


def node(uuid: str, name: str = "", group: str = ANN, **more: Any) -> EntityNode:
    name = name or uuid
    fields = {"created_at": NEW_YEAR, "name_embedding": vector_of(name), **more}
    return EntityNode(uuid=uuid, name=name, group_id=group, **fields)


def edge(
    uuid: str, fact: str = "", ends: tuple[str, str] = ("a", "b"), group: str = ANN, **more: Any
) -> EntityEdge:
    fact = fact or uuid
    fields = {"name": "LIKES", "created_at": NEW_YEAR, "fact_embedding": vector_of(fact), **more}
    source, target = ends
    return EntityEdge(
        uuid=uuid,
        fact=fact,
        group_id=group,
        source_node_uuid=source,
        target_node_uuid=target,
        **fields,
    )


def episode(uuid: str, content: str = "", group: str = ANN, **more: Any) -> EpisodicNode:
    fields = {
        "name": uuid,
        "source": EpisodeType.message,
        "source_description": "chat",
        "created_at": NEW_YEAR,
        "valid_at": NEW_YEAR,
        **more,
    }
    return EpisodicNode(uuid=uuid, content=content or uuid, group_id=group, **fields)


def community(uuid: str, name: str = "", group: str = ANN, **more: Any) -> CommunityNode:
    name = name or uuid
    fields = {"created_at": NEW_YEAR, "name_embedding": vector_of(name), **more}
    return CommunityNode(uuid=uuid, name=name, group_id=group, **fields)


def mention(uuid: str, ends: tuple[str, str], group: str = ANN) -> EpisodicEdge:
    source, target = ends
    return EpisodicEdge(
        uuid=uuid,
        group_id=group,
        source_node_uuid=source,
        target_node_uuid=target,
        created_at=NEW_YEAR,
    )


def member(uuid: str, ends: tuple[str, str], group: str = ANN) -> CommunityEdge:
    return CommunityEdge(**mention(uuid, ends, group).model_dump())


async def save(driver: GraphDriver, *items: Node | Edge) -> None:
    for item in items:
        await item.save(driver)  # type: ignore[no-untyped-call, unused-ignore]


async def save_pair(driver: GraphDriver, *edges: EntityEdge) -> None:
    """Save the nodes a and b, and edges that join them."""
    await save(driver, node("a"), node("b"), *edges)


def ids(items: Iterable[Any]) -> list[str]:
    return [item.uuid for item in items]


def plain(item: Node | Edge) -> dict[str, Any]:
    """An item's fields without its vector, its own labels in order."""
    fields = item.model_dump(exclude={"name_embedding", "fact_embedding"})
    if isinstance(item, Node):
        fields["labels"] = sorted(set(item.labels) - {"Entity"})
    return fields
