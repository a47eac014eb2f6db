"""Episodes: what was said, when, and which entities it mentions."""

from datetime import timedelta, timezone
from typing import ClassVar

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EpisodicEdge
from graphiti_core.errors import EdgeNotFoundError, GroupsEdgesNotFoundError, NodeNotFoundError
from graphiti_core.nodes import EntityNode, EpisodeType, EpisodicNode
from graphiti_core.search.search_utils import get_episodes_by_mentions, get_mentioned_nodes

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    Trap,
    edge,
    episode,
    ids,
    mention,
    node,
    plain,
    save,
)
from tests.fakes.graphiti import graphiti_on

TOKYO = timezone(timedelta(hours=9))


async def save_days(driver: GraphDriver, count: int, group: str = ANN) -> None:
    """Save one episode a day, named after its day, in no order of time."""
    days = sorted(range(count), key=lambda day: day * 7 % count)
    made = [episode(f"{group}{day}", group=group, valid_at=NEW_YEAR + day * DAY) for day in days]
    await save(driver, *made)


class EpisodesContract:
    """Episodes and what they mention."""

    traps: ClassVar[frozenset[Trap]] = frozenset()

    async def test_an_episode_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = episode(
            "p",
            "user: Ich brauche Hafermilch 🥛",
            name="Ein Gruß",
            source_description="",
            valid_at=NEW_YEAR + timedelta(microseconds=1),
            entity_edges=["e1", "e2"],
        )
        await save(driver, saved)
        assert plain(await EpisodicNode.get_by_uuid(driver, "p")) == plain(saved)

    @pytest.mark.parametrize("source", list(EpisodeType))
    async def test_every_source_comes_back(self, driver: GraphDriver, source: EpisodeType) -> None:
        await save(driver, episode("p", source=source))
        assert (await EpisodicNode.get_by_uuid(driver, "p")).source is source

    async def test_metadata_may_be_stored(self, driver: GraphDriver) -> None:
        await save(driver, episode("p", episode_metadata={"channel": "web", "turn": 3}))
        found = (await EpisodicNode.get_by_uuid(driver, "p")).episode_metadata
        stored = {"channel": "web", "turn": 3}
        assert found == (None if Trap.NO_METADATA in self.traps else stored)

    async def test_an_unknown_episode_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(NodeNotFoundError):
            await EpisodicNode.get_by_uuid(driver, "nothing")

    async def test_saving_again_replaces_what_an_episode_says(self, driver: GraphDriver) -> None:
        await save(driver, episode("p", "was", entity_edges=["e1"]))
        changed = episode("p", "is", valid_at=NEW_YEAR + DAY)
        await save(driver, changed)
        assert plain(await EpisodicNode.get_by_uuid(driver, "p")) == plain(changed)

    async def test_several_episodes_are_read_at_once(self, driver: GraphDriver) -> None:
        await save(driver, episode("p1"), episode("p2"), episode("p3"))
        found = await EpisodicNode.get_by_uuids(driver, ["p3", "nothing", "p1", "p1"])
        assert sorted(ids(found)) == ["p1", "p3"]

    async def test_pages_show_every_episode_once(self, driver: GraphDriver) -> None:
        await save(driver, *[episode(f"p{at}") for at in range(5)], episode("p9", group=BOB))
        first = ids(await EpisodicNode.get_by_group_ids(driver, [ANN], limit=3))
        rest = await EpisodicNode.get_by_group_ids(driver, [ANN], limit=3, uuid_cursor=first[-1])
        assert [*first, *ids(rest)] == ["p4", "p3", "p2", "p1", "p0"]

    async def test_an_entity_knows_the_episodes_that_mention_it(self, driver: GraphDriver) -> None:
        mentions = [mention("m1", ("p1", "a")), mention("m2", ("p3", "a"))]
        episodes = [episode("p1"), episode("p2"), episode("p3")]
        await save(driver, node("a"), *episodes, *mentions)
        found = await EpisodicNode.get_by_entity_node_uuid(driver, "a")
        assert sorted(ids(found)) == ["p1", "p3"]

    async def test_a_deleted_episode_is_gone_with_its_mentions(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), episode("p1"), episode("p2"))
        await save(driver, mention("m1", ("p1", "a")), mention("m2", ("p2", "a")))
        await episode("p1").delete(driver)
        assert ids(await EpisodicNode.get_by_group_ids(driver, [ANN])) == ["p2"]
        assert ids(await EpisodicEdge.get_by_group_ids(driver, [ANN])) == ["m2"]
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["a"]

    async def test_the_newest_episodes_come_oldest_first(self, driver: GraphDriver) -> None:
        await save_days(driver, 5)
        found = await graphiti_on(driver).retrieve_episodes(NEW_YEAR + 9 * DAY, 3, [ANN])
        assert ids(found) == [f"{ANN}2", f"{ANN}3", f"{ANN}4"]

    async def test_episodes_after_the_time_asked_about_are_left_out(
        self, driver: GraphDriver
    ) -> None:
        await save_days(driver, 5)
        found = await graphiti_on(driver).retrieve_episodes(NEW_YEAR + 2 * DAY, 2, [ANN])
        assert ids(found) == [f"{ANN}1", f"{ANN}2"]

    async def test_the_time_asked_about_may_be_in_another_zone(self, driver: GraphDriver) -> None:
        await save_days(driver, 3)
        asked = (NEW_YEAR + DAY).astimezone(TOKYO)
        found = await graphiti_on(driver).retrieve_episodes(asked, 9, [ANN])
        assert ids(found) == [f"{ANN}0", f"{ANN}1"]

    async def test_episodes_are_retrieved_from_the_groups_given(self, driver: GraphDriver) -> None:
        await save_days(driver, 2)
        await save_days(driver, 2, BOB)
        found = await graphiti_on(driver).retrieve_episodes(NEW_YEAR + 9 * DAY, 9, [BOB])
        assert ids(found) == [f"{BOB}0", f"{BOB}1"]

    async def test_episodes_are_retrieved_by_source(self, driver: GraphDriver) -> None:
        told, read = episode("told"), episode("read", source=EpisodeType.text)
        await save(driver, told, read)
        found = await graphiti_on(driver).retrieve_episodes(
            NEW_YEAR, 9, [ANN], source=EpisodeType.text
        )
        assert ids(found) == ["read"]

    async def test_there_may_be_no_episodes_to_retrieve(self, driver: GraphDriver) -> None:
        await save_days(driver, 2)
        assert await graphiti_on(driver).retrieve_episodes(NEW_YEAR - DAY, 9, [ANN]) == []

    async def test_a_mention_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = mention("m", ("p", "a"))
        await save(driver, node("a"), episode("p"), saved)
        assert plain(await EpisodicEdge.get_by_uuid(driver, "m")) == plain(saved)
        assert ids(await EpisodicEdge.get_by_uuids(driver, ["m", "nothing"])) == ["m"]

    async def test_an_unknown_mention_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(EdgeNotFoundError):
            await EpisodicEdge.get_by_uuid(driver, "nothing")
        with pytest.raises(EdgeNotFoundError):
            await EpisodicEdge.get_by_uuids(driver, ["nothing"])
        with pytest.raises(GroupsEdgesNotFoundError):
            await EpisodicEdge.get_by_group_ids(driver, [ANN])

    async def test_a_mention_whose_end_is_missing_is_dropped_silently(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("a"), mention("m", ("nothing", "a")))
        with pytest.raises(EdgeNotFoundError):
            await EpisodicEdge.get_by_uuid(driver, "m")

    async def test_a_deleted_mention_leaves_both_ends(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), episode("p"), mention("m", ("p", "a")))
        await mention("m", ("p", "a")).delete(driver)
        assert await EpisodicNode.get_by_entity_node_uuid(driver, "a") == []
        assert ids(await EpisodicNode.get_by_uuids(driver, ["p"])) == ["p"]

    async def test_entities_mentioned_twice_come_once(self, driver: GraphDriver) -> None:
        episodes = [episode("p1"), episode("p2")]
        pairs = [("p1", "a"), ("p2", "a"), ("p2", "b")]
        mentions = [mention(f"m{at}", pair) for at, pair in enumerate(pairs)]
        await save(driver, node("a"), node("b"), node("c"), *episodes, *mentions)
        assert sorted(ids(await get_mentioned_nodes(driver, episodes))) == ["a", "b"]

    async def test_the_episodes_of_facts_are_found(self, driver: GraphDriver) -> None:
        await save(driver, episode("p1"), episode("p2"))
        fact = edge("e", episodes=["p2", "nothing"])
        assert ids(await get_episodes_by_mentions(driver, [], [fact])) == ["p2"]

    async def test_the_facts_and_entities_of_episodes_are_found(self, driver: GraphDriver) -> None:
        said = episode("p", entity_edges=["e1"])
        await save(driver, node("a"), node("b"), said, mention("m", ("p", "a")))
        await save(driver, edge("e1"), edge("e2"))
        found = await graphiti_on(driver).get_nodes_and_edges_by_episode(["p"])
        assert (ids(found.edges), ids(found.nodes)) == (["e1"], ["a"])
