"""Sagas: named chains of episodes."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import HasEpisodeEdge, NextEpisodeEdge
from graphiti_core.errors import EdgeNotFoundError, NodeNotFoundError
from graphiti_core.nodes import EntityNode, EpisodicNode, SagaNode

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    episode,
    ids,
    mention,
    node,
    plain,
    save,
)
from tests.fakes.graphiti import graphiti_on


def saga(uuid: str, name: str = "talk", group: str = ANN) -> SagaNode:
    return SagaNode(uuid=uuid, name=name, group_id=group, created_at=NEW_YEAR)


def has(uuid: str, ends: tuple[str, str]) -> HasEpisodeEdge:
    return HasEpisodeEdge(**mention(uuid, ends).model_dump())


def follows(uuid: str, ends: tuple[str, str]) -> NextEpisodeEdge:
    return NextEpisodeEdge(**mention(uuid, ends).model_dump())


async def save_talk(driver: GraphDriver) -> list[EpisodicNode]:
    """Add three episodes of a saga through Graphiti."""
    graphiti = graphiti_on(driver)
    added = [
        await graphiti.add_episode(
            f"turn {at}", f"user: turn {at}", "chat", NEW_YEAR + at * DAY, group_id=ANN, saga="talk"
        )
        for at in range(3)
    ]
    return [result.episode for result in added]


class SagasContract:
    """Sagas."""

    async def test_a_saga_comes_back_as_it_was_saved(self, driver: GraphDriver) -> None:
        saved = saga("s", "Ein Gespräch")
        saved.summary = "about milk"
        saved.first_episode_uuid, saved.last_episode_uuid = "p1", "p2"
        saved.last_summarized_at = NEW_YEAR + DAY
        saved.last_summarized_episode_valid_at = NEW_YEAR
        await save(driver, saved)
        assert plain(await SagaNode.get_by_uuid(driver, "s")) == plain(saved)

    async def test_an_unknown_saga_is_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(NodeNotFoundError):
            await SagaNode.get_by_uuid(driver, "nothing")

    async def test_sagas_are_read_by_ids_and_by_group(self, driver: GraphDriver) -> None:
        await save(driver, saga("s1"), saga("s2"), saga("s3", group=BOB))
        assert sorted(ids(await SagaNode.get_by_uuids(driver, ["s3", "s1", "x"]))) == ["s1", "s3"]
        assert ids(await SagaNode.get_by_group_ids(driver, [ANN])) == ["s2", "s1"]
        assert ids(await SagaNode.get_by_group_ids(driver, [ANN], limit=1)) == ["s2"]

    async def test_a_deleted_saga_leaves_its_episodes(self, driver: GraphDriver) -> None:
        await save(driver, saga("s"), episode("p"), has("h", ("s", "p")))
        await saga("s").delete(driver)
        assert await SagaNode.get_by_group_ids(driver, [ANN]) == []
        assert ids(await EpisodicNode.get_by_group_ids(driver, [ANN])) == ["p"]
        assert await HasEpisodeEdge.get_by_group_ids(driver, [ANN]) == []

    async def test_deleting_a_groups_sagas_leaves_its_entities(self, driver: GraphDriver) -> None:
        await save(driver, saga("s"), node("a"))
        await SagaNode.delete_by_group_id(driver, ANN)
        assert await SagaNode.get_by_group_ids(driver, [ANN]) == []
        assert ids(await EntityNode.get_by_group_ids(driver, [ANN])) == ["a"]

    async def test_links_of_a_saga_come_back_as_they_were_saved(self, driver: GraphDriver) -> None:
        first, second = has("h", ("s", "p1")), follows("n", ("p1", "p2"))
        await save(driver, saga("s"), episode("p1"), episode("p2"), first, second)
        assert plain(await HasEpisodeEdge.get_by_uuid(driver, "h")) == plain(first)
        assert plain(await NextEpisodeEdge.get_by_uuid(driver, "n")) == plain(second)
        assert ids(await HasEpisodeEdge.get_by_uuids(driver, ["h", "x"])) == ["h"]
        assert ids(await NextEpisodeEdge.get_by_group_ids(driver, [ANN])) == ["n"]

    async def test_unknown_links_of_a_saga_are_not_found(self, driver: GraphDriver) -> None:
        with pytest.raises(EdgeNotFoundError):
            await HasEpisodeEdge.get_by_uuid(driver, "nothing")
        with pytest.raises(EdgeNotFoundError):
            await NextEpisodeEdge.get_by_uuid(driver, "nothing")
        assert await HasEpisodeEdge.get_by_group_ids(driver, [ANN]) == []
        assert await NextEpisodeEdge.get_by_group_ids(driver, [ANN]) == []

    async def test_deleted_links_leave_both_ends(self, driver: GraphDriver) -> None:
        first, second = has("h", ("s", "p1")), follows("n", ("p1", "p2"))
        await save(driver, saga("s"), episode("p1"), episode("p2"), first, second)
        await first.delete(driver)
        await second.delete(driver)
        assert await HasEpisodeEdge.get_by_group_ids(driver, [ANN]) == []
        assert await NextEpisodeEdge.get_by_group_ids(driver, [ANN]) == []
        assert ids(await EpisodicNode.get_by_group_ids(driver, [ANN])) == ["p2", "p1"]

    async def test_episodes_added_to_a_saga_are_chained(self, driver: GraphDriver) -> None:
        episodes = await save_talk(driver)
        [talk] = await SagaNode.get_by_group_ids(driver, [ANN])
        assert talk.first_episode_uuid == episodes[0].uuid
        assert talk.last_episode_uuid == episodes[2].uuid
        links = await NextEpisodeEdge.get_by_group_ids(driver, [ANN])
        chain = {(link.source_node_uuid, link.target_node_uuid) for link in links}
        first, second, third = ids(episodes)
        assert chain == {(first, second), (second, third)}

    async def test_the_episodes_of_a_saga_are_retrieved_by_its_name(
        self, driver: GraphDriver
    ) -> None:
        episodes = await save_talk(driver)
        await save(driver, episode("other"))
        found = await graphiti_on(driver).retrieve_episodes(
            NEW_YEAR + 9 * DAY, 2, [ANN], saga="talk"
        )
        assert ids(found) == ids(episodes[1:])

    async def test_the_same_name_in_another_group_is_another_saga(
        self, driver: GraphDriver
    ) -> None:
        await save_talk(driver)
        bobs = await graphiti_on(driver).add_episode(
            "turn", "user: turn", "chat", NEW_YEAR, group_id=BOB, saga="talk"
        )
        found = await graphiti_on(driver).retrieve_episodes(
            NEW_YEAR + 9 * DAY, 9, [BOB], saga="talk"
        )
        assert ids(found) == [bobs.episode.uuid]

    async def test_a_saga_is_summarized_once_for_each_new_episode(
        self, driver: GraphDriver
    ) -> None:
        await save_talk(driver)
        [talk] = await SagaNode.get_by_group_ids(driver, [ANN])
        summarized = await graphiti_on(driver).summarize_saga(talk.uuid)
        assert summarized.summary == "a short summary"
        assert summarized.last_summarized_episode_valid_at == NEW_YEAR + 2 * DAY
        again = await graphiti_on(driver).summarize_saga(talk.uuid)
        assert again.last_summarized_at == summarized.last_summarized_at

    async def test_core_wipes_the_summary_of_a_saga_that_is_named_again(
        self, driver: GraphDriver
    ) -> None:
        await save_talk(driver)
        [talk] = await SagaNode.get_by_group_ids(driver, [ANN])
        await graphiti_on(driver).summarize_saga(talk.uuid)
        await graphiti_on(driver).add_episode(
            "turn 3", "user: turn 3", "chat", NEW_YEAR + 3 * DAY, group_id=ANN, saga="talk"
        )
        assert (await SagaNode.get_by_uuid(driver, talk.uuid)).summary == ""
