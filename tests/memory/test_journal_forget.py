"""The SQLite journal forgets a subject down to the bytes, whatever happens around it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import Busy, Unavailable
from memory import sqlite
from memory.adapters.sqlite_journal import SqliteJournal
from tests.contracts.journal import made, named, replayed
from tests.memory.test_sqlite_journal import locked, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[SqliteJournal]:
    opened = await SqliteJournal.open(path, busy_timeout=0.2, spans_every=7)
    yield opened
    await opened.close()


def files_with(path: Path, needle: bytes) -> list[str]:
    return [file.name for file in path.parent.iterdir() if needle in file.read_bytes()]


async def test_the_forgotten_leave_no_byte_in_any_file(journal: SqliteJournal, path: Path) -> None:
    for turn in range(12):
        await journal.append([made("canary-subject", sku=f"canary-{turn}"), made(f"s{turn}")])
        await journal.append([named(f"n{turn}", subject="canary-subject")])
    assert await journal.forget("canary-subject") == 24
    assert files_with(path, b"canary") == []
    assert rows(path, "SELECT count(*) FROM client_ids") == [(0,)]
    assert rows(path, "SELECT count(*) FROM subject_span WHERE subject LIKE 'canary%'") == [(0,)]


async def test_spans_written_around_a_forgetting_never_name_the_forgotten(
    journal: SqliteJournal, path: Path
) -> None:
    writing = [asyncio.create_task(journal.append([made("canary")])) for _ in range(30)]
    await asyncio.sleep(0)
    forgetting = asyncio.create_task(journal.forget("canary"))
    await asyncio.gather(*writing, forgetting)
    for _ in range(3):
        await journal.append([made("bob") for _ in range(7)])
    assert await journal.healthy()
    assert rows(path, "SELECT DISTINCT subject FROM subject_span") == [("bob",)]


async def test_copies_that_split_pages_keep_are_gone_from_a_large_file_too(
    journal: SqliteJournal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SMALL_FILE", 0)
    names = [f"canary-{number:03}-" for number in range(60)]
    for turn in range(40):
        await journal.append([made(name, sku=str(turn) * 40) for name in reversed(names)])
    for name in names[:20]:
        assert await journal.forget(name) == 40
    assert [name for name in names[:20] if files_with(path, name.encode())] == []
    assert len(await replayed(journal, subject=names[-1])) == 40


async def test_a_busy_reader_delays_the_bytes_and_not_the_deletion(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made("canary"), made("bob")])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(Busy, match="another connection"):
        await journal.forget("canary")
    assert [event.subject for event in await replayed(journal)] == ["bob"]
    assert await replayed(journal, subject="canary") == []
    other.close()
    assert await journal.forget("canary") == 0
    assert files_with(path, b"canary") == []


async def test_a_forgetting_that_cannot_commit_deletes_nothing(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made("ann")])
    with locked(path), pytest.raises(Unavailable):
        await journal.forget("ann")
    assert len(await replayed(journal, subject="ann")) == 1
    assert await journal.forget("ann") == 1


async def test_an_undone_event_leaves_no_byte_but_its_id_and_whose_it_was(
    journal: SqliteJournal, path: Path
) -> None:
    for turn in range(12):
        await journal.append([made("s1", sku=f"other-{turn}"), made("s2")])
        undone = named(f"n{turn}", subject="s1")
        data = {**undone.data, "product_sku": f"canary-{turn}"}
        await journal.append([undone._replace(data=data)])
        assert await journal.forget("s1", events=(undone.event_id,)) == 1
        assert files_with(path, b"canary") == []
    assert rows(path, "SELECT subject, count(*) FROM undone") == [("s1", 12)]
    assert len(await replayed(journal, subject="s1")) == 12
    await journal.forget("s1")
    assert rows(path, "SELECT count(*) FROM undone") == [(0,)]
    assert rows(path, "SELECT count(*) FROM client_ids") == [(0,)]
    assert files_with(path, undone.event_id) == []


async def test_others_write_and_are_answered_around_an_undoing(journal: SqliteJournal) -> None:
    event = named("n1")
    await journal.append([event])
    writing = [asyncio.create_task(journal.append([made("bob")])) for _ in range(20)]
    assert await journal.forget("ann", events=(event.event_id,)) == 1
    assert [(await reply)[0].outcome for reply in writing] == ["stored"] * 20
    assert len(await replayed(journal, subject="bob")) == 20


async def test_a_journal_of_the_layout_before_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    first = await SqliteJournal.open(path)
    event = named("n1")
    await first.append([event])
    await first.close()
    with closing(sqlite3.connect(path)) as older:
        older.executescript("DROP TABLE undone; PRAGMA user_version = 1;")
    second = await SqliteJournal.open(path)
    assert await second.undone() == {}
    assert await second.forget("ann", events=(event.event_id,)) == 1
    assert (await second.append([event]))[0].outcome == "duplicate"
    await second.close()
