"""Searching a real Neo4j: exact, within the group, filtered before the cut."""

import math
from collections.abc import Sequence
from datetime import timedelta

import pytest
from graphiti_core.errors import GroupIdValidationError
from graphiti_core.search.search_filters import (
    ComparisonOperator,
    DateFilter,
    PropertyFilter,
    SearchFilters,
)
from graphiti_core.search.search_utils import (
    community_fulltext_search,
    edge_bfs_search,
    edge_fulltext_search,
    edge_similarity_search,
    episode_fulltext_search,
    node_bfs_search,
    node_fulltext_search,
    node_similarity_search,
)

from memory.adapters.graphiti_neo4j import GroupRequired, Neo4jGraphDriver
from tests.memory.graphiti_neo4j.graph import DIMENSION, NOON, episode, fact, save, thing, vector
from tests.memory.graphiti_neo4j.opened import emptied

pytestmark = pytest.mark.server("neo4j")
ANY = SearchFilters()
BEFORE, AFTER = ComparisonOperator.less_than, ComparisonOperator.greater_than


def uuids(items: Sequence[object]) -> list[str]:
    return [getattr(item, "uuid", "") for item in items]


async def couple(driver: Neo4jGraphDriver, group: str) -> tuple[str, str]:
    ends = (f"{group}-me", f"{group}-it")
    await save(driver, thing(ends[0], group), thing(ends[1], group))
    return ends


async def test_words_of_several_groups_are_all_found(driver: Neo4jGraphDriver) -> None:
    for group in ("ann", "ben", "cleo"):
        ends = await couple(driver, group)
        await save(driver, fact(f"{group}-fact", "likes oat milk", ends, group))
    found = await edge_fulltext_search(driver, "oat", ANY, ["ann", "ben"], 10)
    assert sorted(uuids(found)) == ["ann-fact", "ben-fact"]


async def test_a_group_whose_id_is_part_of_another_is_kept_apart(driver: Neo4jGraphDriver) -> None:
    for group in ("a-b", "a-b-c", "x-a-b", "A-B"):
        ends = await couple(driver, group)
        await save(driver, *(fact(f"{group}-{n}", "oat milk", ends, group) for n in range(3)))
    found = await edge_fulltext_search(driver, "oat", ANY, ["a-b"], 3)
    assert sorted(uuids(found)) == ["a-b-0", "a-b-1", "a-b-2"]


