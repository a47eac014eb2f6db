"""Erasing a group leaves none of its bytes, and everything of the others."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from graphiti_core.edges import CommunityEdge, EpisodicEdge, HasEpisodeEdge
from graphiti_core.nodes import CommunityNode, EpisodeType, EpisodicNode, SagaNode
from hypothesis import given
from hypothesis import strategies as st

from memory.adapters.graphiti_sqlite import GraphFileBusy, SqliteDriver, deleting, wiping
from tests.memory.graphiti_sqlite.graphs import BIRTH, fact, found, node, save, say


async def fill(driver: SqliteDriver, group_id: str, canary: str, facts: int) -> None:
    """Save every kind of record, the canary in every text and id of each."""
    common = {"group_id": group_id, "created_at": BIRTH}
    ends = [node(f"{group_id}-{end}", group_id, name=f"{canary} {end}") for end in ("a", "b")]
    for end in ends:
        end.summary, end.attributes = f"about {canary}", {"kept": canary}
        await end.save(driver)
    for number in range(facts):
        text = f"{canary} number{number} likes {canary}{number} a lot"
        uuid = f"{canary}-{number}"
        await fact(uuid, text, group_id, name=f"{canary}_LIKES", attributes={"w": canary}).save(
            driver
        )
    episode = EpisodicNode(
        uuid=f"{canary}-p", name=canary, source=EpisodeType.text, source_description=canary,
        content=f"said {canary}", valid_at=BIRTH, **common,
    )  # fmt: skip
    await episode.save(driver)
    community = CommunityNode(uuid=f"{canary}-c", name=canary, summary=canary, **common)
    community.name_embedding = [1.0, 0.0]
    await community.save(driver)
    saga = SagaNode(uuid=f"{canary}-s", name=canary, summary=canary, **common)
    await saga.save(driver)
    for kind, source, target in (
        (EpisodicEdge, episode.uuid, ends[0].uuid),
        (CommunityEdge, community.uuid, ends[0].uuid),
        (HasEpisodeEdge, saga.uuid, episode.uuid),
    ):
        edge = kind(
            uuid=f"{canary}-{kind.__name__}", source_node_uuid=source, target_node_uuid=target,
            **common,
        )  # fmt: skip
        await edge.save(driver)


def bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes().lower() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("facts", [3, 400])
async def test_no_byte_of_an_erased_group_is_left(
    driver: SqliteDriver, path: Path, facts: int
) -> None:
    await fill(driver, "before", "robin", facts)
    await fill(driver, "gone", "canary", facts)
    await fill(driver, "after", "sparrow", facts)
    assert b"canary" in bytes_on_disk(path)
    assert await driver.erase_group("gone") == facts + 8
    assert b"canary" not in bytes_on_disk(path)
    assert b"gone" not in bytes_on_disk(path)


async def test_interleaved_neighbours_keep_theirs(driver: SqliteDriver, path: Path) -> None:
    groups = {f"g{n}": f"bird{n}x" for n in range(5)}
    for _ in range(3):
        for group_id, canary in groups.items():
            await fill(driver, group_id, canary, 60)
    before = {g: await found(driver, c, g) for g, c in groups.items()}
    assert await driver.erase_group("g2") == 68
    assert b"bird2x" not in bytes_on_disk(path)
    for group_id, canary in groups.items():
        expected = [] if group_id == "g2" else before[group_id]
        assert await found(driver, canary, group_id) == expected
        assert await driver.count_group(group_id) == (0 if group_id == "g2" else 68)


async def test_what_was_overwritten_and_deleted_before_is_gone_as_well(
    driver: SqliteDriver, path: Path
) -> None:
    await fill(driver, "gone", "canary", 50)
    await fill(driver, "gone", "canary", 50)
    await driver.graph_operations_interface.node_delete_by_uuids(None, driver, ["gone-a"])
    await driver.erase_group("gone")
    assert b"canary" not in bytes_on_disk(path)


async def test_erasing_nothing_removes_nothing(driver: SqliteDriver) -> None:
    await say(driver, "oat milk")
    assert await driver.erase_group("h") == 0
    assert await driver.count_group("g") == 3


async def test_a_reader_elsewhere_keeps_the_log_and_is_told(path: Path) -> None:
    driver = SqliteDriver(path, busy_seconds=0.05)
    await say(driver, "canary")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM edge").fetchall()
    with pytest.raises(GraphFileBusy, match="erase again"):
        await driver.erase_group("g")
    assert await driver.count_group("g") == 0
    reader.close()
    await driver.erase_group("g")
    assert b"canary" not in bytes_on_disk(path)
    await driver.close()


async def fill_mixed(driver: SqliteDriver) -> set[bytes]:
    """Save several groups' facts by turns; return the traces of the group `group-3`."""
    drawn = random.Random(7)
    groups = [f"group-{number}" for number in range(8)]
    for group_id in groups * 2:
        facts = []
        for _ in range(400):
            uuid = str(UUID(int=drawn.getrandbits(128)))
            words = " ".join(f"word{drawn.randrange(999)}" for _ in range(10))
            facts.append(fact(uuid, f"likes {words}", group_id))
        await save(driver, facts)
    return await driver.file.read(lambda con: deleting.traces(con, "group-3"))


def only_deleted(path: Path, copy: Path) -> None:
    """Do to a copy what an erasure does that writes nothing anew."""
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", f"{copy}{end}")
    with closing(sqlite3.connect(copy, isolation_level=None)) as con:
        con.execute("PRAGMA secure_delete = ON")
        deleting.erase(con, "group-3")
        assert wiping.empty_log(con)


async def test_every_trace_is_legible_before(driver: SqliteDriver, path: Path) -> None:
    traces = await fill_mixed(driver)
    await driver.close()
    assert sorted({len(trace) for trace in traces}) == [6, 7, 9, 36]  # numbers, names and uuids
    some = sorted(traces, key=len)[:30]
    assert all(wiping.holds(path, [trace]) for trace in some)


@pytest.mark.parametrize("small", [0, 1 << 30])
async def test_copies_that_split_pages_keep_are_erased(
    driver: SqliteDriver, path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(wiping, "SMALL_FILE", small)
    traces = await fill_mixed(driver)
    copy = path.with_name("copy")
    only_deleted(path, copy)
    assert wiping.holds(copy, traces)  # or this would prove nothing
    await driver.erase_group("group-3")
    assert not wiping.holds(path, traces)
    assert await driver.count_group("group-2") == 802


async def test_an_erasure_that_was_cut_off_is_ended_by_the_next(
    driver: SqliteDriver, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiping, "SMALL_FILE", 0)
    traces = await fill_mixed(driver)
    await driver.file.commit([lambda con: deleting.erase(con, "group-3"), wiping.mark])
    await driver.erase_group("group-2")
    assert not wiping.holds(path, traces)
    assert not await driver.file.read(wiping.is_marked)


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 20), st.integers(1, 50))
def test_bytes_are_found_wherever_they_are(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, start: int, size: int, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(body)
    needles = [b"needle-that-is-absent", b"abs", body[start : start + size]]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wiping, "_CHUNK", chunk)
        assert wiping.holds(path, needles) == any(one and one in body for one in needles)
