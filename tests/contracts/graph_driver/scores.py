"""Searches that tell their scores, for a fusion of our own."""

import math
from contextlib import suppress

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.search.search_filters import SearchFilters
from graphiti_core.search.search_utils import edge_fulltext_search

from tests.contracts.graph_driver.making import (
    ANN,
    ANY,
    BOB,
    REFUSED,
    beyond,
    edge,
    episode,
    ids,
    node,
    plain,
    save,
    save_pair,
)
from tests.contracts.graph_driver.searches import turned
from tests.fakes.graphiti import DIMENSION

FACTS = ["likes oat milk", "likes oat tea", "owns a pan", "likes rye bread", "avoids milk"]


async def save_facts(driver: GraphDriver) -> None:
    await save_pair(driver, *[edge(f"e{at}", fact) for at, fact in enumerate(FACTS)])


class ScoresContract:
    """Scored searches."""

    async def test_scores_of_words_fall_and_are_above_zero(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        found = await beyond(driver).edge_fulltext_scores("oat milk", ANN, ANY, 10)
        scores = [score for _, score in found]
        assert ids(fact for fact, _ in found)[0] == "e0"
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > scores[1] > 0
        assert len(found) == 3

    async def test_scored_words_find_what_the_search_finds(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        found = await beyond(driver).edge_fulltext_scores("likes oat milk", ANN, ANY, 10)
        searched = await edge_fulltext_search(driver, "likes oat milk", ANY, [ANN], 10)
        assert sorted(ids(fact for fact, _ in found)) == sorted(ids(searched))
        assert found[0][0].uuid == searched[0].uuid

    async def test_a_scored_fact_comes_whole(self, driver: GraphDriver) -> None:
        saved = edge("e", "milk", attributes={"source": "explicit"}, episodes=["p"])
        await save_pair(driver, saved)
        [(worded, _)] = await beyond(driver).edge_fulltext_scores("milk", ANN, ANY, 10)
        assert saved.fact_embedding is not None
        asked = saved.fact_embedding
        [(near, _)] = await beyond(driver).edge_similarity_scores(asked, ANN, ANY, 10)
        assert plain(worded) == plain(near) == plain(saved)

    async def test_scored_searches_end_at_the_limit(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        asked = [1.0] * DIMENSION
        assert len(await beyond(driver).edge_fulltext_scores("likes", ANN, ANY, 2)) == 2
        assert len(await beyond(driver).edge_similarity_scores(asked, ANN, ANY, 2)) == 2

    async def test_scored_searches_apply_their_filter(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        wanted = SearchFilters(edge_uuids=["e1"])
        asked = [1.0] * DIMENSION
        worded = await beyond(driver).edge_fulltext_scores("oat", ANN, wanted, 10)
        near = await beyond(driver).edge_similarity_scores(asked, ANN, wanted, 10)
        assert ids(fact for fact, _ in worded) == ids(fact for fact, _ in near) == ["e1"]

    async def test_scored_searches_stay_in_their_group(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        await save(driver, edge("bob", "likes oat milk", group=BOB))
        await save(driver, episode("p1", "oat milk"), episode("p2", "oat milk", BOB))
        worded = await beyond(driver).edge_fulltext_scores("oat milk", BOB, ANY, 10)
        near = await beyond(driver).edge_similarity_scores([1.0] * DIMENSION, BOB, ANY, 10)
        said = await beyond(driver).episode_fulltext_scores("oat milk", BOB, 10)
        assert ids(fact for fact, _ in worded) == ids(fact for fact, _ in near) == ["bob"]
        assert ids(found for found, _ in said) == ["p2"]

    @pytest.mark.parametrize("group", ["", "s ann", "s_an", "s_nobody"])
    async def test_what_is_no_group_never_means_everybody(
        self, driver: GraphDriver, group: str
    ) -> None:
        await save_facts(driver)
        with suppress(*REFUSED):
            assert await beyond(driver).edge_fulltext_scores("oat", group, ANY, 10) == []
        with suppress(*REFUSED):
            near = beyond(driver).edge_similarity_scores([1.0] * DIMENSION, group, ANY, 10)
            assert await near == []
        with suppress(*REFUSED):
            assert await beyond(driver).episode_fulltext_scores("oat", group, 10) == []

    async def test_a_similarity_is_the_raw_cosine_without_a_minimum(
        self, driver: GraphDriver
    ) -> None:
        cosines = {"same": 1.0, "near": 0.6, "across": 0.0, "against": -0.9}
        await save_pair(driver, *[edge(u, fact_embedding=turned(c)) for u, c in cosines.items()])
        found = await beyond(driver).edge_similarity_scores(turned(1), ANN, ANY, 10)
        assert ids(fact for fact, _ in found) == list(cosines)
        assert [score for _, score in found] == pytest.approx([*cosines.values()], abs=1e-5)

    async def test_a_similarity_is_never_beyond_one(self, driver: GraphDriver) -> None:
        vector = [math.pi / 7] * DIMENSION
        await save_pair(driver, edge("e", fact_embedding=vector))
        [(_, score)] = await beyond(driver).edge_similarity_scores(vector, ANN, ANY, 10)
        assert score == pytest.approx(1.0, abs=1e-5)

    @pytest.mark.parametrize("vector", [[0.0] * DIMENSION, [1.0] * (DIMENSION + 1)])
    async def test_a_vector_that_cannot_be_compared_finds_nothing(
        self, driver: GraphDriver, vector: list[float]
    ) -> None:
        await save_facts(driver)
        assert await beyond(driver).edge_similarity_scores(vector, ANN, ANY, 10) == []

    @pytest.mark.parametrize("query", ["", "?!", "quinoa"])
    async def test_words_that_match_nothing_have_no_scores(
        self, driver: GraphDriver, query: str
    ) -> None:
        await save_facts(driver)
        await save(driver, episode("p", "oat milk"))
        assert await beyond(driver).edge_fulltext_scores(query, ANN, ANY, 10) == []
        assert await beyond(driver).episode_fulltext_scores(query, ANN, 10) == []

    async def test_episodes_are_scored_by_their_words(self, driver: GraphDriver) -> None:
        said = ["some oat milk", "some rye bread", "some tea", "oat"]
        await save(driver, *[episode(f"p{at}", text) for at, text in enumerate(said)])
        found = await beyond(driver).episode_fulltext_scores("oat milk", ANN, 10)
        scores = [score for _, score in found]
        assert ids(hit for hit, _ in found) == ["p0", "p3"]
        assert scores[0] > scores[1] > 0
        assert found[0][0].content == "some oat milk"

    async def test_words_of_neighbours_do_not_change_a_score(self, driver: GraphDriver) -> None:
        await save_facts(driver)
        before = await beyond(driver).edge_fulltext_scores("oat milk", ANN, ANY, 10)
        await save(driver, node("y", group=BOB), node("z", group=BOB))
        others = [edge(f"b{at}", "oat oat milk", ("y", "z"), BOB) for at in range(30)]
        await save(driver, *others)
        after = await beyond(driver).edge_fulltext_scores("oat milk", ANN, ANY, 10)
        assert ids(fact for fact, _ in after) == ids(fact for fact, _ in before)
