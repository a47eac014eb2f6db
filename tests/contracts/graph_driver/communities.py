"""Communities: groups of entities that belong together."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import CommunityEdge
from graphiti_core.errors import EdgeNotFoundError, NodeNotFoundError
from graphiti_core.nodes import CommunityNode, EntityNode
from graphiti_core.search.search_utils import get_communities_by_nodes
from graphiti_core.utils.maintenance.community_operations import (
    get_community_clusters,
    remove_communities,
    update_community,
)

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    community,
    edge,
    ids,
    member,
    node,
    plain,
    save,
)
from tests.fakes.graphiti import HashEmbedder, RepeatingModel, graphiti_on, vector_of


async def save_two_pairs(driver: GraphDriver, times: int = 1) -> None:
    """Save a-b and c-d, each pair joined by so many edges."""
    await save(driver, *[node(name) for name in "abcd"])
    for at in range(times):
        await save(driver, edge(f"ab{at}"), edge(f"cd{at}", ends=("c", "d")))


class CommunitiesContract:
    """Communities."""

    async def test_a_community_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = community("c", "Hafer", summary="oat things")
        await save(driver, saved)
        assert plain(await CommunityNode.get_by_uuid(driver, "c")) == plain(saved)

    async def test_an_unknown_community_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(NodeNotFoundError):
            await CommunityNode.get_by_uuid(driver, "nothing")

    async def test_communities_are_read_by_ids_and_by_group(self, driver: GraphDriver) -> None:
        await save(driver, community("c1"), community("c2"), community("c3", group=BOB))
        found = await CommunityNode.get_by_uuids(driver, ["c3", "c1", "x"])
        assert sorted(ids(found)) == ["c1", "c3"]
        assert ids(await CommunityNode.get_by_group_ids(driver, [ANN])) == ["c2", "c1"]
        page = await CommunityNode.get_by_group_ids(driver, [ANN], limit=1, uuid_cursor="c2")
        assert ids(page) == ["c1"]

    async def test_a_communitys_vector_is_loaded_when_asked_for(self, driver: GraphDriver) -> None:
        await save(driver, community("c", "oat things"))
        found = community("c", "oat things", name_embedding=None)
        await found.load_name_embedding(driver)
        assert found.name_embedding == pytest.approx(vector_of("oat things"), abs=1e-6)

    async def test_a_member_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = member("m", ("c", "a"))
        await save(driver, community("c"), node("a"), saved)
        assert plain(await CommunityEdge.get_by_uuid(driver, "m")) == plain(saved)
        assert ids(await CommunityEdge.get_by_uuids(driver, ["m", "x"])) == ["m"]
        assert ids(await CommunityEdge.get_by_group_ids(driver, [ANN])) == ["m"]

    async def test_an_unknown_member_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(EdgeNotFoundError):
            await CommunityEdge.get_by_uuid(driver, "nothing")

    async def test_a_communitys_members_know_it(self, driver: GraphDriver) -> None:
        await save(driver, community("c1"), community("c2"), node("a"), node("b"))
        await save(driver, member("m1", ("c1", "a")), member("m2", ("c2", "b")))
        assert ids(await get_communities_by_nodes(driver, [node("a")])) == ["c1"]

    async def test_a_deleted_community_leaves_its_members(self, driver: GraphDriver) -> None:
        await save(driver, community("c"), node("a"), member("m", ("c", "a")))
        await community("c").delete(driver)
        assert await CommunityNode.get_by_group_ids(driver, [ANN]) == []
        assert await CommunityEdge.get_by_group_ids(driver, [ANN]) == []
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["a"]

    async def test_nodes_that_are_joined_are_one_cluster(self, driver: GraphDriver) -> None:
        await save_two_pairs(driver)
        clusters = await get_community_clusters(driver, [ANN])
        assert sorted(sorted(ids(cluster)) for cluster in clusters) == [["a", "b"], ["c", "d"]]

    async def test_clusters_of_nodes_joined_twice_are_finished(self, driver: GraphDriver) -> None:
        await save_two_pairs(driver, times=2)
        clusters = await get_community_clusters(driver, [ANN])
        assert sorted(uuid for cluster in clusters for uuid in ids(cluster)) == list("abcd")

    async def test_communities_are_built_for_the_groups_given(self, driver: GraphDriver) -> None:
        await save_two_pairs(driver)
        await save(driver, node("y", group=BOB), node("z", group=BOB))
        await save(driver, edge("yz", ends=("y", "z"), group=BOB))
        nodes, edges = await graphiti_on(driver).build_communities([ANN])
        assert (len(nodes), len(edges)) == (2, 4)
        assert {found.group_id for found in nodes} == {ANN}
        assert len(await CommunityNode.get_by_group_ids(driver, [ANN, BOB])) == 2

    async def test_building_again_replaces_the_communities(self, driver: GraphDriver) -> None:
        await save_two_pairs(driver)
        await graphiti_on(driver).build_communities([ANN])
        nodes, _ = await graphiti_on(driver).build_communities([ANN])
        assert sorted(ids(await CommunityNode.get_by_group_ids(driver, [ANN]))) == sorted(
            ids(nodes)
        )

    async def test_communities_of_one_group_can_be_removed(self, driver: GraphDriver) -> None:
        await save(driver, community("c1"), community("c2", group=BOB))
        await remove_communities(driver, [ANN])
        assert ids(await CommunityNode.get_by_group_ids(driver, [ANN, BOB])) == ["c2"]

    async def test_all_communities_can_be_removed(self, driver: GraphDriver) -> None:
        await save(driver, community("c1"), community("c2", group=BOB), node("a"))
        await remove_communities(driver)
        assert await CommunityNode.get_by_group_ids(driver, [ANN, BOB]) == []
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["a"]

    async def test_a_new_entity_joins_the_community_of_its_neighbours(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, community("c", "people"), *[node(name) for name in "abz"])
        await save(driver, member("m", ("c", "a")), edge("e", ends=("a", "b")))
        model = RepeatingModel()
        await update_community(driver, model, HashEmbedder(), node("b", summary="another"))
        members = await CommunityEdge.get_by_group_ids(driver, [ANN])
        assert {(link.source_node_uuid, link.target_node_uuid) for link in members} == {
            ("c", "a"),
            ("c", "b"),
        }

    async def test_an_entity_without_neighbours_joins_no_community(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, community("c", "people"), node("a"), node("z"))
        await save(driver, member("m", ("c", "a")))
        await update_community(driver, RepeatingModel(), HashEmbedder(), node("z"))
        assert ids(await CommunityEdge.get_by_group_ids(driver, [ANN])) == ["m"]
