"""Facts: saved, reloaded, expired, moved, deleted; what happens when an end is missing."""

from datetime import datetime
from typing import Any

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import Edge, EntityEdge
from graphiti_core.errors import EdgeNotFoundError, GroupsEdgesNotFoundError
from graphiti_core.search.search_utils import get_embeddings_for_edges

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    beyond,
    edge,
    ids,
    node,
    plain,
    save,
    save_pair,
)
from tests.contracts.graph_driver.nodes import ATTRIBUTES, TIMES
from tests.fakes.graphiti import vector_of


class EdgesContract:
    """Facts."""

    async def test_an_edge_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = edge(
            "e",
            "Ann mag Hafermilch ½ l",
            valid_at=NEW_YEAR,
            invalid_at=NEW_YEAR + DAY,
            expired_at=NEW_YEAR + 2 * DAY,
            reference_time=NEW_YEAR - DAY,
            episodes=["p1", "p2"],
            attributes=ATTRIBUTES,
        )
        await save_pair(driver, saved)
        assert plain(await EntityEdge.get_by_uuid(driver, "e")) == plain(saved)

    async def test_what_an_edge_does_not_say_comes_back_as_none(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        found = await EntityEdge.get_by_uuid(driver, "e")
        times = (found.valid_at, found.invalid_at, found.expired_at, found.reference_time)
        assert times == (None, None, None, None)
        assert (found.attributes, found.episodes) == ({}, [])

    async def test_an_unknown_edge_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(EdgeNotFoundError):
            await EntityEdge.get_by_uuid(driver, "nothing")

    async def test_several_edges_are_read_at_once_and_unknown_ones_left_out(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("e1"), edge("e2"), edge("e3"))
        found = await EntityEdge.get_by_uuids(driver, ["e3", "e1", "nothing", "e1"])
        assert sorted(ids(found)) == ["e1", "e3"]

    async def test_no_ids_give_no_edges(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        assert await EntityEdge.get_by_uuids(driver, []) == []

    @pytest.mark.parametrize("field", ["valid_at", "invalid_at", "expired_at", "reference_time"])
    @pytest.mark.parametrize("at", TIMES, ids=str)
    async def test_a_facts_time_comes_back_as_the_same_moment(
        self, driver: GraphDriver, at: datetime, field: str
    ) -> None:
        times: dict[str, Any] = {field: at}
        await save_pair(driver, edge("e", **times))
        found = getattr(await EntityEdge.get_by_uuid(driver, "e"), field)
        assert found == at
        assert (found.tzinfo is None) == (at.tzinfo is None)

    async def test_an_edge_can_be_expired(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e", attributes={"source": "explicit"}))
        found = await EntityEdge.get_by_uuid(driver, "e")
        await found.load_fact_embedding(driver)
        found.invalid_at = found.expired_at = NEW_YEAR + DAY
        await found.save(driver)
        again = await EntityEdge.get_by_uuid(driver, "e")
        assert (again.invalid_at, again.expired_at) == (NEW_YEAR + DAY, NEW_YEAR + DAY)
        assert again.attributes == {"source": "explicit"}

    async def test_saving_again_replaces_what_an_edge_says(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e", "old", valid_at=NEW_YEAR, attributes={"weight": 1}))
        changed = edge("e", "new", name="OWNS", episodes=["p"], attributes={"kind": "x"})
        await save(driver, changed)
        assert plain(await EntityEdge.get_by_uuid(driver, "e")) == plain(changed)

    async def test_an_attribute_named_like_a_field_does_not_overwrite_it(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("e", "true", attributes={"fact": "false", "uuid": "other"}))
        assert (await EntityEdge.get_by_uuid(driver, "e")).fact == "true"

    async def test_edges_between_two_nodes_are_directed(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1"), edge("e2"), edge("back", ends=("b", "a")))
        assert sorted(ids(await EntityEdge.get_between_nodes(driver, "a", "b"))) == ["e1", "e2"]
        assert ids(await EntityEdge.get_between_nodes(driver, "b", "a")) == ["back"]

    async def test_edges_between_strangers_are_none(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        assert await EntityEdge.get_between_nodes(driver, "a", "nobody") == []

    async def test_edges_of_many_pairs_are_read_at_once(self, driver: GraphDriver) -> None:
        ends = {"ab": ("a", "b"), "ba": ("b", "a"), "bc": ("b", "c"), "ab2": ("a", "b")}
        edges = [edge(uuid, ends=pair) for uuid, pair in ends.items()]
        await save(driver, node("a"), node("b"), node("c"), *edges)
        asked = [("a", "b"), ("b", "c"), ("a", "c"), ("nobody", "a")]
        assert sorted(ids(await beyond(driver).edges_between(asked))) == ["ab", "ab2", "bc"]

    async def test_edges_of_pairs_come_whole_and_expired_ones_too(
        self, driver: GraphDriver
    ) -> None:
        saved = edge("e", valid_at=NEW_YEAR, expired_at=NEW_YEAR, attributes=ATTRIBUTES)
        await save_pair(driver, saved)
        [found] = await beyond(driver).edges_between([("a", "b")])
        assert plain(found) == plain(saved)

    async def test_edges_of_a_pair_named_twice_come_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        assert ids(await beyond(driver).edges_between([("a", "b"), ("a", "b")])) == ["e"]

    async def test_edges_of_no_pairs_are_none(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        assert await beyond(driver).edges_between([]) == []

    async def test_edges_of_two_thousand_pairs_are_read_at_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        asked = [(f"n{at}", "b") for at in range(2000)]
        assert ids(await beyond(driver).edges_between([*asked, ("a", "b")])) == ["e"]

    async def test_edges_at_a_node_are_found_from_either_end(self, driver: GraphDriver) -> None:
        ends = {"out": ("a", "b"), "in": ("c", "a"), "self": ("a", "a"), "other": ("b", "c")}
        edges = [edge(uuid, ends=pair) for uuid, pair in ends.items()]
        await save(driver, node("a"), node("b"), node("c"), *edges)
        found = await EntityEdge.get_by_node_uuid(driver, "a")
        assert sorted({*ids(found)}) == ["in", "out", "self"]

    async def test_a_groups_edges_come_with_the_greatest_id_first(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("e2"), edge("e3"), edge("e1"), edge("e9", group=BOB))
        assert ids(await EntityEdge.get_by_group_ids(driver, [ANN])) == ["e3", "e2", "e1"]

    async def test_pages_show_every_edge_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, *[edge(f"e{at}") for at in range(7)])
        seen: list[str] = []
        for _ in range(3):
            cursor = seen[-1] if seen else None
            page = await EntityEdge.get_by_group_ids(driver, [ANN], limit=3, uuid_cursor=cursor)
            seen += ids(page)
        assert seen == [f"e{at}" for at in reversed(range(7))]

    async def test_a_group_without_edges_is_an_error(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        with pytest.raises(GroupsEdgesNotFoundError):
            await EntityEdge.get_by_group_ids(driver, [BOB])

    async def test_an_edge_whose_end_is_missing_is_dropped_silently(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("a"), edge("e1"), edge("e2", ends=("nobody", "a")))
        assert await EntityEdge.get_by_uuids(driver, ["e1", "e2"]) == []

    async def test_an_edge_saved_with_other_ends_moves(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), node("b"), node("c"), edge("e"))
        await save(driver, edge("e", ends=("a", "c")))
        assert ids(await EntityEdge.get_between_nodes(driver, "a", "c")) == ["e"]
        assert await EntityEdge.get_between_nodes(driver, "a", "b") == []

    async def test_a_facts_vector_is_loaded_when_asked_for(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e", "ann likes milk"))
        found = await EntityEdge.get_by_uuid(driver, "e")
        await found.load_fact_embedding(driver)
        assert found.fact_embedding == pytest.approx(vector_of("ann likes milk"), abs=1e-6)

    async def test_the_vector_of_an_unknown_edge_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(EdgeNotFoundError):
            await edge("nothing").load_fact_embedding(driver)

    async def test_vectors_of_many_facts_are_loaded_at_once(self, driver: GraphDriver) -> None:
        edges = [edge("e1", "ann likes milk"), edge("e2", "ann owns a pan")]
        await save_pair(driver, *edges)
        found = await get_embeddings_for_edges(driver, [*edges, edge("nothing")])
        assert set(found) == {"e1", "e2"}
        assert found["e2"] == pytest.approx(vector_of("ann owns a pan"), abs=1e-6)

    async def test_saving_a_fact_without_its_vector_keeps_the_stored_one(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("e", "ann likes milk"))
        found = await EntityEdge.get_by_uuid(driver, "e")
        assert found.fact_embedding is None
        await found.save(driver)
        await found.load_fact_embedding(driver)
        assert found.fact_embedding == pytest.approx(vector_of("ann likes milk"), abs=1e-6)

    async def test_a_deleted_edge_is_gone_and_its_ends_stay(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1"), edge("e2"))
        await edge("e1").delete(driver)
        assert ids(await EntityEdge.get_by_node_uuid(driver, "a")) == ["e2"]

    async def test_many_edges_are_deleted_at_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, *[edge(f"e{at}") for at in range(4)])
        await Edge.delete_by_uuids(driver, ["e0", "e2", "nothing"])
        assert ids(await EntityEdge.get_by_group_ids(driver, [ANN])) == ["e3", "e1"]

    async def test_deleting_a_fact_twice_is_fine(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e"))
        await edge("e").delete(driver)
        await edge("e").delete(driver)
        assert await EntityEdge.get_by_uuids(driver, ["e"]) == []
