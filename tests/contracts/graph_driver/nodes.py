"""Entities: saved, reloaded, paged, found by name, deleted with all that hangs on them."""

from datetime import datetime, timedelta, timezone

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge, EpisodicEdge
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import EntityNode, Node
from graphiti_core.search.search_utils import get_embeddings_for_nodes

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
)
from tests.fakes.graphiti import vector_of

ATTRIBUTES = {"price": 2.5, "pieces": 3, "vegan": True, "tags": ["oat", "süß"], "note": ""}
TIMES = [
    NEW_YEAR,
    datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=timezone(timedelta(hours=2))),
    datetime(2026, 3, 29, 2, 30, tzinfo=timezone(-timedelta(hours=9, minutes=30))),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=NEW_YEAR.tzinfo),
    datetime(2026, 7, 1, 12, 30, 15, 7),
]


class NodesContract:
    """Entities."""

    async def test_a_node_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = node(
            "a", "Hafermilch ½ l", labels=["Product"], summary="milk", attributes=ATTRIBUTES
        )
        await save(driver, saved)
        assert plain(await EntityNode.get_by_uuid(driver, "a")) == plain(saved)

    async def test_an_unknown_node_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(NodeNotFoundError):
            await EntityNode.get_by_uuid(driver, "nobody")

    async def test_several_nodes_are_read_at_once_and_unknown_ones_left_out(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("a"), node("b"), node("c"))
        found = await EntityNode.get_by_uuids(driver, ["c", "a", "nobody", "a"])
        assert sorted(ids(found)) == ["a", "c"]

    async def test_no_ids_give_no_nodes(self, driver: GraphDriver) -> None:
        await save(driver, node("a"))
        assert await EntityNode.get_by_uuids(driver, []) == []

    async def test_a_thousand_nodes_are_read_at_once(self, driver: GraphDriver) -> None:
        names = [f"n{at:04}" for at in range(1000)]
        await save(driver, *[node(name) for name in names[:3]])
        assert sorted(ids(await EntityNode.get_by_uuids(driver, names))) == names[:3]

    async def test_saving_again_replaces_what_a_node_says(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "old", summary="was", attributes={"price": 1}))
        changed = node("a", "new", summary="is", attributes={"size": "1 l"})
        await save(driver, changed)
        assert plain(await EntityNode.get_by_uuid(driver, "a")) == plain(changed)

    async def test_labels_only_accumulate(self, driver: GraphDriver) -> None:
        await save(driver, node("a", labels=["Product"]), node("a", labels=["Brand"]))
        found = await EntityNode.get_by_uuid(driver, "a")
        assert set(found.labels) | {"Entity"} == {"Product", "Brand", "Entity"}

    async def test_two_nodes_may_have_one_name(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "milk"), node("b", "milk"))
        assert len(await EntityNode.get_by_group_ids(driver, [ANN])) == 2

    @pytest.mark.parametrize("at", TIMES, ids=str)
    async def test_an_entitys_time_comes_back_as_the_same_moment(
        self, driver: GraphDriver, at: datetime
    ) -> None:
        await save(driver, node("a", created_at=at))
        found = (await EntityNode.get_by_uuid(driver, "a")).created_at
        assert found == at
        assert (found.tzinfo is None) == (at.tzinfo is None)

    async def test_an_entitys_vector_is_loaded_when_asked_for(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "oat milk"))
        found = await EntityNode.get_by_uuid(driver, "a")
        await found.load_name_embedding(driver)
        assert found.name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)

    async def test_the_vector_of_an_unknown_node_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(NodeNotFoundError):
            await node("nobody").load_name_embedding(driver)

    async def test_vectors_of_many_entities_are_loaded_at_once(self, driver: GraphDriver) -> None:
        nodes = [node("a", "oat milk"), node("b", "rye bread")]
        await save(driver, *nodes)
        found = await get_embeddings_for_nodes(driver, [*nodes, node("nobody")])
        assert set(found) == {"a", "b"}
        assert found["b"] == pytest.approx(vector_of("rye bread"), abs=1e-6)

    async def test_saving_an_entity_without_its_vector_keeps_the_stored_one(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("a", "oat milk"))
        found = await EntityNode.get_by_uuid(driver, "a")
        assert found.name_embedding is None
        await found.save(driver)
        await found.load_name_embedding(driver)
        assert found.name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)

    async def test_a_new_vector_replaces_the_old_one(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "oat milk"), node("a", "rye bread"))
        found = await EntityNode.get_by_uuid(driver, "a")
        await found.load_name_embedding(driver)
        assert found.name_embedding == pytest.approx(vector_of("rye bread"), abs=1e-6)

    async def test_a_groups_nodes_come_with_the_greatest_id_first(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("b"), node("c"), node("a"), node("d", group=BOB))
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["c", "b", "a"]

    async def test_several_groups_are_read_at_once(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), node("b", group=BOB), node("c", group="s_cid"))
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN, BOB])) == ["b", "a"]

    async def test_an_unknown_group_has_no_nodes(self, driver: GraphDriver) -> None:
        await save(driver, node("a"))
        assert await EntityNode.get_by_group_ids(driver, ["s_nobody"]) == []

    async def test_a_page_ends_at_the_limit(self, driver: GraphDriver) -> None:
        await save(driver, *[node(f"n{at}") for at in range(5)])
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN], limit=2)) == ["n4", "n3"]

    async def test_a_page_of_nothing_is_empty(self, driver: GraphDriver) -> None:
        await save(driver, node("a"))
        assert await EntityNode.get_by_group_ids(driver, [ANN], limit=0) == []

    async def test_pages_show_every_node_once(self, driver: GraphDriver) -> None:
        await save(driver, *[node(f"n{at}") for at in range(7)], node("n9", group=BOB))
        seen: list[str] = []
        while page := await EntityNode.get_by_group_ids(
            driver, [ANN], limit=3, uuid_cursor=seen[-1] if seen else None
        ):
            seen += ids(page)
        assert seen == [f"n{at}" for at in reversed(range(7))]

    async def test_a_page_brings_vectors_when_asked_for(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "oat milk"))
        [found] = await EntityNode.get_by_group_ids(driver, [ANN], with_embeddings=True)
        assert found.name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)

    async def test_nodes_are_found_by_their_exact_names(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "oat milk"), node("b", "Oat Milk"), node("c", "milk"))
        found = await EntityNode.get_by_names(driver, ["oat milk", "milk", "bread"], [ANN])
        assert sorted(ids(found)) == ["a", "c"]

    async def test_names_are_looked_up_in_the_groups_given(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "milk"), node("b", "milk", BOB))
        assert ids(await EntityNode.get_by_names(driver, ["milk"], [BOB])) == ["b"]

    async def test_names_without_a_group_find_nothing(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "milk"))
        assert await EntityNode.get_by_names(driver, ["milk"], []) == []

    async def test_a_deleted_node_is_gone(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), node("b"))
        await node("a").delete(driver)
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["b"]

    async def test_deleting_a_node_deletes_its_edges_in_both_directions(
        self, driver: GraphDriver
    ) -> None:
        ends = [("a", "b"), ("b", "a"), ("b", "c")]
        edges = [edge(f"e{at}", ends=pair) for at, pair in enumerate(ends)]
        await save(driver, node("a"), node("b"), node("c"), *edges)
        await node("a").delete(driver)
        assert ids(await EntityEdge.get_by_group_ids(driver, [ANN])) == ["e2"]

    async def test_deleting_a_node_deletes_what_mentions_it(self, driver: GraphDriver) -> None:
        mentions = [mention("m1", ("p", "a")), mention("m2", ("p", "b"))]
        await save(driver, node("a"), node("b"), episode("p"), *mentions)
        await node("a").delete(driver)
        assert ids(await EpisodicEdge.get_by_group_ids(driver, [ANN])) == ["m2"]

    async def test_deleting_an_entity_twice_is_fine(self, driver: GraphDriver) -> None:
        await save(driver, node("a"))
        await node("a").delete(driver)
        await node("a").delete(driver)
        assert await EntityNode.get_by_group_ids(driver, [ANN]) == []

    async def test_many_nodes_are_deleted_at_once(self, driver: GraphDriver) -> None:
        await save(driver, *[node(name) for name in "abcd"])
        await Node.delete_by_uuids(driver, ["a", "c", "nobody"])
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["d", "b"]

    async def test_a_deleted_node_can_be_saved_again(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "old", attributes={"price": 1}))
        await node("a").delete(driver)
        again = node("a", "new", created_at=NEW_YEAR + DAY)
        await save(driver, again)
        assert plain(await EntityNode.get_by_uuid(driver, "a")) == plain(again)
