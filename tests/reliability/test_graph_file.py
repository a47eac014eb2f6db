"""A graph file that is torn, foreign or on a full disk is told by name, and what is whole stays."""

import os
import random
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import ANN, edge, ids, node, save
from tests.reliability import graph_check
from tests.reliability.graph_neighbour import Reader
from tests.reliability.graph_writer import save_bulk

BULKS = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


@pytest.fixture
async def driver(path: Path) -> AsyncIterator[SqliteDriver]:
    opened = SqliteDriver(path)
    yield opened
    await opened.close()


async def save_bulks(driver: SqliteDriver) -> None:
    for at in range(BULKS):
        await save_bulk(driver, f"b{at}", ANN)


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def crashed(driver: SqliteDriver, folder: Path) -> Path:
    """Copy a graph that is open, as a crash would leave it."""
    folder.mkdir()
    path = Path(driver.path)
    for file in (path, log_of(path)):
        shutil.copy(file, folder / file.name)
    return folder / path.name


async def look(path: Path) -> None:
    """Open a graph, search and page it, and save into it."""
    driver = SqliteDriver(path)
    try:
        reader = Reader(driver)
        await reader.words("oat")
        await reader.near("likes oat")
        await EntityNode.get_by_group_ids(driver, [ANN])
        await save(driver, node("a"), node("b"), edge("e"))
    finally:
        await driver.close()


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file can grow beyond this size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What is done may fail, but only with an error that names the file."""
    try:
        yield
    except OSError as error:
        if path.name not in str(error):
            raise


@pytest.mark.parametrize("seed", range(12))
async def test_of_a_torn_log_whole_bulks_are_left(
    driver: SqliteDriver, tmp_path: Path, seed: int
) -> None:
    await save_bulks(driver)
    path, rng = crashed(driver, tmp_path / "crashed"), random.Random(seed)
    log = log_of(path)
    if seed % 2:
        os.truncate(log, rng.randrange(log.stat().st_size))
    else:
        _overwrite(log, rng)
    await look(path)
    stored = graph_check.read(path)
    assert (stored.torn, stored.words_wrong, stored.integrity) == (0, 0, "ok")
    assert set(stored.bulks) == {f"b{at}" for at in range(len(stored.bulks))}


def _overwrite(file: Path, rng: random.Random) -> None:
    """Replace some bytes of a file by noise."""
    with file.open("r+b") as opened:
        opened.seek(rng.randrange(32, file.stat().st_size - 64))
        opened.write(rng.randbytes(64))


@pytest.mark.parametrize("seed", range(12))
async def test_a_damaged_file_works_or_is_named(
    driver: SqliteDriver, path: Path, seed: int
) -> None:
    await save_bulks(driver)
    await driver.close()
    rng = random.Random(seed)
    if seed % 2:
        os.truncate(path, rng.randrange(1, path.stat().st_size))
    else:
        with path.open("r+b") as opened:
            for _ in range(20):
                opened.seek(rng.randrange(0, path.stat().st_size - 4096))
                opened.write(rng.randbytes(4096))
    with told(path):
        await look(path)


async def test_a_file_of_noise_is_named(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))
    with pytest.raises(OSError, match=r"graph\.db"):
        await look(path)


async def test_a_file_cut_in_half_is_named(driver: SqliteDriver, path: Path) -> None:
    await save_bulks(driver)
    await driver.close()
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(OSError, match=r"graph\.db"):
        await look(path)


async def test_an_empty_file_becomes_a_graph(path: Path) -> None:
    path.touch()
    await look(path)
    assert graph_check.read(path).integrity == "ok"


async def test_a_file_of_another_program_is_named_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE diary(day TEXT)")
    with pytest.raises(OSError, match=r"graph\.db"):
        await look(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("diary",)]


@pytest.mark.parametrize("name", [".", "nowhere/graph.db"])
async def test_a_place_that_holds_no_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=tmp_path.name):
        await look(tmp_path / name)


async def test_what_does_not_fit_is_refused_whole_and_the_rest_still_reads(
    driver: SqliteDriver, path: Path
) -> None:
    await save(driver, node("a"), node("b"), edge("kept", "likes oat"))
    saved: set[str] = set()
    with full_disk(log_of(path).stat().st_size + 32_768):
        for at in range(BULKS):
            with told(path):
                await save_bulk(driver, f"b{at}", ANN)
                saved.add(f"b{at}")
        assert len(saved) < BULKS
        assert "kept" in await Reader(driver).words("likes")
        assert "kept" in ids(await EntityEdge.get_by_group_ids(driver, [ANN]))
    await driver.close()
    stored = graph_check.read(path)
    assert (stored.torn, stored.words_wrong, stored.integrity) == (0, 0, "ok")
    assert set(stored.bulks) == saved


async def test_once_there_is_room_the_same_driver_goes_on(driver: SqliteDriver, path: Path) -> None:
    await save(driver, node("a"), node("b"))
    with full_disk(log_of(path).stat().st_size), pytest.raises(OSError, match=r"graph\.db"):
        await save_bulk(driver, "lost", ANN)
    await save_bulk(driver, "b1", ANN)
    await save(driver, edge("e", "likes quinoa"))
    assert await Reader(driver).words("quinoa") == ["e"]
    await driver.close()
    assert set(graph_check.read(path).bulks) == {"b1"}


async def test_a_full_disk_erases_later(driver: SqliteDriver, path: Path) -> None:
    await save_bulks(driver)
    with full_disk(log_of(path).stat().st_size), told(path):
        await driver.erase_group(ANN)
    await driver.erase_group(ANN)
    assert await driver.count_group(ANN) == 0
    await driver.close()
    assert graph_check.read(path).words_wrong == 0
