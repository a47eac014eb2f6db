"""Writing to a real Neo4j, and erasing from it: whole groups, no second copy, no lost vector."""

import asyncio

import pytest
from graphiti_core.edges import CommunityEdge, EntityEdge, EpisodicEdge, HasEpisodeEdge
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodicNode, SagaNode

from memory.adapters.graphiti_neo4j import GroupRequired, Neo4jGraphDriver, writing
from tests.memory.graphiti_neo4j.graph import NOON, episode, fact, save, thing, vector

pytestmark = pytest.mark.server("neo4j")


async def all_of(driver: Neo4jGraphDriver, group: str) -> dict[str, int]:
    nodes = await driver.read(
        "MATCH (n {group_id: $g}) RETURN labels(n)[0] AS kind, count(*) AS n", g=group
    )
    edges = await driver.read(
        "MATCH ()-[e {group_id: $g}]->() RETURN type(e) AS kind, count(*) AS n", g=group
    )
    return {record["kind"]: record["n"] for record in [*nodes, *edges]}


async def every_kind(driver: Neo4jGraphDriver, group: str) -> None:
    """Save one of each kind of node and relationship."""
    one, two = thing(f"{group}-1", group), thing(f"{group}-2", group)
    said = episode(f"{group}-e", "said", group)
    saga = SagaNode(uuid=f"{group}-s", name="saga", group_id=group, created_at=NOON)
    club = CommunityNode(
        uuid=f"{group}-c", name="c", group_id=group, created_at=NOON, name_embedding=vector("c")
    )
    await save(driver, one, two, said, fact(f"{group}-f", "x", (one.uuid, two.uuid), group))
    await saga.save(driver)
    await club.save(driver)
    for kind, ends in (
        (EpisodicEdge, (said, one)),
        (CommunityEdge, (club, one)),
        (HasEpisodeEdge, (saga, said)),
    ):
        await kind(
            source_node_uuid=ends[0].uuid,
            target_node_uuid=ends[1].uuid,
            group_id=group,
            created_at=NOON,
        ).save(driver)


async def test_a_fact_keeps_no_copy_of_its_ends_among_its_attributes(
    driver: Neo4jGraphDriver,
) -> None:
    await save(driver, thing("a"), thing("b"))
    await save(driver, fact("f", "x", ("a", "b"), attributes={"seq": 7}))
    assert (await EntityEdge.get_by_uuid(driver, "f")).attributes == {"seq": 7}


async def test_what_is_saved_without_a_vector_keeps_its_own(driver: Neo4jGraphDriver) -> None:
    await save(driver, thing("a"), thing("b"), fact("f", "oat milk", ("a", "b")))
    node = await EntityNode.get_by_uuid(driver, "a")
    edge = await EntityEdge.get_by_uuid(driver, "f")
    assert node.name_embedding is None
    assert edge.fact_embedding is None
    node.summary, edge.name = "renewed", "RENEWED"
    await save(driver, node, edge)
    await node.load_name_embedding(driver)
    await edge.load_fact_embedding(driver)
    assert node.name_embedding == pytest.approx(vector("a"))
    assert edge.fact_embedding == pytest.approx(vector("oat milk"))
    assert (await EntityEdge.get_by_uuid(driver, "f")).name == "RENEWED"
    scores = await driver.edge_similarity_scores(vector("oat milk"), "ann", None, 5)
    assert [edge.uuid for edge, _ in scores] == ["f"]


@pytest.mark.parametrize("with_vector", [True, False])
@pytest.mark.parametrize("bulk", [True, False])
async def test_a_fact_saved_between_other_things_moves(
    driver: Neo4jGraphDriver, bulk: bool, with_vector: bool
) -> None:
    await save(driver, thing("a"), thing("b"), thing("c"), fact("f", "oat milk", ("a", "b")))
    moved = fact("f", "oat milk", ("a", "c"))
    if not with_vector:
        moved.fact_embedding = None
    if bulk:
        async with driver.session() as session:
            interface = driver.graph_operations_interface
            assert interface is not None
            rows = [{**moved.model_dump(exclude={"attributes"})}]
            await session.execute_write(lambda tx: interface.edge_save_bulk(None, driver, tx, rows))
    else:
        await moved.save(driver)
    assert (await EntityEdge.get_by_uuid(driver, "f")).target_node_uuid == "c"
    assert (await driver.count_group("ann")) == 4
    scores = await driver.edge_similarity_scores(vector("oat milk"), "ann", None, 5)
    assert [round(score, 3) for _, score in scores] == [1]


