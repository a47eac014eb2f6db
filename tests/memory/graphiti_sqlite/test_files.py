"""A graph file opens whole or says what is wrong with it, and closes for good."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from memory.adapters.graphiti_sqlite import GraphClosed, GraphFileBusy, GraphFileError, SqliteDriver
from memory.adapters.graphiti_sqlite.schema import VERSION
from tests.memory.graphiti_sqlite.graphs import found, node, say


async def test_what_was_saved_is_there_when_the_file_is_opened_again(
    driver: SqliteDriver, path: Path
) -> None:
    await say(driver, "oat milk")
    await driver.close()
    again = SqliteDriver(path)
    assert await found(again, "oat") == ["g-0"]
    await again.close()


async def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"nowhere/graph\.db"):
        SqliteDriver(tmp_path / "nowhere" / "graph.db")


async def test_a_file_of_something_else_is_refused(path: Path) -> None:
    path.write_bytes(b"no database, but long enough to look like one" * 100)
    with pytest.raises(GraphFileError, match=r"graph\.db is damaged"):
        SqliteDriver(path)


async def test_a_database_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE orders(id)")
    con.close()
    before = path.read_bytes()
    with pytest.raises(GraphFileError, match="but no graph"):
        SqliteDriver(path)
    assert path.read_bytes() == before


async def test_a_file_of_a_newer_version_is_refused(driver: SqliteDriver, path: Path) -> None:
    await driver.close()
    with sqlite3.connect(path) as con:
        con.execute(f"PRAGMA user_version = {VERSION + 1}")
    con.close()
    with pytest.raises(GraphFileError, match=f"has version {VERSION + 1}, and this driver"):
        SqliteDriver(path)


async def test_a_truncated_file_says_so(driver: SqliteDriver, path: Path) -> None:
    await say(driver, *["oat milk and tea"] * 200)
    await driver.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(GraphFileError, match=r"graph\.db"):
        await find_all(path)


async def test_an_overwritten_page_says_so(driver: SqliteDriver, path: Path) -> None:
    await say(driver, *["oat milk and tea"] * 200)
    await driver.close()
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xa5" * len(content[8192:-4096])
    path.write_bytes(content)
    with pytest.raises(GraphFileError, match=r"graph\.db"):
        await find_all(path)


async def find_all(path: Path) -> None:
    driver = SqliteDriver(path)
    try:
        await found(driver, "oat")
        await driver.graph_operations_interface.edge_get_by_group_ids(None, driver, ["g"])
    finally:
        await driver.close()


async def test_closing_twice_is_closing_once(driver: SqliteDriver) -> None:
    await driver.close()
    await driver.close()


async def test_a_closed_driver_says_so(driver: SqliteDriver) -> None:
    await driver.close()
    with pytest.raises(GraphClosed, match=r"graph\.db is closed"):
        await found(driver, "oat")
    with pytest.raises(GraphClosed, match=r"graph\.db is closed"):
        await node("a").save(driver)


async def test_closing_waits_for_what_was_asked_before(driver: SqliteDriver, path: Path) -> None:
    saving = [asyncio.create_task(node(f"n{n}").save(driver)) for n in range(20)]
    await asyncio.sleep(0)
    await driver.close()
    await asyncio.gather(*saving)
    again = SqliteDriver(path)
    assert await again.count_group("g") == 20
    await again.close()


async def test_a_caller_that_gives_up_leaves_the_driver_usable(driver: SqliteDriver) -> None:
    saving = [asyncio.create_task(node(f"n{n}").save(driver)) for n in range(20)]
    await asyncio.sleep(0)
    for task in saving:
        task.cancel()
    await asyncio.gather(*saving, return_exceptions=True)
    await say(driver, "oat milk")
    assert await found(driver, "oat") == ["g-0"]


async def test_two_may_make_one_file_at_once(path: Path) -> None:
    opened = await asyncio.gather(*(asyncio.to_thread(SqliteDriver, path) for _ in range(8)))
    await say(opened[0], "oat milk")
    assert [await found(driver, "oat") for driver in opened] == [["g-0"]] * 8
    for driver in opened:
        await driver.close()


async def test_a_lock_that_stays_is_a_timeout(path: Path) -> None:
    driver = SqliteDriver(path, busy_seconds=0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(GraphFileBusy, match=r"graph\.db is held"):
        await node("a").save(driver)
    holder.execute("ROLLBACK")
    await node("a").save(driver)
    assert await driver.count_group("g") == 1
    holder.close()
    await driver.close()


async def test_a_full_disk_leaves_the_file_usable(driver: SqliteDriver) -> None:
    await say(driver, "oat milk")
    pages = await driver.file.read(lambda con: con.execute("PRAGMA page_count").fetchone()[0])
    await driver.file.write(lambda con: limit_pages(con, pages))
    with pytest.raises(GraphFileError, match="full"):
        await node("big", summary="word " * 100_000).save(driver)
    await driver.file.write(lambda con: limit_pages(con, 1_000_000))
    await node("small").save(driver)
    assert await found(driver, "oat") == ["g-0"]


def limit_pages(con: sqlite3.Connection, pages: int) -> None:
    con.execute(f"PRAGMA max_page_count = {pages}")


async def test_a_search_does_not_wait_for_a_long_write(driver: SqliteDriver) -> None:
    await say(driver, "oat milk")
    writing, searched = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def write_until_searched(con: sqlite3.Connection) -> None:
        con.execute("DELETE FROM edge")
        loop.call_soon_threadsafe(writing.set)
        asyncio.run_coroutine_threadsafe(searched.wait(), loop).result(timeout=5)

    written = asyncio.create_task(driver.file.write(write_until_searched))
    await writing.wait()
    assert await found(driver, "oat") == ["g-0"]
    searched.set()
    await written
    assert await found(driver, "oat") == []
