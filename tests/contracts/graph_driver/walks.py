"""Walks from a node, and orders that depend on a node's neighbours or mentions."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.search.search_utils import (
    edge_bfs_search,
    episode_mentions_reranker,
    node_bfs_search,
    node_distance_reranker,
)

from tests.contracts.graph_driver.making import (
    ANN,
    ANY,
    BOB,
    edge,
    episode,
    ids,
    mention,
    node,
    save,
)

PATH = ["ab", "bc", "cd", "de"]


async def save_path(driver: GraphDriver) -> None:
    """Save a → b → c → d → e, and x → a against the direction of the walk."""
    edges = [edge(ends, ends=(ends[0], ends[1])) for ends in [*PATH, "xa"]]
    await save(driver, *[node(name) for name in "abcdex"], *edges)


async def walked(driver: GraphDriver, origins: list[str], depth: int) -> list[str]:
    return sorted({*ids(await edge_bfs_search(driver, origins, depth, ANY, [ANN], 100))})


async def reached(driver: GraphDriver, origins: list[str], depth: int) -> list[str]:
    return sorted({*ids(await node_bfs_search(driver, origins, ANY, depth, [ANN], 100))})


class WalksContract:
    """Breadth-first search, distance and mentions."""

    @pytest.mark.parametrize("depth", [1, 2, 3])
    async def test_a_walk_follows_facts_as_deep_as_told(
        self, driver: GraphDriver, depth: int
    ) -> None:
        await save_path(driver)
        assert await walked(driver, ["a"], depth) == PATH[:depth]
        assert await reached(driver, ["a"], depth) == list("bcd")[:depth]

    async def test_a_walk_may_have_several_origins(self, driver: GraphDriver) -> None:
        await save_path(driver)
        assert await walked(driver, ["a", "d"], 1) == ["ab", "de"]
        assert await reached(driver, ["x", "d"], 1) == ["a", "e"]

    async def test_a_walk_from_an_episode_begins_with_what_it_mentions(
        self, driver: GraphDriver
    ) -> None:
        await save_path(driver)
        await save(driver, episode("p"), mention("m", ("p", "b")))
        assert await reached(driver, ["p"], 1) == ["b"]
        assert await reached(driver, ["p"], 2) == ["b", "c"]
        assert await walked(driver, ["p"], 2) == ["bc"]

    async def test_a_walk_in_a_circle_ends(self, driver: GraphDriver) -> None:
        ends = ["ab", "bc", "ca", "aa"]
        edges = [edge(pair, ends=(pair[0], pair[1])) for pair in ends]
        await save(driver, *[node(name) for name in "abc"], *edges)
        assert await walked(driver, ["a"], 3) == sorted(ends)

    async def test_a_walk_from_nowhere_finds_nothing(self, driver: GraphDriver) -> None:
        await save_path(driver)
        assert await walked(driver, [], 3) == await reached(driver, [], 3) == []
        assert await walked(driver, ["nobody"], 3) == await reached(driver, ["nobody"], 3) == []

    async def test_a_walk_ends_at_the_limit(self, driver: GraphDriver) -> None:
        await save_path(driver)
        assert len(await edge_bfs_search(driver, ["a"], 3, ANY, [ANN], 2)) == 2
        assert len(await node_bfs_search(driver, ["a"], ANY, 3, [ANN], 2)) == 2

    async def test_a_walk_finds_no_fact_of_another_group(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), node("b"), node("z", group=BOB))
        await save(driver, edge("ab"), edge("bob", group=BOB), edge("az", ends=("a", "z")))
        assert "bob" not in await walked(driver, ["a"], 2)
        assert "z" not in await reached(driver, ["a"], 2)

    async def test_a_walk_does_not_begin_in_another_group(self, driver: GraphDriver) -> None:
        await save(driver, node("y", group=BOB), node("z", group=BOB))
        await save(driver, edge("yz", ends=("y", "z"), group=BOB))
        assert await walked(driver, ["y"], 2) == await reached(driver, ["y"], 2) == []

    async def test_a_neighbour_in_either_direction_is_near(self, driver: GraphDriver) -> None:
        await save_path(driver)
        found, scores = await node_distance_reranker(driver, ["d", "x", "b"], "a")
        assert sorted(found[:2]) == ["b", "x"]
        assert (found[2], scores) == ("d", [1.0, 1.0, 0.0])

    async def test_the_centre_itself_comes_first(self, driver: GraphDriver) -> None:
        await save_path(driver)
        found, scores = await node_distance_reranker(driver, ["d", "b", "a"], "a")
        assert found == ["a", "b", "d"]
        assert scores == pytest.approx([10.0, 1.0, 0.0])

    async def test_distant_nodes_can_be_left_out(self, driver: GraphDriver) -> None:
        await save_path(driver)
        found, _ = await node_distance_reranker(driver, ["d", "b"], "a", min_score=0.5)
        assert found == ["b"]

    async def test_the_node_mentioned_most_comes_first(self, driver: GraphDriver) -> None:
        await save(driver, *[node(name) for name in "abc"])
        await save(driver, *[episode(f"p{at}") for at in range(3)])
        pairs = [("p0", "b"), ("p1", "b"), ("p2", "b"), ("p0", "a")]
        await save(driver, *[mention(f"m{at}", pair) for at, pair in enumerate(pairs)])
        found, scores = await episode_mentions_reranker(driver, [["c", "a", "b"]])
        by_score = dict(zip(found, scores, strict=True))
        assert (by_score["a"], by_score["b"]) == (1, 3)
        assert found.index("b") < found.index("a")
