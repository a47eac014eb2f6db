"""Two processes on one graph file see each other's facts at once, and neither loses a write."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import ANN, node, save
from tests.reliability import graph_check
from tests.reliability.graph_neighbour import Neighbour, Reader, neighbour

EACH = 150
"""Facts that each process saves at the same time."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


@pytest.fixture
async def driver(path: Path) -> AsyncIterator[SqliteDriver]:
    opened = SqliteDriver(path)
    await save(opened, node("a"), node("b"))
    yield opened
    await opened.close()


@pytest.fixture
def here(driver: SqliteDriver) -> Reader:
    return Reader(driver)


@pytest.fixture
async def there(driver: SqliteDriver) -> AsyncIterator[Neighbour]:
    async with neighbour(Path(driver.path)) as process:
        yield process


async def test_each_sees_the_others_facts_in_its_next_search(
    here: Reader, there: Neighbour
) -> None:
    for at in range(10):
        mine, theirs = [f"h{n}" for n in range(at + 1)], [f"t{n}" for n in range(at)]
        await here.save(f"h{at}", f"oat milk {at}")
        for order in ("words", "near"):
            assert await there.do(order, "oat milk") == [*mine, *theirs], order
        await there.do("save", f"t{at}", f"oat milk {at}")
        assert await here.words("oat milk") == await here.near("oat milk")
        assert await here.facts() == [*mine, *theirs, f"t{at}"]


async def test_a_fact_the_other_deleted_is_found_no_more(here: Reader, there: Neighbour) -> None:
    await here.save("h1", "oat milk")
    await here.save("h2", "oat milk")
    assert await here.near("oat milk") == await there.do("near", "oat milk") == ["h1", "h2"]
    await there.do("delete", "h1")
    assert await here.near("oat milk") == await here.words("oat milk") == ["h2"]


async def test_a_fact_the_other_changed_is_found_as_it_is_now(
    here: Reader, there: Neighbour
) -> None:
    await here.save("h1", "oat milk")
    assert await here.near("oat milk") == ["h1"]
    await there.do("save", "h1", "rye bread")
    assert await here.near("oat milk") == await here.words("milk") == []
    assert await here.near("rye bread") == await here.words("bread") == ["h1"]


async def test_a_group_the_other_erased_is_gone(here: Reader, there: Neighbour) -> None:
    await here.save("h1", "oat milk")
    assert await here.near("oat milk") == ["h1"]
    assert await there.do("erase", ANN) == 3
    assert await here.near("oat milk") == await here.words("oat") == []


async def test_writers_at_the_same_time_lose_nothing_and_never_hear_of_a_lock(
    here: Reader, there: Neighbour, driver: SqliteDriver, path: Path
) -> None:
    there.begin("save_many", "t", EACH)
    await here.save_many("h", EACH)
    await there.end()
    every = sorted(f"{name}{at}" for name in "ht" for at in range(EACH))
    assert await here.facts() == await there.do("facts") == every
    assert await here.words("oat") == await there.do("words", "oat") == every
    assert await here.near("likes oat") == await there.do("near", "likes oat")
    await driver.close()
    assert graph_check.read(path).words_wrong == 0


async def test_a_reader_beside_a_writer_never_hears_of_a_lock(
    here: Reader, there: Neighbour
) -> None:
    there.begin("save_many", "t", EACH)
    seen = [0]
    while seen[-1] < EACH:
        seen.append(len(await here.words("oat")))
        assert len(await here.near("likes oat")) <= EACH
    assert seen == sorted(seen)
    await there.end()


async def test_two_processes_may_make_one_file(tmp_path: Path) -> None:
    for at in range(5):
        path = tmp_path / f"{at}.db"
        async with neighbour(path) as first, neighbour(path) as second:
            first.begin("words", "oat")
            second.begin("words", "oat")
            assert await first.end() == await second.end() == []
