"""Subjects who share a graph file and every word see what each would see alone, and no more."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from graphiti_core.edges import Edge, EntityEdge
from graphiti_core.errors import GroupsEdgesNotFoundError
from graphiti_core.nodes import EntityNode, EpisodicNode, Node
from graphiti_core.search.search_filters import ComparisonOperator, DateFilter, SearchFilters
from graphiti_core.search.search_utils import (
    edge_bfs_search,
    edge_fulltext_search,
    edge_similarity_search,
    episode_fulltext_search,
    node_bfs_search,
    node_fulltext_search,
    node_similarity_search,
)
from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk
from graphiti_core.utils.maintenance.graph_data_operations import clear_data
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import (
    ANY,
    DAY,
    NEW_YEAR,
    edge,
    episode,
    mention,
    node,
    save,
)
from tests.fakes.graphiti import HashEmbedder, graphiti_on, recipe, vector_of

WORDS = ["oat", "milk", "rye", "bread", "likes", "avoids"]
QUERIES = ["oat", "likes oat milk", "rye bread"]
TRUE_ON_DAY_THREE = SearchFilters(
    edge_types=["LIKES"],
    valid_at=[
        [DateFilter(comparison_operator=ComparisonOperator.is_null)],
        [
            DateFilter(
                date=NEW_YEAR + 3 * DAY, comparison_operator=ComparisonOperator.less_than_equal
            )
        ],
    ],
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one subject says: words, the relation, since which day, and about which thing."""

    words: str
    relation: str
    day: int | None
    thing: int


Life = Sequence[Fact]
Answers = dict[str, list[Any]]
Leave = Callable[[SqliteDriver, str], Awaitable[None]]

FACTS = st.builds(
    Fact,
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    relation=st.sampled_from(["LIKES", "OWNS"]),
    day=st.none() | st.integers(0, 5),
    thing=st.integers(0, 2),
)
CROWD = settings(phases=[Phase.generate])
"""What fails is small enough already, and trying to make it smaller would take minutes."""

LIVES = st.lists(st.lists(FACTS, min_size=1, max_size=8), min_size=1, max_size=4)


