"""Bulk saves: whole or not at all, with the vectors that were missing."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge, EpisodicEdge
from graphiti_core.nodes import EntityNode, EpisodicNode
from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk, add_nodes_and_edges_bulk_tx

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    edge,
    episode,
    ids,
    mention,
    node,
    plain,
    save,
    save_pair,
)
from tests.contracts.graph_driver.nodes import ATTRIBUTES
from tests.fakes.graphiti import HashEmbedder, vector_of


async def save_bulk(
    driver: GraphDriver,
    nodes: Sequence[EntityNode] = (),
    edges: Sequence[EntityEdge] = (),
    episodes: Sequence[EpisodicNode] = (),
    mentions: Sequence[EpisodicEdge] = (),
    embedder: HashEmbedder | None = None,
) -> None:
    await add_nodes_and_edges_bulk(
        driver, [*episodes], [*mentions], [*nodes], [*edges], embedder or HashEmbedder()
    )


def without_id(fact: str) -> EntityEdge:
    """An edge that no store can take."""
    fields: dict[str, Any] = {**edge("e", fact).model_dump(), "uuid": None}
    return EntityEdge.model_construct(**fields)


async def count(driver: GraphDriver) -> int:
    nodes = await EntityNode.get_by_group_ids(driver, [ANN, BOB])
    episodes = await EpisodicNode.get_by_group_ids(driver, [ANN, BOB])
    edges = await EntityEdge.get_by_uuids(driver, ["e", "e0", "e1", "e2"])
    return len(nodes) + len(episodes) + len(edges)


class BulkContract:
    """Bulk saves."""

    async def test_a_bulk_saves_entities_facts_episodes_and_mentions(
        self, driver: GraphDriver
    ) -> None:
        await save_bulk(
            driver, [node("a"), node("b")], [edge("e")], [episode("p")], [mention("m", ("p", "a"))]
        )
        assert ids(await EntityEdge.get_between_nodes(driver, "a", "b")) == ["e"]
        assert ids(await EpisodicNode.get_by_entity_node_uuid(driver, "a")) == ["p"]

    async def test_what_a_bulk_saved_comes_back_as_it_was(self, driver: GraphDriver) -> None:
        entity = node("a", labels=["Product"], summary="milk", attributes=ATTRIBUTES)
        times: dict[str, Any] = {
            "valid_at": NEW_YEAR,
            "invalid_at": NEW_YEAR + DAY,
            "expired_at": NEW_YEAR,
        }
        fact = edge("e", attributes=ATTRIBUTES, episodes=["p"], reference_time=NEW_YEAR, **times)
        said = episode("p", "user: milk", entity_edges=["e"])
        await save_bulk(driver, [entity, node("b")], [fact], [said])
        assert plain(await EntityNode.get_by_uuid(driver, "a")) == plain(entity)
        assert plain(await EntityEdge.get_by_uuid(driver, "e")) == plain(fact)
        assert plain(await EpisodicNode.get_by_uuid(driver, "p")) == plain(said)

    async def test_missing_vectors_are_made(self, driver: GraphDriver) -> None:
        entity, fact = (
            node("a", "oat milk", name_embedding=None),
            edge("e", "x", fact_embedding=None),
        )
        await save_bulk(driver, [entity, node("b")], [fact])
        found = await EntityNode.get_by_uuid(driver, "a")
        await found.load_name_embedding(driver)
        assert found.name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)
        stored = await EntityEdge.get_by_uuid(driver, "e")
        await stored.load_fact_embedding(driver)
        assert stored.fact_embedding == pytest.approx(vector_of("x"), abs=1e-6)

    async def test_an_empty_bulk_is_fine(self, driver: GraphDriver) -> None:
        await save_bulk(driver)
        assert await count(driver) == 0

    async def test_the_same_bulk_twice_changes_nothing(self, driver: GraphDriver) -> None:
        for _ in range(2):
            await save_bulk(driver, [node("a"), node("b")], [edge("e")], [episode("p")])
        assert await count(driver) == 4

    async def test_a_bulk_replaces_what_is_there(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e", "old", attributes={"weight": 1}))
        changed = edge("e", "new", attributes={"kind": "x"})
        await save_bulk(driver, [], [changed])
        assert plain(await EntityEdge.get_by_uuid(driver, "e")) == plain(changed)

    async def test_a_fact_whose_end_is_missing_is_dropped_and_the_rest_is_saved(
        self, driver: GraphDriver
    ) -> None:
        await save_bulk(driver, [node("a"), node("b")], [edge("e1", ends=("a", "c")), edge("e2")])
        assert ids(await EntityEdge.get_by_group_ids(driver, [ANN])) == ["e2"]

    async def test_a_bulk_may_hold_several_groups(self, driver: GraphDriver) -> None:
        await save_bulk(driver, [node("a"), node("b", group=BOB)])
        assert ids(await EntityNode.get_by_group_ids(driver, [BOB])) == ["b"]

    async def test_a_row_that_cannot_be_stored_leaves_nothing_of_its_bulk(
        self, driver: GraphDriver
    ) -> None:
        edges = [edge("e0"), without_id("bad"), edge("e1")]
        with pytest.raises(Exception):  # noqa: B017, PT011 - each store has its own
            await save_bulk(driver, [node("a"), node("b")], edges, [episode("p")])
        assert await count(driver) == 0

    async def test_a_bulk_that_failed_leaves_what_was_there_as_it_was(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("e", "kept"))
        with pytest.raises(Exception):  # noqa: B017, PT011 - each store has its own
            await save_bulk(driver, [node("a", "lost")], [edge("e", "lost"), without_id("bad")])
        assert (await EntityNode.get_by_uuid(driver, "a")).name == "a"
        assert (await EntityEdge.get_by_uuid(driver, "e")).fact == "kept"

    async def test_the_next_bulk_after_a_failed_one_works(self, driver: GraphDriver) -> None:
        with pytest.raises(Exception):  # noqa: B017, PT011 - each store has its own
            await save_bulk(driver, [node("a"), node("b")], [without_id("bad")])
        await save_bulk(driver, [node("a"), node("b")], [edge("e")])
        assert await count(driver) == 3

    async def test_an_embedder_that_fails_leaves_nothing_of_its_bulk(
        self, driver: GraphDriver
    ) -> None:
        broken = HashEmbedder(error=RuntimeError("The embedder broke."))
        unseen = edge("e", fact_embedding=None)
        with pytest.raises(RuntimeError, match="embedder broke"):
            await save_bulk(driver, [node("a"), node("b")], [unseen], embedder=broken)
        assert await count(driver) == 0

    async def test_a_session_that_fails_after_its_writes_keeps_none_of_them(
        self, driver: GraphDriver
    ) -> None:
        async def write_and_fail(tx: Any) -> None:
            await add_nodes_and_edges_bulk_tx(
                tx, [episode("p")], [], [node("a"), node("b")], [edge("e")], HashEmbedder(), driver
            )
            raise RuntimeError("The caller broke.")

        session = driver.session()
        try:
            with pytest.raises(RuntimeError, match="caller broke"):
                await session.execute_write(write_and_fail)  # type: ignore[no-untyped-call]
        finally:
            await session.close()  # type: ignore[no-untyped-call]
        assert await count(driver) == 0

    async def test_bulks_at_the_same_time_are_all_saved(self, driver: GraphDriver) -> None:
        bulks = [
            save_bulk(
                driver,
                [node(f"{at}a"), node(f"{at}b")],
                [edge(f"e{at}", ends=(f"{at}a", f"{at}b"))],
            )
            for at in range(8)
        ]
        await asyncio.gather(*bulks)
        assert len(await EntityNode.get_by_group_ids(driver, [ANN])) == 16
        assert len(await EntityEdge.get_by_group_ids(driver, [ANN])) == 8

    async def test_saves_at_the_same_time_are_all_kept(self, driver: GraphDriver) -> None:
        await asyncio.gather(*[save(driver, node(f"n{at}")) for at in range(30)])
        assert len(await EntityNode.get_by_group_ids(driver, [ANN])) == 30

    async def test_a_large_bulk_is_saved_whole(self, driver: GraphDriver) -> None:
        nodes = [node(f"n{at:03}") for at in range(300)]
        ends = [(nodes[at % 300].uuid, nodes[at * 7 % 300].uuid) for at in range(1200)]
        edges = [edge(f"e{at:04}", ends=pair) for at, pair in enumerate(ends)]
        await save_bulk(driver, nodes, edges)
        assert len(await EntityNode.get_by_group_ids(driver, [ANN])) == 300
        assert len(await EntityEdge.get_by_group_ids(driver, [ANN])) == 1200
