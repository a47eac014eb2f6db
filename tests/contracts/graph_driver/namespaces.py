"""The namespaces of Graphiti, `graphiti.nodes` and `graphiti.edges`, on a driver."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import HasEpisodeEdge, NextEpisodeEdge
from graphiti_core.errors import EdgeNotFoundError, NodeNotFoundError

from tests.contracts.graph_driver.making import (
    ANN,
    BOB,
    DAY,
    NEW_YEAR,
    community,
    edge,
    episode,
    ids,
    member,
    mention,
    node,
    plain,
    save,
)
from tests.contracts.graph_driver.sagas import saga
from tests.fakes.graphiti import graphiti_on, vector_of


class NamespacesContract:
    """The namespaces."""

    async def test_an_entity_saved_in_its_namespace_gets_its_vector(
        self, driver: GraphDriver
    ) -> None:
        entities = graphiti_on(driver).nodes.entity
        saved = await entities.save(node("a", "oat milk", name_embedding=None))
        assert plain(await entities.get_by_uuid("a")) == plain(saved)
        found = await entities.get_by_uuid("a")
        await entities.load_embeddings(found)
        assert found.name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)

    async def test_entities_are_saved_and_read_in_their_namespace(
        self, driver: GraphDriver
    ) -> None:
        entities = graphiti_on(driver).nodes.entity
        await entities.save_bulk([node("a"), node("b"), node("c"), node("z", group=BOB)])
        assert sorted(ids(await entities.get_by_uuids(["a", "c", "x"]))) == ["a", "c"]
        assert ids(await entities.get_by_group_ids([ANN], limit=2)) == ["c", "b"]
        await entities.delete(node("a"))
        assert ids(await entities.get_by_group_ids([ANN])) == ["c", "b"]

    async def test_many_entities_are_deleted_in_their_namespace(self, driver: GraphDriver) -> None:
        entities = graphiti_on(driver).nodes.entity
        await save(driver, *[node(name) for name in "abc"], node("z", group=BOB))
        await entities.delete_by_uuids(["a", "b"])
        assert ids(await entities.get_by_group_ids([ANN])) == ["c"]
        await entities.delete_by_group_id(ANN)
        assert ids(await entities.get_by_group_ids([ANN, BOB])) == ["z"]

    async def test_vectors_of_many_entities_are_loaded_in_their_namespace(
        self, driver: GraphDriver
    ) -> None:
        entities = graphiti_on(driver).nodes.entity
        await entities.save_bulk([node("a", "oat milk")])
        found = await entities.get_by_uuids(["a"])
        await entities.load_embeddings_bulk(found)
        assert found[0].name_embedding == pytest.approx(vector_of("oat milk"), abs=1e-6)

    async def test_an_unknown_entity_is_not_found_in_its_namespace(
        self, driver: GraphDriver
    ) -> None:
        with pytest.raises(NodeNotFoundError):
            await graphiti_on(driver).nodes.entity.get_by_uuid("nobody")

    async def test_episodes_live_in_their_namespace(self, driver: GraphDriver) -> None:
        episodes = graphiti_on(driver).nodes.episode
        made = [episode(f"p{at}", valid_at=NEW_YEAR + at * DAY) for at in range(3)]
        await episodes.save_bulk(made)
        assert plain(await episodes.get_by_uuid("p0")) == plain(made[0])
        assert ids(await episodes.get_by_group_ids([ANN])) == ["p2", "p1", "p0"]
        newest = await episodes.retrieve_episodes(NEW_YEAR + DAY, last_n=1, group_ids=[ANN])
        assert ids(newest) == ["p1"]
        await episodes.delete(made[0])
        assert ids(await episodes.get_by_uuids(["p0", "p1"])) == ["p1"]

    async def test_communities_live_in_their_namespace(self, driver: GraphDriver) -> None:
        communities = graphiti_on(driver).nodes.community
        await communities.save(community("c1", "oats", name_embedding=None))
        await communities.save_bulk([community("c2"), community("c3", group=BOB)])
        assert ids(await communities.get_by_group_ids([ANN])) == ["c2", "c1"]
        found = await communities.get_by_uuid("c1")
        await communities.load_name_embedding(found)
        assert found.name_embedding == pytest.approx(vector_of("oats"), abs=1e-6)
        await communities.delete(found)
        assert ids(await communities.get_by_group_ids([ANN])) == ["c2"]

    async def test_sagas_live_in_their_namespace(self, driver: GraphDriver) -> None:
        sagas = graphiti_on(driver).nodes.saga
        await sagas.save(saga("s1"))
        await sagas.save_bulk([saga("s2"), saga("s3")])
        assert (await sagas.get_by_uuid("s1")).name == "talk"
        await sagas.delete(saga("s1"))
        await sagas.delete_by_uuids(["s2"])
        assert ids(await sagas.get_by_group_ids([ANN])) == ["s3"]

    async def test_a_fact_saved_in_its_namespace_gets_its_vector(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), node("b"))
        facts = graphiti_on(driver).edges.entity
        await facts.save(edge("e", "likes milk", fact_embedding=None))
        found = await facts.get_by_uuid("e")
        await facts.load_embeddings(found)
        assert found.fact_embedding == pytest.approx(vector_of("likes milk"), abs=1e-6)

    async def test_facts_are_saved_read_and_deleted_in_their_namespace(
        self, driver: GraphDriver
    ) -> None:
        await save(driver, node("a"), node("b"))
        facts = graphiti_on(driver).edges.entity
        await facts.save_bulk([edge("e1"), edge("e2"), edge("e3")])
        assert sorted(ids(await facts.get_between_nodes("a", "b"))) == ["e1", "e2", "e3"]
        assert len({*ids(await facts.get_by_node_uuid("b"))}) == 3
        assert sorted(ids(await facts.get_by_uuids(["e1", "x"]))) == ["e1"]
        await facts.delete(edge("e1"))
        await facts.delete_by_uuids(["e2"])
        assert ids(await facts.get_by_group_ids([ANN])) == ["e3"]

    async def test_mentions_live_in_their_namespace(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), episode("p"))
        mentions = graphiti_on(driver).edges.episodic
        await mentions.save_bulk([mention("m1", ("p", "a"))])
        assert plain(await mentions.get_by_uuid("m1")) == plain(mention("m1", ("p", "a")))
        await mentions.delete(mention("m1", ("p", "a")))
        with pytest.raises(EdgeNotFoundError):
            await mentions.get_by_uuid("m1")

    async def test_members_live_in_their_namespace(self, driver: GraphDriver) -> None:
        await save(driver, node("a"), community("c"))
        members = graphiti_on(driver).edges.community
        await members.save(member("m", ("c", "a")))
        assert ids(await members.get_by_group_ids([ANN])) == ["m"]
        await members.delete_by_uuids(["m"])
        with pytest.raises(EdgeNotFoundError):
            await members.get_by_uuid("m")

    async def test_links_of_sagas_live_in_their_namespaces(self, driver: GraphDriver) -> None:
        await save(driver, saga("s"), episode("p"), episode("q"))
        edges = graphiti_on(driver).edges
        await edges.has_episode.save(HasEpisodeEdge(**mention("h", ("s", "p")).model_dump()))
        await edges.next_episode.save(NextEpisodeEdge(**mention("n", ("p", "q")).model_dump()))
        assert ids(await edges.has_episode.get_by_group_ids([ANN])) == ["h"]
        assert ids(await edges.next_episode.get_by_uuids(["n"])) == ["n"]
