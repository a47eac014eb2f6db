"""What is saved comes back, whatever characters and values it holds."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode
from graphiti_core.search.search_filters import (
    ComparisonOperator,
    DateFilter,
    PropertyFilter,
    SearchFilters,
)

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.memory.graphiti_sqlite.graphs import BIRTH, fact, found, node, save

ODD = ["", "it's", 'say "x" OR *', "{a} : (b)", "a\0b", "line\nline", "日本語 🥛", "%_\\"]
LATER = DateFilter(date=BIRTH, comparison_operator=ComparisonOperator.greater_than)


@pytest.mark.parametrize("text", ODD)
async def test_any_text_comes_back(driver: SqliteDriver, text: str) -> None:
    saved = node("a", name=text, summary=text, attributes={"kept": text})
    await saved.save(driver)
    read = await EntityNode.get_by_uuid(driver, "a")
    assert (read.name, read.summary, read.attributes["kept"]) == (text, text, text)
    by_name = await EntityNode.get_by_uuids(driver, ["a"])
    assert [n.name for n in by_name] == [text]


async def test_a_lone_surrogate_is_replaced(driver: SqliteDriver) -> None:
    await save(driver, [fact("a", "oat \ud800 milk"), fact("b", "tea")])
    assert (await EntityEdge.get_by_uuid(driver, "a")).fact == "oat \ufffd milk"
    assert await found(driver, "milk") == ["a"]
    assert await EntityNode.get_by_uuids(driver, ["\udfff"]) == []


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, None),
        (True, True),
        (2**70, 2**70),
        (math.inf, math.inf),
        ([1, "b"], [1, "b"]),
        (BIRTH, BIRTH.isoformat()),
        (np.float32(0.5), 0.5),
        (np.array([1, 2]), [1, 2]),
    ],
)
async def test_any_attribute_comes_back(driver: SqliteDriver, value: Any, read: Any) -> None:
    await node("a", attributes={"kept": value}).save(driver)
    assert (await EntityNode.get_by_uuid(driver, "a")).attributes == {"kept": read}


@pytest.mark.parametrize("value", ["x", 1, 0.5, True, None, [1, 2], BIRTH])
async def test_a_node_is_found_by_an_attribute(driver: SqliteDriver, value: Any) -> None:
    await node("a", attributes={"kept": value}).save(driver)
    await node("b", attributes={"kept": "other"}).save(driver)
    by_value = driver.graph_operations_interface.node_get_by_attribute_values
    hits = await by_value(None, driver, "g", {"kept": value})
    assert [hit.uuid for hit in hits] == ([] if value is None else ["a"])
    assert await by_value(None, driver, "g", {"kept') OR 1": value}) == []


async def test_an_attribute_without_json_does_not_break_filters(driver: SqliteDriver) -> None:
    await save(
        driver,
        [fact("a", "oat", attributes={"w": math.nan}), fact("b", "oat", attributes={"w": 2})],
    )
    above = PropertyFilter(
        property_name="w", property_value=1, comparison_operator=ComparisonOperator.greater_than
    )
    hits = await driver.edge_fulltext_scores(
        "oat", "g", SearchFilters(property_filters=[above]), 10
    )
    assert [edge.uuid for edge, _ in hits] == ["b"]


async def test_a_property_name_cannot_be_sql(driver: SqliteDriver) -> None:
    odd = PropertyFilter(
        property_name="w') OR 1 --", comparison_operator=ComparisonOperator.is_null
    )
    with pytest.raises(ValueError, match="cannot name a property"):
        await driver.edge_fulltext_scores("oat", "g", SearchFilters(property_filters=[odd]), 10)


async def test_a_filter_never_costs_a_hit(driver: SqliteDriver) -> None:
    old = [fact(f"old{n:03}", "oat", valid_at=BIRTH) for n in range(300)]
    new = [fact(f"new{n}", "oat milk and more", valid_at=BIRTH + timedelta(1)) for n in range(3)]
    await save(driver, old + new)
    filters = SearchFilters(valid_at=[[LATER]])
    by_words = await driver.edge_fulltext_scores("oat", "g", filters, 2)
    by_vector = await driver.edge_similarity_scores([1.0, 0.0], "g", filters, 10)
    assert [edge.uuid for edge, _ in by_words] == ["new0", "new1"]
    assert [edge.uuid for edge, _ in by_vector] == ["new0", "new1", "new2"]


@pytest.mark.parametrize(
    ("saved", "read"),
    [
        (datetime(2026, 3, 1, 12, 0), datetime(2026, 3, 1, 12, 0)),
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
        (
            datetime(2026, 3, 1, 12, 0, 0, 7, tzinfo=timezone(timedelta(hours=5.5))),
            datetime(2026, 3, 1, 6, 30, 0, 7, tzinfo=UTC),
        ),
    ],
)
async def test_a_time_comes_back(driver: SqliteDriver, saved: datetime, read: datetime) -> None:
    await save(driver, [fact("a", "oat", valid_at=saved)])
    assert (await EntityEdge.get_by_uuid(driver, "a")).valid_at == read


async def test_edges_between_are_directed_and_of_these_pairs_only(driver: SqliteDriver) -> None:
    for uuid in ("x", "y", "z"):
        await node(uuid).save(driver)
    ends = [("x", "y"), ("y", "x"), ("x", "z"), ("x", "y")]
    for number, (source, target) in enumerate(ends):
        edge = fact(f"e{number}", "oat", source_node_uuid=source, target_node_uuid=target)
        await edge.save(driver)
    pairs = [("x", "y"), ("x", "y"), ("y", "z"), ('"', "\0")]
    assert [e.uuid for e in await driver.edges_between(pairs)] == ["e0", "e3"]
    assert await driver.edges_between([]) == []
