"""Filters: every operator on every date, types, labels, ends, and all of them before the cut."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.search.search_filters import ComparisonOperator as Op
from graphiti_core.search.search_filters import DateFilter, PropertyFilter, SearchFilters
from graphiti_core.search.search_utils import (
    edge_bfs_search,
    edge_fulltext_search,
    edge_similarity_search,
    node_bfs_search,
    node_fulltext_search,
    node_similarity_search,
)

from tests.contracts.graph_driver.making import (
    ANN,
    DAY,
    NEW_YEAR,
    edge,
    ids,
    node,
    save,
    save_pair,
)
from tests.fakes.graphiti import vector_of

FIELDS = ["valid_at", "invalid_at", "expired_at", "created_at"]
SEARCHES = ["words", "vector", "walk"]
LAST_DAY = 4
KEEPS: dict[Op, Callable[[int | None], bool]] = {
    Op.equals: lambda day: day == 2,
    Op.not_equals: lambda day: day is not None and day != 2,
    Op.greater_than: lambda day: day is not None and day > 2,
    Op.less_than: lambda day: day is not None and day < 2,
    Op.greater_than_equal: lambda day: day is not None and day >= 2,
    Op.less_than_equal: lambda day: day is not None and day <= 2,
    Op.is_null: lambda day: day is None,
    Op.is_not_null: lambda day: day is not None,
}


async def found(driver: GraphDriver, search: str, wanted: SearchFilters) -> list[str]:
    """Ids of all facts about milk that pass a filter, by one way of searching."""
    match search:
        case "words":
            edges = await edge_fulltext_search(driver, "milk", wanted, [ANN], 100)
        case "vector":
            asked = vector_of("milk")
            edges = await edge_similarity_search(driver, asked, None, None, wanted, [ANN], 100, 0.1)
        case _:
            edges = await edge_bfs_search(driver, ["a"], 1, wanted, [ANN], 100)
    return sorted(ids(edges))


def at(op: Op, day: float | None = None) -> DateFilter:
    date = None if day is None else NEW_YEAR + day * DAY
    return DateFilter(date=date, comparison_operator=op)


def dated(field: str, *branches: list[DateFilter]) -> SearchFilters:
    return SearchFilters.model_validate({field: list(branches)})


async def save_dated(driver: GraphDriver, field: str) -> dict[str, int | None]:
    """Save a fact about milk for each day up to the last, and one without a date."""
    days: dict[str, int | None] = {f"e{day}": day for day in range(LAST_DAY + 1)}
    if field != "created_at":
        days["never"] = None
    dates = {uuid: None if day is None else NEW_YEAR + day * DAY for uuid, day in days.items()}
    more: dict[str, dict[str, Any]] = {uuid: {field: date} for uuid, date in dates.items()}
    await save_pair(driver, *[edge(uuid, "milk", **fields) for uuid, fields in more.items()])
    return days


def kept(days: dict[str, int | None], keep: Callable[[int | None], bool]) -> list[str]:
    return sorted(uuid for uuid, day in days.items() if keep(day))


class DateFiltersContract:
    """Filters on dates."""

    @pytest.mark.parametrize("search", SEARCHES)
    @pytest.mark.parametrize("field", FIELDS)
    async def test_every_operator_keeps_what_it_says(
        self, driver: GraphDriver, field: str, search: str
    ) -> None:
        days = await save_dated(driver, field)
        for op, keep in KEEPS.items():
            day = None if op in (Op.is_null, Op.is_not_null) else 2
            wanted = dated(field, [at(op, day)])
            assert await found(driver, search, wanted) == kept(days, keep), op

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_dates_in_one_list_are_joined_by_and(
        self, driver: GraphDriver, search: str
    ) -> None:
        await save_dated(driver, "valid_at")
        wanted = dated("valid_at", [at(Op.greater_than, 0), at(Op.less_than, 3)])
        assert await found(driver, search, wanted) == ["e1", "e2"]

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_lists_of_dates_are_joined_by_or(self, driver: GraphDriver, search: str) -> None:
        await save_dated(driver, "valid_at")
        branches = [[at(Op.less_than, 1)], [at(Op.greater_than, 3)]]
        assert await found(driver, search, dated("valid_at", *branches)) == ["e0", "e4"]

    async def test_no_date_or_a_later_one_means_still_true(self, driver: GraphDriver) -> None:
        await save_dated(driver, "invalid_at")
        wanted = dated("invalid_at", [at(Op.is_null)], [at(Op.greater_than, 3)])
        assert await found(driver, "words", wanted) == ["e4", "never"]

    async def test_filters_on_several_dates_must_all_hold(self, driver: GraphDriver) -> None:
        dates: dict[str, dict[str, Any]] = {
            "now": {"valid_at": NEW_YEAR},
            "ended": {"valid_at": NEW_YEAR, "invalid_at": NEW_YEAR + DAY},
            "later": {"valid_at": NEW_YEAR + 9 * DAY},
            "replaced": {"valid_at": NEW_YEAR, "expired_at": NEW_YEAR + DAY},
        }
        await save_pair(driver, *[edge(uuid, "milk", **more) for uuid, more in dates.items()])
        wanted = SearchFilters(
            valid_at=[[at(Op.less_than_equal, 2)]],
            invalid_at=[[at(Op.is_null)], [at(Op.greater_than, 2)]],
            expired_at=[[at(Op.is_null)]],
        )
        for search in SEARCHES:
            assert await found(driver, search, wanted) == ["now"]

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_dates_are_compared_as_moments_not_as_clocks(
        self, driver: GraphDriver, search: str
    ) -> None:
        stored = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=9)))
        asked = datetime(2025, 12, 31, 20, tzinfo=timezone(-timedelta(hours=5)))
        await save_pair(driver, edge("e", "milk", valid_at=stored))
        wanted = DateFilter(date=asked, comparison_operator=Op.less_than)
        assert await found(driver, search, dated("valid_at", [wanted])) == ["e"]

    async def test_a_microsecond_tells_two_dates_apart(self, driver: GraphDriver) -> None:
        moments = [NEW_YEAR + timedelta(microseconds=at) for at in range(3)]
        edges = [edge(f"e{at}", "milk", valid_at=when) for at, when in enumerate(moments)]
        await save_pair(driver, *edges)
        wanted = DateFilter(date=moments[1], comparison_operator=Op.greater_than_equal)
        assert await found(driver, "words", dated("valid_at", [wanted])) == ["e1", "e2"]

    @pytest.mark.parametrize("field", FIELDS)
    async def test_no_dates_at_all_keep_everything(self, driver: GraphDriver, field: str) -> None:
        await save_pair(driver, edge("e", "milk"))
        for search in SEARCHES:
            assert await found(driver, search, SearchFilters.model_validate({field: []})) == ["e"]


class FiltersContract:
    """Filters on types, ends, ids, labels and properties."""

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_facts_are_kept_by_type(self, driver: GraphDriver, search: str) -> None:
        names = {"e1": "LIKES", "e2": "OWNS", "e3": "AVOIDS"}
        await save_pair(driver, *[edge(uuid, "milk", name=name) for uuid, name in names.items()])
        wanted = SearchFilters(edge_types=["AVOIDS", "LIKES", "UNKNOWN"])
        assert await found(driver, search, wanted) == ["e1", "e3"]

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_no_types_keep_nothing(self, driver: GraphDriver, search: str) -> None:
        await save_pair(driver, edge("e", "milk"))
        assert await found(driver, search, SearchFilters(edge_types=[])) == []

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_facts_are_kept_by_id(self, driver: GraphDriver, search: str) -> None:
        await save_pair(driver, *[edge(f"e{at}", "milk") for at in range(3)])
        assert await found(driver, search, SearchFilters(edge_uuids=["e0", "e2"])) == ["e0", "e2"]

    @pytest.mark.parametrize("search", ["words", "vector"])
    async def test_facts_are_kept_by_their_ends(self, driver: GraphDriver, search: str) -> None:
        ends = {"ab": ("a", "b"), "ba": ("b", "a"), "cb": ("c", "b")}
        edges = [edge(uuid, "milk", pair) for uuid, pair in ends.items()]
        await save(driver, node("a"), node("b"), node("c"), *edges)
        wanted = SearchFilters(edge_source_node_uuids=["a", "c"], edge_target_node_uuids=["b"])
        assert await found(driver, search, wanted) == ["ab", "cb"]

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_facts_are_kept_when_both_ends_have_a_label(
        self, driver: GraphDriver, search: str
    ) -> None:
        labels = {"a": ["Subject"], "b": ["Product"], "c": ["Brand"]}
        nodes = [node(uuid, labels=named) for uuid, named in labels.items()]
        edges = [edge("ab", "milk", ("a", "b")), edge("ac", "milk", ("a", "c"))]
        await save(driver, *nodes, *edges)
        wanted = SearchFilters(node_labels=["Subject", "Product"])
        assert await found(driver, search, wanted) == ["ab"]

    async def test_entities_are_kept_by_any_of_the_labels(self, driver: GraphDriver) -> None:
        labels = {"a": ["Product"], "b": ["Brand"], "c": ["Goal"], "d": []}
        await save(driver, *[node(uuid, "milk", labels=named) for uuid, named in labels.items()])
        wanted = SearchFilters(node_labels=["Product", "Goal"])
        worded = await node_fulltext_search(driver, "milk", wanted, [ANN], 10)
        near = await node_similarity_search(driver, vector_of("milk"), wanted, [ANN], 10, 0.0)
        assert sorted(ids(worded)) == sorted(ids(near)) == ["a", "c"]

    async def test_entities_of_a_walk_are_kept_by_label(self, driver: GraphDriver) -> None:
        nodes = [node("a"), node("b", labels=["Product"]), node("c", labels=["Brand"])]
        await save(driver, *nodes, edge("ab"), edge("ac", ends=("a", "c")))
        wanted = SearchFilters(node_labels=["Brand"])
        assert ids(await node_bfs_search(driver, ["a"], wanted, 1, [ANN], 10)) == ["c"]

    async def test_an_unsafe_label_is_refused(self) -> None:
        with pytest.raises(ValueError, match="label"):
            SearchFilters(node_labels=["A) DETACH DELETE n //"])

    @pytest.mark.parametrize("search", SEARCHES)
    async def test_filters_on_properties(self, driver: GraphDriver, search: str) -> None:
        kinds = {"e1": "red", "e2": "blue"}
        edges = [edge(uuid, "milk", attributes={"kind": kind}) for uuid, kind in kinds.items()]
        await save_pair(driver, *edges)
        by_kind = PropertyFilter(
            property_name="kind", property_value="red", comparison_operator=Op.equals
        )
        wanted = SearchFilters(property_filters=[by_kind])
        assert await found(driver, search, wanted) == ["e1"]

    async def test_words_are_filtered_before_the_cut(self, driver: GraphDriver) -> None:
        better = [edge(f"e{at}", "milk", name="OWNS") for at in range(20)]
        await save_pair(driver, *better, edge("last", "some milk among many other words"))
        wanted = SearchFilters(edge_types=["LIKES"])
        cut = await edge_fulltext_search(driver, "milk", wanted, [ANN], 2)
        assert ids(cut) == ["last"]

    async def test_vectors_are_filtered_before_the_cut(self, driver: GraphDriver) -> None:
        better = [edge(f"e{at}", "milk", name="OWNS") for at in range(20)]
        await save_pair(driver, *better, edge("last", "some milk among many other words"))
        wanted = SearchFilters(edge_types=["LIKES"])
        asked = vector_of("milk")
        cut = await edge_similarity_search(driver, asked, None, None, wanted, [ANN], 2, 0.0)
        assert ids(cut) == ["last"]

    async def test_walks_are_filtered_before_the_cut(self, driver: GraphDriver) -> None:
        others = [edge(f"e{at}", name="OWNS") for at in range(20)]
        await save_pair(driver, *others, edge("last", name="LIKES"))
        wanted = SearchFilters(edge_types=["LIKES"])
        assert ids(await edge_bfs_search(driver, ["a"], 1, wanted, [ANN], 1)) == ["last"]
