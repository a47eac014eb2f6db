"""A small search is answered where it is asked, any other by the thread that reads."""

import asyncio
import threading

import pytest

from memory.adapters.graphiti_sqlite import GraphClosed, GraphFileBusy, SqliteDriver, near
from tests.memory.graphiti_sqlite.graphs import fact, like, save


async def _thread_of_a_search(driver: SqliteDriver, groups: list[str] | None) -> str:
    return await driver.file.search(
        lambda _con, _vectors: threading.current_thread().name, "edge", groups
    )


async def test_only_a_search_of_small_groups_runs_here(
    driver: SqliteDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(driver, [fact("a", "a"), fact("b", "b"), fact("c", "c", "h")])
    here = threading.current_thread().name
    monkeypatch.setattr(near, "LARGEST", 2)
    assert await _thread_of_a_search(driver, ["g"]) == here
    assert await _thread_of_a_search(driver, ["g", "h"]) != here
    assert await _thread_of_a_search(driver, None) != here


async def test_both_find_the_same(driver: SqliteDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    await save(driver, [fact(name, f"{name} oat") for name in "abcde"])
    small = await driver.edge_scores("oat", [1.0, 0.5], "g", None, 10)
    monkeypatch.setattr(near, "LARGEST", 0)
    large = await driver.edge_scores("oat", [1.0, 0.5], "g", None, 10)
    ids = [[[edge.uuid for edge, _ in side] for side in both] for both in (small, large)]
    assert ids[0] == ids[1]
    assert len(ids[0][0]) == len(ids[0][1]) == 5


async def test_a_search_that_would_wait_for_a_lock_waits_on_the_thread(
    driver: SqliteDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(driver, [fact("a", "a")])

    def held(_near: near.Near, _size: object, _table: str, _groups: object) -> None:
        raise GraphFileBusy("held")

    monkeypatch.setattr(near.Near, "search", held)
    assert await like(driver, [1.0, 0.0]) == ["a"]


async def test_a_closed_driver_says_so(driver: SqliteDriver) -> None:
    await driver.close()
    with pytest.raises(GraphClosed, match="is closed"):
        await like(driver, [1.0, 0.0])


async def test_searches_from_two_event_loops_take_turns(driver: SqliteDriver) -> None:
    await save(driver, [fact(name, "oat") for name in "abc"])

    async def ask() -> int:
        found = [await driver.edge_scores("oat", [1.0, 0.0], "g", None, 5) for _ in range(50)]
        return sum(len(words) for words, _ in found)

    both = await asyncio.gather(*(asyncio.to_thread(asyncio.run, ask()) for _ in range(2)))
    assert both == [150, 150]