def group_of(number: int) -> str:
    """Names that are each other's beginnings, or differ in case or in one sign only."""
    style = ("s_{}", "S_{}", "s-{}", "s_{}_")[number % 4]
    return style.format(number // 4 + 1)


@asynccontextmanager
async def graph() -> AsyncIterator[SqliteDriver]:
    with TemporaryDirectory() as folder:
        driver = SqliteDriver(Path(folder) / "graph.db", require_groups=True)
        try:
            yield driver
        finally:
            await driver.close()


def made(life: Life, group: str) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """A subject's entities, facts, episodes and mentions; ids begin with the group."""
    subject = node(f"{group}/subject", "subject", group)
    things = [
        node(f"{group}/thing{at}", word, group, summary=f"{word} bread", labels=["Product"])
        for at, word in enumerate(WORDS[:3])
    ]
    facts, episodes, mentions = [], [], []
    for at, fact in enumerate(life):
        day = None if fact.day is None else NEW_YEAR + fact.day * DAY
        ends = (subject.uuid, things[fact.thing].uuid)
        facts.append(
            edge(f"{group}/e{at}", fact.words, ends, group, name=fact.relation, valid_at=day)
        )
        episodes.append(episode(f"{group}/p{at}", f"user: {fact.words}", group))
        mentions.append(mention(f"{group}/m{at}", (f"{group}/p{at}", ends[1]), group))
    return [subject, *things], facts, episodes, mentions


async def live(driver: SqliteDriver, life: Life, group: str, *, bulk: bool) -> None:
    """Save a subject's life, at once or one by one."""
    nodes, facts, episodes, mentions = made(life, group)
    if bulk:
        await add_nodes_and_edges_bulk(driver, episodes, mentions, nodes, facts, HashEmbedder())
    else:
        await save(driver, *nodes, *episodes, *facts, *mentions)


async def ask(driver: SqliteDriver, group: str) -> Answers:
    """Ask everything that can be asked about a group; ids without the group.

    Raises:
        AssertionError: A hit belongs to somebody else.
    """
    found: dict[str, Sequence[Any]] = {}
    for query in QUERIES:
        found |= await _searched(driver, group, query)
    found |= await _read(driver, group)
    answers: Answers = {}
    for name, hits in found.items():
        assert {hit.group_id for hit in hits} <= {group}, name
        answers[name] = [hit.uuid.removeprefix(f"{group}/") for hit in hits]
    return answers | await _scored(driver, group)


async def _searched(driver: SqliteDriver, group: str, query: str) -> dict[str, Sequence[Any]]:
    asked, groups = vector_of(query), [group]
    wanted = TRUE_ON_DAY_THREE
    hybrid = await graphiti_on(driver).search_(
        query, recipe("COMBINED_HYBRID_SEARCH_RRF"), group_ids=groups
    )
    varied = await graphiti_on(driver).search_(
        query, recipe("EDGE_HYBRID_SEARCH_MMR"), group_ids=groups
    )
    return {
        f"{query}: words": await edge_fulltext_search(driver, query, ANY, groups, 4),
        f"{query}: filtered words": await edge_fulltext_search(driver, query, wanted, groups, 3),
        f"{query}: entities": await node_fulltext_search(driver, query, ANY, groups, 4),
        f"{query}: episodes": await episode_fulltext_search(driver, query, ANY, groups, 4),
        f"{query}: near": await edge_similarity_search(
            driver, asked, None, None, ANY, groups, 4, 0.5
        ),
        f"{query}: filtered near": await edge_similarity_search(
            driver, asked, None, None, wanted, groups, 3, 0.2
        ),
        f"{query}: near entities": await node_similarity_search(driver, asked, ANY, groups, 3, 0.0),
        f"{query}: hybrid facts": hybrid.edges,
        f"{query}: hybrid entities": hybrid.nodes,
        f"{query}: hybrid episodes": hybrid.episodes,
        f"{query}: varied": varied.edges,
    }


async def _read(driver: SqliteDriver, group: str) -> dict[str, Sequence[Any]]:
    origins, groups = [f"{group}/subject", f"{group}/p0"], [group]
    names = ["subject", *WORDS]
    return {
        "walked facts": await edge_bfs_search(driver, origins, 2, ANY, groups, 50),
        "walked entities": await node_bfs_search(driver, origins, ANY, 2, groups, 50),
        "page of entities": await EntityNode.get_by_group_ids(driver, groups, limit=3),
        "page of episodes": await EpisodicNode.get_by_group_ids(driver, groups, limit=3),
        "page of facts": await _page_of_facts(driver, groups),
        "named": await EntityNode.get_by_names(driver, names, groups),
        "retrieved": await graphiti_on(driver).retrieve_episodes(NEW_YEAR, 3, groups),
    }


async def _page_of_facts(driver: SqliteDriver, groups: list[str]) -> list[EntityEdge]:
    with suppress(GroupsEdgesNotFoundError):
        return list(await EntityEdge.get_by_group_ids(driver, groups, limit=3))
    return []


async def _scored(driver: SqliteDriver, group: str) -> Answers:
    worded = await driver.edge_fulltext_scores("likes oat", group, ANY, 5)
    near = await driver.edge_similarity_scores(vector_of("likes oat"), group, ANY, 5)
    said = await driver.episode_fulltext_scores("likes oat", group, 5)
    named: dict[str, Sequence[tuple[Any, float]]] = {
        "scored words": worded,
        "scored near": near,
        "scored episodes": said,
    }
    answers: Answers = {
        name: [(hit.uuid.removeprefix(f"{group}/"), round(score, 5)) for hit, score in hits]
        for name, hits in named.items()
    }
    return answers | {"count": [await driver.count_group(group)]}


async def ask_alone(life: Life, group: str) -> Answers:
    """Ask the same of a graph that holds nobody else."""
    async with graph() as driver:
        await live(driver, life, group, bulk=True)
        return await ask(driver, group)


async def together(driver: SqliteDriver, lives: Sequence[Life], subjects: int) -> list[Life]:
    """Let subjects with the same few lives share a graph; every second one saves in bulk."""
    lived = [lives[number % len(lives)] for number in range(subjects)]
    for number, life in enumerate(lived):
        await live(driver, life, group_of(number), bulk=number % 2 == 0)
    return lived


def watched(subjects: int) -> list[int]:
    """Some of many subjects: the first, the last, and neighbours with similar names."""
    return sorted({*range(min(subjects, 5)), subjects // 2, subjects - 1})


async def erase(driver: SqliteDriver, group: str) -> None:
    await driver.erase_group(group)


async def delete_by_group(driver: SqliteDriver, group: str) -> None:
    await Node.delete_by_group_id(driver, group)


async def clear(driver: SqliteDriver, group: str) -> None:
    await clear_data(driver, [group])


async def delete_entities(driver: SqliteDriver, group: str) -> None:
    await Node.delete_by_uuids(driver, [f"{group}/subject", f"{group}/p0"])


async def delete_facts(driver: SqliteDriver, group: str) -> None:
    await Edge.delete_by_uuids(driver, [f"{group}/e0", f"{group}/m0"])


async def change(driver: SqliteDriver, group: str) -> None:
    await live(driver, [Fact("oat oat milk", "LIKES", None, 1)] * 3, group, bulk=True)


LEAVING: list[Leave] = [erase, delete_by_group, clear, delete_entities, delete_facts, change]


def list_without_counts(answers: Answers) -> list[Any]:
    return [hits for name, hits in answers.items() if name != "count"] + answers["count"]


def test_no_two_subjects_share_a_group() -> None:
    assert len({group_of(number) for number in range(60)}) == 60


@pytest.mark.parametrize("subjects", [1, 20, 60])
@settings(CROWD, max_examples=5)
@given(lives=LIVES)
async def test_sharing_a_file_loses_no_hit_and_shows_nobody_elses(
    subjects: int, lives: Sequence[Life]
) -> None:
    async with graph() as driver:
        lived = await together(driver, lives, subjects)
        for number in watched(subjects):
            group = group_of(number)
            assert await ask(driver, group) == await ask_alone(lived[number], group)


@pytest.mark.parametrize("subjects", [20, 60])
@settings(CROWD, max_examples=5)
@given(lives=LIVES, gone=st.lists(st.sampled_from(LEAVING), min_size=1, max_size=6))
async def test_neighbours_who_leave_take_nothing_of_others_with_them(
    subjects: int, lives: Sequence[Life], gone: Sequence[Leave]
) -> None:
    async with graph() as driver:
        lived = await together(driver, lives, subjects)
        stays = watched(subjects)
        before = [await ask(driver, group_of(number)) for number in stays]
        neighbours = [number for number in range(subjects) if number not in stays]
        for number, leave in zip(neighbours, gone, strict=False):
            await leave(driver, group_of(number))
        after = [await ask(driver, group_of(number)) for number in stays]
        assert after == before == [await ask_alone(lived[n], group_of(n)) for n in stays]


@settings(CROWD, max_examples=8)
@given(lives=LIVES, leave=st.sampled_from([erase, delete_by_group, clear]))
async def test_who_left_is_found_by_nobody_and_can_begin_again(
    lives: Sequence[Life], leave: Leave
) -> None:
    async with graph() as driver:
        lived = await together(driver, lives, 5)
        await ask(driver, group_of(1))
        await leave(driver, group_of(1))
        assert not any(list_without_counts(await ask(driver, group_of(1))))
        await live(driver, lived[1], group_of(1), bulk=True)
        assert await ask(driver, group_of(1)) == await ask_alone(lived[1], group_of(1))


@settings(CROWD, max_examples=8)
@given(lives=LIVES)
async def test_a_subject_that_changes_is_seen_as_it_is_now(lives: Sequence[Life]) -> None:
    async with graph() as driver:
        lived = await together(driver, lives, 5)
        await ask(driver, group_of(1))
        other: Life = [Fact("rye rye", "OWNS", 1, 0) for _ in lived[1]]
        await live(driver, other, group_of(1), bulk=False)
        now, alone = await ask(driver, group_of(1)), await ask_alone(other, group_of(1))
        assert now == alone
        assert await ask(driver, group_of(2)) == await ask_alone(lived[2], group_of(2))


@pytest.mark.parametrize("groups", [None, [], [""], [group_of(0), ""]])
async def test_a_strict_graph_refuses_to_look_at_everybody(groups: list[str] | None) -> None:
    async with graph() as driver:
        await live(driver, [Fact("oat", "LIKES", None, 0)], group_of(0), bulk=True)
        searches = [
            edge_fulltext_search(driver, "oat", ANY, groups, 4),
            node_fulltext_search(driver, "oat", ANY, groups, 4),
            episode_fulltext_search(driver, "oat", ANY, groups, 4),
            edge_similarity_search(driver, vector_of("oat"), None, None, ANY, groups, 4, 0.0),
            node_similarity_search(driver, vector_of("oat"), ANY, groups, 4, 0.0),
            edge_bfs_search(driver, [f"{group_of(0)}/subject"], 2, ANY, groups, 4),
            node_bfs_search(driver, [f"{group_of(0)}/subject"], ANY, 2, groups, 4),
            graphiti_on(driver).search("oat", None, groups),
        ]
        for search in searches:
            with pytest.raises(ValueError, match="group"):
                await search
