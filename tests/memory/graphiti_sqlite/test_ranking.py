"""Full-text search ranks by BM25 over the texts of one group."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.memory.graphiti_sqlite.graphs import fact, found, save, say

WORDS = st.sampled_from(["oat", "milk", "bread", "the", "tea"])
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=12)


def plain_bm25(texts: list[str], query: str) -> dict[int, float]:
    """Score texts by the formula, one at a time; the relation's name is part of each text."""
    split = [["likes", *text.split()] for text in texts]
    mean = sum(map(len, split)) / len(split)
    scores: dict[int, float] = {}
    for word in dict.fromkeys(query.split()):
        holding = sum(word in words for words in split)
        idf = math.log(1 + (len(split) - holding + 0.5) / (holding + 0.5))
        for place, words in enumerate(split):
            times = Counter(words)[word]
            if times:
                norm = times + 1.2 * (1 - 0.75 + 0.75 * len(words) / mean)
                scores[place] = scores.get(place, 0.0) + idf * times * 2.2 / norm
    return scores


@given(TEXTS, st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
async def test_scores_are_those_of_plain_bm25(texts: list[str], query: str) -> None:
    driver = SqliteDriver()
    await say(driver, *texts)
    scores = {
        int(edge.uuid.removeprefix("g-")): score
        for edge, score in await driver.edge_fulltext_scores(query, "g", None, 100)
    }
    await driver.close()
    assert scores == pytest.approx(plain_bm25(texts, query))


async def test_the_best_comes_first(driver: SqliteDriver) -> None:
    await say(driver, "oat milk and tea and bread", "oat milk", "tea")
    assert await found(driver, "oat milk") == ["g-1", "g-0"]


async def test_equal_scores_keep_the_older_first(driver: SqliteDriver) -> None:
    await say(driver, "oat", "oat", "oat")
    assert await found(driver, "oat") == ["g-0", "g-1", "g-2"]


async def test_scores_do_not_depend_on_other_groups(driver: SqliteDriver) -> None:
    await say(driver, "oat milk", "milk", "bread")
    before = await driver.edge_fulltext_scores("oat milk", "g", None, 10)
    await say(driver, *["milk milk milk"] * 20, group_id="h")
    after = await driver.edge_fulltext_scores("oat milk", "g", None, 10)
    assert [(e.uuid, score) for e, score in after] == [(e.uuid, score) for e, score in before]


async def test_a_changed_text_is_found_by_its_new_words_only(driver: SqliteDriver) -> None:
    await say(driver, "oat milk", "tea")
    await save(driver, [fact("g-0", "rye bread")])
    assert await found(driver, "oat milk") == []
    assert await found(driver, "rye") == ["g-0"]


async def test_a_deleted_text_leaves_the_scores_of_a_graph_without_it(driver: SqliteDriver) -> None:
    await say(driver, "oat milk", "milk")
    alone = await driver.edge_fulltext_scores("milk", "g", None, 10)
    await save(driver, [fact("gone", "milk milk tea")])
    await (await driver.edge_fulltext_scores("tea", "g", None, 1))[0][0].delete(driver)
    left = await driver.edge_fulltext_scores("milk", "g", None, 10)
    assert [(e.uuid, s) for e, s in left] == [(e.uuid, s) for e, s in alone]


async def test_case_and_accents_do_not_count(driver: SqliteDriver) -> None:
    await say(driver, "Crème Brûlée")
    assert await found(driver, "creme BRULEE") == ["g-0"]


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "oat AND", "NEAR(oat", "*", "col:oat^2", "(((", "😀", "\ud800", "\0"]
)
async def test_no_character_of_a_query_is_an_operator(driver: SqliteDriver, query: str) -> None:
    await say(driver, "oat milk")
    assert await found(driver, query) == (["g-0"] if "oat" in query else [])


async def test_a_query_of_ten_thousand_words_is_answered_by_its_first(driver: SqliteDriver) -> None:
    await say(driver, "oat milk")
    rest = " ".join(f"w{n}" for n in range(10_000))
    assert await found(driver, f"oat {rest}") == ["g-0"]


@pytest.mark.parametrize("limit", [-1, 0])
async def test_no_limit_below_one_finds_anything(driver: SqliteDriver, limit: int) -> None:
    await say(driver, "oat")
    assert await driver.edge_fulltext_scores("oat", "g", None, limit) == []


async def test_a_huge_limit_finds_everything(driver: SqliteDriver) -> None:
    await say(driver, *["oat"] * 1_500)
    assert len(await driver.edge_fulltext_scores("oat", "g", None, 10**30)) == 1_500


async def test_rebuilding_the_words_changes_nothing(driver: SqliteDriver) -> None:
    await say(driver, "oat milk", "tea")
    before = await driver.edge_fulltext_scores("oat", "g", None, 10)
    await driver.build_indices_and_constraints(delete_existing=True)
    after = await driver.edge_fulltext_scores("oat", "g", None, 10)
    assert [(e.uuid, s) for e, s in after] == [(e.uuid, s) for e, s in before]
