"""Search by words and by vectors: who is found, in which order, up to which limit."""

import numpy as np
import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge
from graphiti_core.search.search_utils import (
    community_fulltext_search,
    community_similarity_search,
    edge_fulltext_search,
    edge_similarity_search,
    episode_fulltext_search,
    node_fulltext_search,
    node_similarity_search,
)

from tests.contracts.graph_driver.making import (
    ANN,
    ANY,
    BOB,
    community,
    edge,
    episode,
    ids,
    node,
    save,
    save_pair,
)
from tests.fakes.graphiti import DIMENSION, vector_of


def turned(cosine: float) -> list[float]:
    """A unit vector with this cosine to the first axis."""
    rest = float(np.sqrt(1 - cosine**2))
    return [cosine, rest, *[0.0] * (DIMENSION - 2)]


async def worded(driver: GraphDriver, query: str, group: str = ANN, limit: int = 10) -> list[str]:
    return ids(await edge_fulltext_search(driver, query, ANY, [group], limit))


async def near(
    driver: GraphDriver, vector: list[float], limit: int = 10, min_score: float = 0.0
) -> list[str]:
    found = await edge_similarity_search(driver, vector, None, None, ANY, [ANN], limit, min_score)
    return ids(found)


class WordsContract:
    """Full-text search."""

    async def test_a_fact_is_found_by_any_of_its_words(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes oat milk"), edge("e2", "Ann owns a pan"))
        assert await worded(driver, "is there some milk") == ["e1"]

    async def test_words_are_compared_without_case(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes HAFERMILCH"), edge("e2", "x"))
        assert await worded(driver, "hafermilch") == ["e1"]
        assert await worded(driver, "HAFERMILCH") == ["e1"]

    async def test_words_with_accents_are_found(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann trinkt Süßmolke im Café"), edge("e2", "x"))
        assert await worded(driver, "süßmolke") == ["e1"]
        assert await worded(driver, "café") == ["e1"]

    async def test_words_of_other_scripts_are_found(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Анна любит молоко"), edge("e2", "أنا أحب الحليب"))
        assert await worded(driver, "молоко") == ["e1"]
        assert await worded(driver, "الحليب") == ["e2"]

    async def test_the_fact_with_more_of_the_words_comes_first(self, driver: GraphDriver) -> None:
        facts = ["milk", "bread", "oat milk bread", "oat tea"]
        await save_pair(driver, *[edge(f"e{at}", fact) for at, fact in enumerate(facts)])
        assert (await worded(driver, "oat milk"))[0] == "e2"

    async def test_the_rare_word_counts_for_more(self, driver: GraphDriver) -> None:
        common = [edge(f"c{at}", f"milk number{at}") for at in range(8)]
        await save_pair(driver, *common, edge("rare", "spelt number9"))
        assert (await worded(driver, "milk spelt"))[0] == "rare"

    async def test_a_search_by_words_ends_at_the_limit(self, driver: GraphDriver) -> None:
        await save_pair(driver, *[edge(f"e{at}", f"milk {at}") for at in range(5)])
        assert len(await worded(driver, "milk", limit=3)) == 3

    async def test_a_facts_relation_is_searched_too(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann, milk", name="AVOIDS"), edge("e2", "Ann, tea"))
        assert await worded(driver, "avoids") == ["e1"]

    async def test_words_that_nobody_said_find_nothing(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes milk"))
        assert await worded(driver, "quinoa") == []

    @pytest.mark.parametrize("query", ["", " ", "?!", "\n"])
    async def test_a_query_without_words_finds_nothing(
        self, driver: GraphDriver, query: str
    ) -> None:
        await save_pair(driver, edge("e1", "Ann likes milk"))
        assert await worded(driver, query) == []

    async def test_a_query_of_ten_thousand_words_is_survived(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes milk"))
        query = " ".join(f"w{at}" for at in range(10_000))
        assert await worded(driver, query) == []

    async def test_a_changed_fact_is_found_by_its_new_words_only(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes milk"))
        await save(driver, edge("e1", "Ann likes tea"))
        assert await worded(driver, "tea") == ["e1"]
        assert await worded(driver, "milk") == []

    async def test_a_deleted_fact_is_not_found_by_its_words(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "Ann likes milk"), edge("e2", "Ann drinks milk"))
        await edge("e1").delete(driver)
        assert await worded(driver, "milk") == ["e2"]

    async def test_an_entity_is_found_by_name_and_by_summary(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "oat milk"), node("b", "tea", summary="goes with milk"))
        await save(driver, node("c", "bread"))
        found = await node_fulltext_search(driver, "milk", ANY, [ANN], 10)
        assert sorted(ids(found)) == ["a", "b"]

    async def test_an_episode_is_found_by_what_was_said(self, driver: GraphDriver) -> None:
        await save(driver, episode("p1", "user: some milk"), episode("p2", "user: some bread"))
        assert ids(await episode_fulltext_search(driver, "milk", ANY, [ANN], 10)) == ["p1"]

    async def test_a_community_is_found_by_its_name(self, driver: GraphDriver) -> None:
        await save(driver, community("c1", "oat drinks"), community("c2", "bread"))
        assert ids(await community_fulltext_search(driver, "drinks", [ANN], 10)) == ["c1"]

    async def test_each_group_is_searched_by_words(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("ann", "likes milk"), edge("bob", "likes milk", group=BOB))
        found = ids(await edge_fulltext_search(driver, "milk", ANY, [ANN, BOB], 10))
        assert sorted(found) == ["ann", "bob"]

    async def test_without_groups_every_group_is_searched_by_words(
        self, driver: GraphDriver
    ) -> None:
        await save_pair(driver, edge("ann", "likes milk"), edge("bob", "likes milk", group=BOB))
        found = ids(await edge_fulltext_search(driver, "milk", ANY, None, 10))
        assert sorted(found) == ["ann", "bob"]


class VectorsContract:
    """Similarity search."""

    async def test_the_nearest_fact_comes_first(self, driver: GraphDriver) -> None:
        cosines = {"e1": 0.2, "e2": 0.9, "e3": 0.5, "e4": -0.5}
        await save_pair(driver, *[edge(u, fact_embedding=turned(c)) for u, c in cosines.items()])
        assert await near(driver, turned(1)) == ["e2", "e3", "e1", "e4"]

    async def test_a_search_by_vector_ends_at_the_limit(self, driver: GraphDriver) -> None:
        cosines = {"e1": 0.2, "e2": 0.9, "e3": 0.5}
        await save_pair(driver, *[edge(u, fact_embedding=turned(c)) for u, c in cosines.items()])
        assert await near(driver, turned(1), limit=2) == ["e2", "e3"]

    async def test_a_score_is_half_of_one_plus_the_cosine(self, driver: GraphDriver) -> None:
        cosines = {"e1": 0.19, "e2": 0.21}
        await save_pair(driver, *[edge(u, fact_embedding=turned(c)) for u, c in cosines.items()])
        assert await near(driver, turned(1), min_score=0.6) == ["e2"]

    async def test_the_length_of_a_vector_does_not_matter(self, driver: GraphDriver) -> None:
        long = [value * 50 for value in turned(0.3)]
        await save_pair(
            driver, edge("e1", fact_embedding=long), edge("e2", fact_embedding=turned(0.8))
        )
        asked = [value / 50 for value in turned(1)]
        assert await near(driver, asked) == ["e2", "e1"]

    async def test_facts_between_two_nodes_are_found(self, driver: GraphDriver) -> None:
        ends = {"ab": ("a", "b"), "ba": ("b", "a"), "ac": ("a", "c")}
        edges = [edge(uuid, "milk", pair) for uuid, pair in ends.items()]
        await save(driver, node("a"), node("b"), node("c"), *edges)
        asked = vector_of("milk")
        found = await edge_similarity_search(driver, asked, "a", "b", ANY, [ANN], 10, 0.0)
        assert ids(found) == ["ab"]
        found = await edge_similarity_search(driver, asked, "a", None, ANY, [ANN], 10, 0.0)
        assert sorted(ids(found)) == ["ab", "ac"]

    async def test_a_changed_vector_is_searched_at_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", fact_embedding=turned(-1)))
        assert await near(driver, turned(1), min_score=0.6) == []
        await save(driver, edge("e1", fact_embedding=turned(1)))
        assert await near(driver, turned(1), min_score=0.6) == ["e1"]

    async def test_a_new_fact_is_searched_at_once(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"))
        assert await near(driver, vector_of("milk")) == ["e1"]
        await save(driver, edge("e2", "milk milk"))
        assert sorted(await near(driver, vector_of("milk"))) == ["e1", "e2"]

    async def test_a_deleted_fact_is_not_found_by_its_vector(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"), edge("e2", "milk"))
        assert len(await near(driver, vector_of("milk"))) == 2
        await edge("e1").delete(driver)
        assert await near(driver, vector_of("milk")) == ["e2"]

    async def test_facts_of_a_deleted_entity_are_not_found(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"))
        assert await near(driver, vector_of("milk")) == ["e1"]
        await node("b").delete(driver)
        assert await near(driver, vector_of("milk")) == []

    async def test_a_moved_fact_is_found_in_its_new_group_only(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"))
        assert await near(driver, vector_of("milk")) == ["e1"]
        await save(driver, edge("e1", "milk", group=BOB))
        assert await near(driver, vector_of("milk")) == []
        found = await edge_similarity_search(
            driver, vector_of("milk"), None, None, ANY, [BOB], 10, 0.0
        )
        assert ids(found) == ["e1"]

    async def test_a_vector_of_zeros_finds_nothing(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"))
        assert await near(driver, [0.0] * DIMENSION, min_score=0.5) == []

    async def test_a_vector_of_another_dimension_finds_nothing(self, driver: GraphDriver) -> None:
        await save_pair(driver, edge("e1", "milk"))
        assert await near(driver, [1.0] * (DIMENSION // 2), min_score=0.5) == []

    async def test_entities_are_found_by_their_names_vectors(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "rye bread"), node("b", "oat milk"), node("c", "oat tea"))
        found = await node_similarity_search(driver, vector_of("oat milk"), ANY, [ANN], 2, 0.0)
        assert ids(found) == ["b", "c"]

    async def test_communities_are_found_by_their_names_vectors(self, driver: GraphDriver) -> None:
        await save(driver, community("c1", "rye bread"), community("c2", "oat milk"))
        found = await community_similarity_search(driver, vector_of("oat milk"), [ANN], 1, 0.0)
        assert ids(found) == ["c2"]

    async def test_each_group_is_searched_by_vector(self, driver: GraphDriver) -> None:
        groups = {"ann": ANN, "bob": BOB, "cid": "s_cid"}
        await save_pair(driver, *[edge(u, "milk", group=group) for u, group in groups.items()])
        found: list[EntityEdge] = await edge_similarity_search(
            driver, vector_of("milk"), None, None, ANY, [ANN, BOB], 10, 0.0
        )
        assert sorted(ids(found)) == ["ann", "bob"]

    async def test_without_groups_every_group_is_searched_by_vector(
        self, driver: GraphDriver
    ) -> None:
        groups = {"ann": ANN, "bob": BOB}
        await save_pair(driver, *[edge(u, "milk", group=group) for u, group in groups.items()])
        found = await edge_similarity_search(
            driver, vector_of("milk"), None, None, ANY, None, 10, 0.0
        )
        assert sorted(ids(found)) == ["ann", "bob"]
