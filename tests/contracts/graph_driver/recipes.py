"""Every search recipe: the best hit comes first, and all hits are the group's own."""

from collections.abc import Sequence
from typing import Any

import pytest
from graphiti_core import Graphiti
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.search.search_config import SearchResults
from graphiti_core.search.search_filters import SearchFilters

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    community,
    edge,
    episode,
    ids,
    mention,
    node,
    save,
)
from tests.fakes.graphiti import graphiti_on, recipe

EDGES = [
    "EDGE_HYBRID_SEARCH_RRF",
    "EDGE_HYBRID_SEARCH_MMR",
    "EDGE_HYBRID_SEARCH_NODE_DISTANCE",
    "EDGE_HYBRID_SEARCH_EPISODE_MENTIONS",
    "EDGE_HYBRID_SEARCH_CROSS_ENCODER",
]
NODES = [
    "NODE_HYBRID_SEARCH_RRF",
    "NODE_HYBRID_SEARCH_MMR",
    "NODE_HYBRID_SEARCH_NODE_DISTANCE",
    "NODE_HYBRID_SEARCH_EPISODE_MENTIONS",
    "NODE_HYBRID_SEARCH_CROSS_ENCODER",
]
COMMUNITIES = [
    "COMMUNITY_HYBRID_SEARCH_RRF",
    "COMMUNITY_HYBRID_SEARCH_MMR",
    "COMMUNITY_HYBRID_SEARCH_CROSS_ENCODER",
]
COMBINED = [
    "COMBINED_HYBRID_SEARCH_RRF",
    "COMBINED_HYBRID_SEARCH_MMR",
    "COMBINED_HYBRID_SEARCH_CROSS_ENCODER",
]
DRINKS = ["green tea", "black coffee", "oat milk", "rye bread", "red wine"]


async def save_drinks(driver: GraphDriver, group: str) -> None:
    """Save five drinks that a subject likes; oat milk is mentioned and near the subject."""
    subject, said = f"{group}-subject", f"{group}-said"
    await save(driver, node(subject, "subject", group))
    await save(driver, episode(said, "user: oat milk please", group))
    for at, drink in enumerate(DRINKS):
        drawn = f"{group}-{at}"
        fact = edge(
            f"{group}-e{at}", f"likes {drink}", (subject, drawn), group, episodes=[said] * (at == 2)
        )
        await save(driver, node(drawn, drink, group), fact)
    await save(driver, mention(f"{group}-m", (said, f"{group}-2"), group))
    await save(driver, community(f"{group}-c", "oat milk things", group))


async def searched(driver: GraphDriver, name: str, query: str = "oat milk") -> SearchResults:
    graphiti: Graphiti = graphiti_on(driver)
    found: SearchResults = await graphiti.search_(
        query, recipe(name), group_ids=[ANN], center_node_uuid=f"{ANN}-2"
    )
    return found


class RecipesContract:
    """The search recipes of Graphiti."""

    @pytest.mark.parametrize("name", EDGES)
    async def test_the_best_fact_comes_first(self, driver: GraphDriver, name: str) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        found = (await searched(driver, name)).edges
        assert {hit.group_id for hit in found} == {ANN}
        if "NODE_DISTANCE" in name:
            assert f"{ANN}-e2" in ids(found)
        else:
            assert found[0].uuid == f"{ANN}-e2"

    @pytest.mark.parametrize("name", NODES)
    async def test_the_best_entity_comes_first(self, driver: GraphDriver, name: str) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        found = (await searched(driver, name)).nodes
        assert {hit.group_id for hit in found} == {ANN}
        assert found[0].uuid == f"{ANN}-2"

    @pytest.mark.parametrize("name", COMMUNITIES)
    async def test_communities_are_found(self, driver: GraphDriver, name: str) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        assert ids((await searched(driver, name)).communities) == [f"{ANN}-c"]

    @pytest.mark.parametrize("name", COMBINED)
    async def test_everything_is_found_at_once(self, driver: GraphDriver, name: str) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        found = await searched(driver, name)
        best: list[Sequence[Any]] = [found.edges, found.nodes, found.episodes, found.communities]
        firsts = [f"{ANN}-e2", f"{ANN}-2", f"{ANN}-said", f"{ANN}-c"]
        assert [hits[0].uuid for hits in best] == firsts
        assert {hit.group_id for hits in best for hit in hits} == {ANN}

    @pytest.mark.parametrize("name", [*EDGES, *NODES, *COMMUNITIES, *COMBINED])
    async def test_an_empty_graph_gives_nothing(self, driver: GraphDriver, name: str) -> None:
        found = await searched(driver, name)
        assert found.edges == found.nodes == found.episodes == found.communities == []

    @pytest.mark.parametrize("name", [EDGES[0], EDGES[1], NODES[0], COMBINED[0]])
    async def test_a_query_without_words_survives(self, driver: GraphDriver, name: str) -> None:
        await save_drinks(driver, ANN)
        found = await searched(driver, name, "?!")
        assert {hit.group_id for hit in found.edges} <= {ANN}
        assert {hit.group_id for hit in found.nodes} <= {ANN}

    async def test_the_plain_search_finds_facts(self, driver: GraphDriver) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        found = await graphiti_on(driver).search("oat milk", group_ids=[BOB], num_results=2)
        assert found[0].uuid == f"{BOB}-e2"
        assert {hit.group_id for hit in found} == {BOB}
        assert len(found) <= 2

    async def test_the_plain_search_puts_facts_near_the_centre_first(
        self, driver: GraphDriver
    ) -> None:
        await save_drinks(driver, ANN)
        found = await graphiti_on(driver).search("likes", f"{ANN}-subject", [ANN], 3)
        assert {hit.source_node_uuid for hit in found} == {f"{ANN}-subject"}

    async def test_a_search_applies_its_filter(self, driver: GraphDriver) -> None:
        await save_drinks(driver, ANN)
        wanted = SearchFilters(edge_uuids=[f"{ANN}-e0", f"{ANN}-e4"])
        found = await graphiti_on(driver).search("likes", None, [ANN], 10, wanted)
        assert sorted(ids(found)) == [f"{ANN}-e0", f"{ANN}-e4"]

    async def test_a_search_of_several_groups_finds_all_of_them(self, driver: GraphDriver) -> None:
        for group in (ANN, BOB, "s_cid"):
            await save_drinks(driver, group)
        found = await graphiti_on(driver).search("oat milk", None, [ANN, BOB], 20)
        assert {hit.group_id for hit in found} == {ANN, BOB}

    @pytest.mark.parametrize("groups", [[], [""]])
    async def test_core_takes_an_empty_group_for_everybody(
        self, driver: GraphDriver, groups: list[str]
    ) -> None:
        await save_drinks(driver, ANN)
        await save_drinks(driver, BOB)
        found = await graphiti_on(driver).search("oat milk", None, groups, 20)
        assert {hit.group_id for hit in found} == {ANN, BOB}