async def test_a_filter_never_costs_a_hit_of_words(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    loud = [fact(f"loud-{n:02}", "oat oat oat", ends, expired_at=NOON) for n in range(20)]
    await save(driver, *loud, fact("quiet", "some milk made of oat and of water", ends))
    current = SearchFilters(
        expired_at=[[DateFilter(comparison_operator=ComparisonOperator.is_null)]]
    )
    assert uuids(await edge_fulltext_search(driver, "oat", current, ["ann"], 1)) == ["quiet"]


async def test_a_filter_never_costs_a_hit_of_likeness_over_all_groups(
    driver: Neo4jGraphDriver,
) -> None:
    ends = await couple(driver, "ann")
    near = [fact(f"near-{n:03}", "oat milk", ends) for n in range(120)]
    await save(driver, *near, fact("far", "oat milk and very many other words", ends, name="HAS"))
    only = SearchFilters(edge_types=["HAS"])
    found = await edge_similarity_search(
        driver, vector("oat milk"), None, None, only, None, 1, min_score=0.5
    )
    assert uuids(found) == ["far"]


async def test_branches_of_a_date_filter_keep_their_own_dates(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    days = [NOON + timedelta(days=day) for day in range(5)]
    await save(
        driver, *(fact(f"day-{n}", "oat milk", ends, valid_at=day) for n, day in enumerate(days))
    )
    early_or_late = SearchFilters(
        valid_at=[
            [DateFilter(date=days[1], comparison_operator=BEFORE)],
            [
                DateFilter(date=days[2], comparison_operator=AFTER),
                DateFilter(date=days[4], comparison_operator=BEFORE),
            ],
        ]
    )
    found = await edge_fulltext_search(driver, "oat", early_or_late, ["ann"], 10)
    assert sorted(uuids(found)) == ["day-0", "day-3"]


async def test_properties_filter_facts_and_things(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    await save(
        driver,
        fact("sure", "oat milk", ends, attributes={"confidence": 0.9}),
        fact("unsure", "oat milk", ends, attributes={"confidence": 0.2}),
        thing("oat", name="oat", attributes={"stock": 3}),
        thing("oats", name="oat", attributes={"stock": 0}),
    )
    sure = PropertyFilter(property_name="confidence", property_value=0.5, comparison_operator=AFTER)
    stocked = PropertyFilter(property_name="stock", property_value=0, comparison_operator=AFTER)
    facts = SearchFilters(property_filters=[sure])
    things = SearchFilters(property_filters=[stocked])
    assert uuids(await edge_fulltext_search(driver, "oat", facts, ["ann"], 5)) == ["sure"]
    assert uuids(await node_fulltext_search(driver, "oat", things, ["ann"], 5)) == ["oat"]


@pytest.mark.parametrize("group_ids", [["ann"], None])
async def test_likeness_is_exact_and_on_neo4js_scale(
    driver: Neo4jGraphDriver, group_ids: list[str] | None
) -> None:
    ends = await couple(driver, "ann")
    texts = {f"f{n:02}": " ".join(f"word{k}" for k in range(n + 1)) for n in range(12)}
    await save(driver, *(fact(uuid, text, ends) for uuid, text in texts.items()))
    query = vector("word0")
    cosines = {
        uuid: math.fsum(a * b for a, b in zip(query, vector(text), strict=True))
        for uuid, text in texts.items()
    }
    wanted = [u for u in sorted(cosines, key=lambda u: -cosines[u]) if (1 + cosines[u]) / 2 > 0.7]
    found = await edge_similarity_search(
        driver, query, None, None, ANY, group_ids, 50, min_score=0.7
    )
    assert uuids(found) == wanted
    assert 2 < len(wanted) < 12


async def test_scores_of_likeness_are_cosines(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    await save(driver, fact("same", "oat milk", ends), fact("half", "oat bread", ends))
    away = fact("away", "x", ends)
    away.fact_embedding = [-number for number in vector("oat milk")]
    await save(driver, away)
    found = await driver.edge_similarity_scores(vector("oat milk"), "ann", None, 10)
    scores = {edge.uuid: score for edge, score in found}
    assert list(scores) == ["same", "half", "away"]
    assert scores["same"] == pytest.approx(1, abs=1e-5)
    assert scores["away"] == pytest.approx(-1, abs=1e-5)


async def test_vectors_of_zeros_and_of_other_lengths_break_no_search(
    driver: Neo4jGraphDriver,
) -> None:
    ends = await couple(driver, "ann")
    zero, short = fact("zero", "nothing", ends), fact("short", "short", ends)
    zero.fact_embedding, short.fact_embedding = [0.0] * DIMENSION, [1.0, 0.0]
    await save(driver, fact("same", "oat milk", ends), zero, short)
    scores = await driver.edge_similarity_scores(vector("oat milk"), "ann", None, 10)
    assert [(edge.uuid, round(score, 3)) for edge, score in scores] == [("same", 1)]
    of_short = await driver.edge_similarity_scores([1.0, 0.0], "ann", None, 10)
    assert [edge.uuid for edge, _ in of_short] == ["short"]
    for nothing in ([0.0] * DIMENSION, [math.nan] * DIMENSION, []):
        assert await driver.edge_similarity_scores(nothing, "ann", None, 10) == []


async def test_scores_of_words_fall_and_ignore_the_groups_name(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "oat")
    await save(
        driver,
        fact("twice", "oat oat milk", ends, "oat"),
        fact("once", "oat milk and bread and butter and jam", ends, "oat"),
        fact("never", "soy milk", ends, "oat"),
    )
    found = await driver.edge_fulltext_scores("oat", "oat", None, 10)
    assert [edge.uuid for edge, _ in found] == ["twice", "once"]
    assert found[0][1] > found[1][1] > 0


async def test_episodes_are_scored_within_their_group(driver: Neo4jGraphDriver) -> None:
    await save(driver, episode("a", "need oat milk"), episode("b", "need oat milk", "ben"))
    found = await driver.episode_fulltext_scores("oat", "ann", 5)
    assert [node.uuid for node, _ in found] == ["a"]
    assert uuids(await episode_fulltext_search(driver, "milk", ANY, ["ben"], 5)) == ["b"]


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "AND OR NOT", "a:b group_id:ben", "((((", "*", "?", "~", "\\", "oat\0milk",
     "\ud800", "group_id:\"ben\"^9 OR oat", "word " * 10_000, "/", "[a TO b]", "&& ||"],
)  # fmt: skip
async def test_no_query_is_an_operator(driver: Neo4jGraphDriver, query: str) -> None:
    for group in ("ann", "ben"):
        ends = await couple(driver, group)
        await save(driver, fact(f"{group}-fact", "likes oat milk", ends, group))
    found = await edge_fulltext_search(driver, query, ANY, ["ann"], 5)
    assert set(uuids(found)) <= {"ann-fact"}
    assert await node_fulltext_search(driver, query, ANY, ["cleo"], 5) == []
    assert await episode_fulltext_search(driver, query, ANY, ["cleo"], 5) == []
    assert await community_fulltext_search(driver, query, ["cleo"], 5) == []


async def test_no_vector_is_returned_with_a_hit(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    await save(driver, fact("f", "oat milk", ends, attributes={"confidence": 0.5}))
    (found,) = await edge_fulltext_search(driver, "oat", ANY, ["ann"], 5)
    assert found.attributes == {"confidence": 0.5}
    assert found.fact_embedding is None
    (it, *_) = await node_similarity_search(driver, vector("ann-it"), ANY, ["ann"], 5)
    assert it.attributes == {}


async def test_walks_stay_within_the_group_of_their_origin(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    await save(driver, thing("hers", "ben"), thing("far"))
    await save(
        driver,
        fact("one", "a", ends),
        fact("two", "b", (ends[1], "far")),
        fact("over", "c", (ends[1], "hers"), "ben"),
    )
    facts = await edge_bfs_search(driver, [ends[0]], 3, ANY, None, 10)
    things = await node_bfs_search(driver, [ends[0]], ANY, 3, None, 10)
    assert sorted(uuids(facts)) == ["one", "two"]
    assert sorted(uuids(things)) == sorted([ends[1], "far"])
    assert uuids(await edge_bfs_search(driver, [ends[0]], 1, ANY, ["ann"], 10)) == ["one"]


async def test_facts_between_pairs_are_read_at_once(driver: Neo4jGraphDriver) -> None:
    ends = await couple(driver, "ann")
    await save(driver, thing("far"))
    await save(
        driver,
        fact("one", "a", ends),
        fact("two", "b", ends),
        fact("back", "c", (ends[1], ends[0])),
        fact("far-one", "d", (ends[0], "far")),
    )
    asked = [ends, ends, (ends[0], "far"), ("no", "body")]
    assert uuids(await driver.edges_between(asked)) == ["far-one", "one", "two"]
    assert await driver.edges_between([]) == []


async def test_a_strict_driver_refuses_to_answer_for_everybody(neo4j_url: str) -> None:
    async with emptied(neo4j_url, require_groups=True) as driver:
        for group_ids in (None, [], [""], ["ann", ""]):
            with pytest.raises(GroupRequired):
                await edge_fulltext_search(driver, "oat", ANY, group_ids, 5)
            with pytest.raises(GroupRequired):
                await node_similarity_search(driver, vector("oat"), ANY, group_ids, 5)
            with pytest.raises(GroupRequired):
                await edge_bfs_search(driver, ["x"], 1, ANY, group_ids, 5)


async def test_a_group_id_is_no_place_for_a_query(driver: Neo4jGraphDriver) -> None:
    for group in ('ann" OR group_id:"ben', "ann ben", "ann\n"):
        with pytest.raises(GroupIdValidationError):
            await edge_fulltext_search(driver, "oat", ANY, [group], 5)
        with pytest.raises(GroupIdValidationError):
            await driver.edge_fulltext_scores("oat", group, None, 5)
