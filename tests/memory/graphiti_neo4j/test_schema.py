"""The indexes of a real Neo4j: made once, kept right, used by every search."""

import pytest
from graphiti_core.driver.neo4j_driver import Neo4jDriver

from memory.adapters.graphiti_neo4j import Neo4jGraphDriver, ranking, schema, walking, writing
from memory.adapters.graphiti_neo4j.filters import Conditions
from memory.adapters.graphiti_neo4j.kinds import COMMUNITIES, EDGES, NODES, Kind
from tests.memory.graphiti_neo4j.graph import fact, save, thing, vector
from tests.memory.graphiti_neo4j.opened import emptied

pytestmark = pytest.mark.server("neo4j")


async def indexes(driver: Neo4jGraphDriver) -> dict[str, int | None]:
    found = await driver.read(
        "SHOW INDEXES YIELD name, options "
        "RETURN name, options.indexConfig['vector.dimensions'] AS size"
    )
    return {record["name"]: record["size"] for record in found}


async def operators(driver: Neo4jGraphDriver, statement: str, values: dict[str, object]) -> str:
    """Return the names of the operators that Neo4j plans for a statement."""
    _, summary, _ = await driver.execute_query(f"EXPLAIN {statement}", params=values)
    names, plans = [], [summary.plan]
    while plans:
        plan = plans.pop()
        names.append(str(plan["operatorType"]))
        plans += plan.get("children", [])
    return " ".join(names)


async def test_every_index_is_there_after_the_first_call(driver: Neo4jGraphDriver) -> None:
    await driver.delete_all_indexes()
    assert set(schema.statements(256)) <= set(await indexes(driver))


async def test_indexes_of_graphitis_own_driver_are_taken_over(neo4j_url: str) -> None:
    async with emptied(neo4j_url) as driver:
        await driver.delete_all_indexes()
    upstream = Neo4jDriver(neo4j_url, "", "")
    await (upstream._init_task or upstream.build_indices_and_constraints())
    await upstream.close()
    async with emptied(neo4j_url) as driver:
        await save(driver, thing("a"))
        with_constraint = await driver.read(
            "SHOW CONSTRAINTS YIELD name WHERE name = 'entity_uuid' RETURN name"
        )
        assert len(with_constraint) == 1


async def test_another_dimension_makes_the_vector_indexes_anew(neo4j_url: str) -> None:
    async with emptied(neo4j_url, dimension=3) as driver:
        assert (await indexes(driver))["relation_fact_vector"] == 3
    async with emptied(neo4j_url) as driver:
        assert (await indexes(driver))["relation_fact_vector"] == 256


@pytest.mark.parametrize("kind", [EDGES, NODES, COMMUNITIES], ids=lambda kind: kind.words_index)
async def test_searching_a_group_looks_at_no_other_group(
    driver: Neo4jGraphDriver, kind: Kind
) -> None:
    planned = []

    async def plan(statement: str, **values: object) -> list[object]:
        planned.append(await operators(driver, statement, values))
        return []

    await ranking.by_likeness(plan, kind, vector("oat"), ["ann"], Conditions(), 10, 0.6)
    await ranking.by_words(plan, kind, "oat", ["ann"], Conditions(), 10)
    assert len(planned) == 2
    assert "IndexSeek" in planned[0]
    assert not [names for names in planned if "Scan" in names]


async def test_walking_and_saving_look_up_by_index(driver: Neo4jGraphDriver) -> None:
    planned = []

    async def plan(statement: str, **values: object) -> list[object]:
        planned.append(await operators(driver, statement, values))
        return []

    await walking.edges_around(plan, ["a"], 3, ["ann"], Conditions(), 10)
    await walking.nodes_around(plan, ["a"], 3, ["ann"], Conditions(), 10)
    await writing.save_nodes(plan, [writing.node_row(thing("a"))])
    await writing.save_edges(plan, [writing.edge_row(fact("f", "x", ("a", "b")))])
    assert len(planned) == 4
    assert not [names for names in planned if "Scan" in names]