async def test_a_fact_without_an_end_is_not_saved_and_moves_nothing(
    driver: Neo4jGraphDriver,
) -> None:
    await save(driver, thing("a"), thing("b"), fact("f", "x", ("a", "b")))
    await save(driver, fact("f", "x", ("a", "nowhere")), fact("g", "x", ("a", "nowhere")))
    (kept,) = await EntityEdge.get_by_group_ids(driver, ["ann"])
    assert kept.target_node_uuid == "b"


async def test_writers_at_once_make_one_node(driver: Neo4jGraphDriver) -> None:
    await asyncio.gather(*(thing("a", summary=str(n)).save(driver) for n in range(20)))
    assert await driver.count_group("ann") == 1


async def test_of_two_rows_for_one_uuid_the_last_counts(driver: Neo4jGraphDriver) -> None:
    rows = [writing.node_row(thing("a", name=name)) for name in ("first", "second")]
    await writing.save_nodes(driver.write, rows)
    assert (await EntityNode.get_by_uuid(driver, "a")).name == "second"


async def test_a_failed_transaction_leaves_nothing(driver: Neo4jGraphDriver) -> None:
    async def fail_halfway() -> None:
        async with driver.transaction() as transaction:
            run = writing.running(transaction)
            await writing.save_nodes(run, [writing.node_row(thing("a"))])
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await fail_halfway()
    assert await driver.count_group("ann") == 0


async def test_erasing_a_group_takes_every_kind_and_no_neighbour(
    driver: Neo4jGraphDriver,
) -> None:
    for group in ("ann", "ben"):
        await every_kind(driver, group)
    before = await all_of(driver, "ben")
    assert sum(before.values()) == 9
    assert await driver.count_group("ann") == 9
    assert await driver.erase_group("ann") == 9
    assert await all_of(driver, "ann") == {}
    assert await driver.count_group("ann") == 0
    assert await all_of(driver, "ben") == before
    assert await driver.erase_group("ann") == 0


async def test_a_group_larger_than_a_batch_is_erased(driver: Neo4jGraphDriver) -> None:
    await driver.write(
        "CREATE (me:Entity {uuid: 'me', group_id: 'ann'}) WITH me UNWIND range(1, 4500) AS n "
        "CREATE (me)-[:RELATES_TO {uuid: 'f' + n, group_id: 'ann'}]->"
        "(:Entity {uuid: 'x' + n, group_id: 'ann'})"
    )
    assert await driver.erase_group("ann") == 9_001
    assert await driver.count_group("ann") == 0


async def test_no_group_is_never_every_group(driver: Neo4jGraphDriver) -> None:
    with pytest.raises(GroupRequired):
        await driver.erase_group("")
    with pytest.raises(GroupRequired):
        await driver.count_group("")


async def test_deleting_sagas_deletes_no_things(driver: Neo4jGraphDriver) -> None:
    await every_kind(driver, "ann")
    await SagaNode.delete_by_group_id(driver, "ann")
    kept = await all_of(driver, "ann")
    assert "Saga" not in kept
    assert kept["Entity"] == 2


async def test_deleting_things_of_a_group_spares_its_saga(driver: Neo4jGraphDriver) -> None:
    await every_kind(driver, "ann")
    await EpisodicNode.delete_by_group_id(driver, "ann", batch_size=1)
    assert await all_of(driver, "ann") == {"Saga": 1}


async def test_nodes_and_facts_are_deleted_by_uuid(driver: Neo4jGraphDriver) -> None:
    await every_kind(driver, "ann")
    await (await EntityEdge.get_by_uuid(driver, "ann-f")).delete(driver)
    await EntityNode.delete_by_uuids(driver, ["ann-1"])
    await (await EpisodicNode.get_by_uuid(driver, "ann-e")).delete(driver)
    assert await all_of(driver, "ann") == {"Entity": 1, "Saga": 1, "Community": 1}
