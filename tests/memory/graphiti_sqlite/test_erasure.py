"""Erasing a group leaves none of its bytes, and everything of the others."""

import sqlite3
from pathlib import Path

import pytest
from graphiti_core.edges import CommunityEdge, EpisodicEdge, HasEpisodeEdge
from graphiti_core.nodes import CommunityNode, EpisodeType, EpisodicNode, SagaNode

from memory.adapters.graphiti_sqlite import GraphFileBusy, SqliteDriver
from tests.memory.graphiti_sqlite.graphs import BIRTH, fact, found, node, say


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
