"""Episodes added through Graphiti with a model that repeats what it was told, and removed again."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge, EpisodicEdge
from graphiti_core.errors import NodeNotFoundError
from graphiti_core.nodes import EntityNode, EpisodeType, EpisodicNode
from graphiti_core.utils.bulk_utils import RawEpisode

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    edge,
    ids,
    node,
    save,
)
from tests.fakes.graphiti import Told, graphiti_on

JUNE = NEW_YEAR + 150 * DAY
ACME = Told("Ann", "WORKS_AT", "Acme", since=NEW_YEAR)
INITECH = Told("Ann", "WORKS_AT", "Initech", since=JUNE, contradicts=True)


async def add(driver: GraphDriver, told: Told, group: str = ANN) -> str:
    """Add a message that says a fact, and give its episode's id."""
    added = await graphiti_on(driver, told).add_episode(
        "message", f"user: {told.words}", "chat", told.since or NEW_YEAR, group_id=group
    )
    return str(added.episode.uuid)


async def names(driver: GraphDriver, group: str = ANN) -> list[str]:
    return sorted(found.name for found in await EntityNode.get_by_group_ids(driver, [group]))


async def facts(driver: GraphDriver, group: str = ANN) -> dict[str, EntityEdge]:
    found = await EntityEdge.get_by_group_ids(driver, [group])
    return {fact.fact: fact for fact in found}


class AdditionsContract:
    """`add_episode`, `add_episode_bulk`, `add_triplet`, `remove_episode`."""

    async def test_an_added_episode_brings_its_entities_and_its_fact(
        self, driver: GraphDriver
    ) -> None:
        said = await add(driver, ACME)
        assert await names(driver) == ["Acme", "Ann"]
        fact = (await facts(driver))[ACME.words]
        assert (fact.name, fact.valid_at, fact.episodes) == ("WORKS_AT", NEW_YEAR, [said])
        assert (await EpisodicNode.get_by_uuid(driver, said)).entity_edges == [fact.uuid]

    async def test_an_added_episode_mentions_its_entities(self, driver: GraphDriver) -> None:
        said = await add(driver, ACME)
        mentions = await EpisodicEdge.get_by_group_ids(driver, [ANN])
        assert {link.source_node_uuid for link in mentions} == {said}
        assert len(mentions) == 2

    async def test_an_entity_that_is_known_is_not_made_again(self, driver: GraphDriver) -> None:
        await add(driver, ACME)
        await add(driver, INITECH)
        assert await names(driver) == ["Acme", "Ann", "Initech"]

    async def test_a_fact_that_contradicts_ends_the_older_one(self, driver: GraphDriver) -> None:
        await add(driver, ACME)
        await add(driver, INITECH)
        found = await facts(driver)
        old, new = found[ACME.words], found[INITECH.words]
        assert (old.valid_at, old.invalid_at) == (NEW_YEAR, JUNE)
        assert old.expired_at is not None
        assert (new.valid_at, new.invalid_at, new.expired_at) == (JUNE, None, None)

    async def test_a_fact_said_again_is_stored_once_with_both_episodes(
        self, driver: GraphDriver
    ) -> None:
        said = [await add(driver, ACME), await add(driver, ACME)]
        assert [fact.episodes for fact in (await facts(driver)).values()] == [said]

    async def test_groups_do_not_share_entities(self, driver: GraphDriver) -> None:
        await add(driver, ACME)
        await add(driver, INITECH, BOB)
        assert await names(driver, BOB) == ["Ann", "Initech"]
        assert (await facts(driver))[ACME.words].expired_at is None

    async def test_an_added_fact_is_found(self, driver: GraphDriver) -> None:
        await add(driver, ACME)
        found = await graphiti_on(driver).search("where does Ann work", group_ids=[ANN])
        assert [fact.fact for fact in found] == [ACME.words]

    async def test_a_message_without_facts_adds_only_its_episode(self, driver: GraphDriver) -> None:
        await graphiti_on(driver).add_episode("m", "user: hm", "chat", NEW_YEAR, group_id=ANN)
        assert await names(driver) == []
        assert len(await EpisodicNode.get_by_group_ids(driver, [ANN])) == 1

    async def test_episodes_are_added_in_bulk(self, driver: GraphDriver) -> None:
        raw = [
            RawEpisode(
                name=f"m{at}",
                content=f"user: {told.words}",
                source_description="chat",
                source=EpisodeType.message,
                reference_time=NEW_YEAR + at * DAY,
            )
            for at, told in enumerate([ACME, INITECH])
        ]
        graphiti = graphiti_on(driver, ACME, Told("Ann", "WORKS_AT", "Initech"))
        await graphiti.add_episode_bulk(raw, group_id=ANN)
        assert await names(driver) == ["Acme", "Ann", "Initech"]
        assert set(await facts(driver)) == {ACME.words, INITECH.words}
        assert len(await EpisodicNode.get_by_group_ids(driver, [ANN])) == 2

    async def test_a_removed_episode_takes_what_only_it_said(self, driver: GraphDriver) -> None:
        first = await add(driver, ACME)
        await add(driver, INITECH)
        await graphiti_on(driver).remove_episode(first)
        assert await names(driver) == ["Ann", "Initech"]
        assert set(await facts(driver)) == {INITECH.words}
        with pytest.raises(NodeNotFoundError):
            await EpisodicNode.get_by_uuid(driver, first)

    async def test_a_removed_episode_leaves_what_another_said_first(
        self, driver: GraphDriver
    ) -> None:
        await add(driver, ACME)
        second = await add(driver, ACME)
        await graphiti_on(driver).remove_episode(second)
        assert set(await facts(driver)) == {ACME.words}
        assert await names(driver) == ["Acme", "Ann"]

    async def test_a_triplet_joins_entities_that_are_known(self, driver: GraphDriver) -> None:
        await save(driver, node("a", "Ann"))
        fact = edge("e", "Ann owns a pan", ends=("", ""), name="OWNS", fact_embedding=None)
        pan = node("b", "pan", name_embedding=None)
        added = await graphiti_on(driver).add_triplet(node("a", "Ann"), fact, pan)
        assert ids(added.edges) == ["e"]
        assert ids(await EntityEdge.get_between_nodes(driver, "a", "b")) == ["e"]
