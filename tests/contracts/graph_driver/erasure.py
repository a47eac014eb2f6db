"""A group can be counted and erased whole; its neighbours keep everything."""

from contextlib import suppress

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import (
    CommunityEdge,
    EntityEdge,
    EpisodicEdge,
    HasEpisodeEdge,
    NextEpisodeEdge,
)
from graphiti_core.errors import GroupsEdgesNotFoundError
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodicNode, Node, SagaNode
from graphiti_core.utils.maintenance.graph_data_operations import clear_data

from tests.contracts.graph_driver.making import (
    ANN,
    ANY,
    BOB,
    NEW_YEAR,
    REFUSED,
    beyond,
    community,
    edge,
    episode,
    ids,
    member,
    mention,
    node,
    save,
)
from tests.fakes.graphiti import graphiti_on, recipe, vector_of

ROWS = 11
"""What `save_everything` saves, nodes and links."""


async def save_everything(driver: GraphDriver, group: str) -> None:
    """Save one or two of each kind of node and of link in a group."""
    a, b, p, q, s, c = (f"{group}-{name}" for name in "abpqsc")
    saga = SagaNode(uuid=s, name="talk", group_id=group, created_at=NEW_YEAR)
    await save(driver, node(a, "oat milk", group), node(b, "tea", group), saga)
    await save(driver, episode(p, "oat milk", group), episode(q, "tea", group))
    await save(driver, community(c, "oat milk", group))
    links = mention(f"{group}-has", (s, p), group).model_dump()
    nexts = mention(f"{group}-next", (p, q), group).model_dump()
    await save(driver, edge(f"{group}-e", "likes oat milk", (a, b), group))
    await save(driver, mention(f"{group}-m", (p, a), group), member(f"{group}-cm", (c, a), group))
    await save(driver, HasEpisodeEdge(**links), NextEpisodeEdge(**nexts))


async def stored(driver: GraphDriver, group: str) -> int:
    """Count a group's nodes and links through core."""
    total = 0
    for kind in (EntityNode, EpisodicNode, CommunityNode, SagaNode):
        total += len(await kind.get_by_group_ids(driver, [group]))
    for link in (EntityEdge, EpisodicEdge, CommunityEdge, HasEpisodeEdge, NextEpisodeEdge):
        try:
            total += len(await link.get_by_group_ids(driver, [group]))
        except GroupsEdgesNotFoundError:
            continue
    return total


async def found(driver: GraphDriver, group: str) -> list[str]:
    """Everything that a search for oat milk finds in a group."""
    name = "COMBINED_HYBRID_SEARCH_RRF"
    hits = await graphiti_on(driver).search_("oat milk", recipe(name), group_ids=[group])
    return ids([*hits.edges, *hits.nodes, *hits.episodes, *hits.communities])


class ErasureContract:
    """Counting, deleting and erasing groups."""

    async def test_a_groups_nodes_and_links_are_counted(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await save_everything(driver, BOB)
        assert await stored(driver, ANN) == ROWS
        assert await beyond(driver).count_group(ANN) == ROWS

    async def test_an_unknown_group_counts_nothing(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        assert await beyond(driver).count_group("s_nobody") == 0

    async def test_erasing_tells_how_much_it_removed(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await save_everything(driver, BOB)
        assert await beyond(driver).erase_group(ANN) == ROWS

    async def test_an_erased_group_is_gone(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await beyond(driver).erase_group(ANN)
        assert await stored(driver, ANN) == await beyond(driver).count_group(ANN) == 0

    async def test_an_erased_group_is_found_by_no_search(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        assert await found(driver, ANN) != []
        await beyond(driver).erase_group(ANN)
        assert await found(driver, ANN) == []
        asked = vector_of("oat milk")
        assert await beyond(driver).edge_fulltext_scores("oat milk", ANN, ANY, 10) == []
        assert await beyond(driver).edge_similarity_scores(asked, ANN, ANY, 10) == []

    async def test_erasing_leaves_the_neighbours_alone(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await save_everything(driver, BOB)
        before = await found(driver, BOB)
        await beyond(driver).erase_group(ANN)
        assert await stored(driver, BOB) == ROWS
        assert await found(driver, BOB) == before

    async def test_erasing_twice_removes_nothing_more(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await beyond(driver).erase_group(ANN)
        assert await beyond(driver).erase_group(ANN) == 0

    @pytest.mark.parametrize("group", ["", "s ann", "s_an", "s_ann2", "S_ANN", "%"])
    async def test_what_is_no_group_erases_nothing(self, driver: GraphDriver, group: str) -> None:
        await save_everything(driver, ANN)
        with suppress(*REFUSED):
            assert await beyond(driver).count_group(group) == 0
            assert await beyond(driver).erase_group(group) == 0
        assert await stored(driver, ANN) == ROWS

    async def test_an_erased_group_can_be_filled_again(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        before = await found(driver, ANN)
        await beyond(driver).erase_group(ANN)
        await save_everything(driver, ANN)
        assert await found(driver, ANN) == before

    async def test_deleting_by_group_removes_all_but_its_sagas(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await save_everything(driver, BOB)
        await Node.delete_by_group_id(driver, ANN)
        assert await stored(driver, ANN) == len(await SagaNode.get_by_group_ids(driver, [ANN])) == 1
        assert await found(driver, ANN) == []
        assert await stored(driver, BOB) == ROWS

    async def test_clearing_groups_removes_their_sagas_too(self, driver: GraphDriver) -> None:
        for group in (ANN, BOB, "s_cid"):
            await save_everything(driver, group)
        await clear_data(driver, [ANN, "s_cid"])
        assert [await stored(driver, group) for group in (ANN, BOB, "s_cid")] == [0, ROWS, 0]

    async def test_clearing_everything_removes_everything(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        await save_everything(driver, BOB)
        await clear_data(driver)
        assert await stored(driver, ANN) == await stored(driver, BOB) == 0
        assert await found(driver, ANN) == await found(driver, BOB) == []

    async def test_indices_may_be_built_again_at_any_time(self, driver: GraphDriver) -> None:
        await save_everything(driver, ANN)
        before = await found(driver, ANN)
        await graphiti_on(driver).build_indices_and_constraints()
        assert await found(driver, ANN) == before

    async def test_closing_twice_is_fine(self, driver: GraphDriver) -> None:
        await driver.close()  # type: ignore[no-untyped-call]
        await driver.close()  # type: ignore[no-untyped-call]
