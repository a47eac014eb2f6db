"""The SQLite journal passes the contract, and stands failing disks, locks and crashes."""

import asyncio
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.errors import Invalid, Misconfigured, Unavailable
from domain.event import Event
from memory.adapters.journal_schema import open_writer
from memory.adapters.journal_spans import NEAR, SpanTail
from memory.adapters.journal_writer import ROWS_PER_COMMIT
from memory.adapters.sqlite_journal import SqliteJournal
from memory.journal import Journal
from tests.contracts.journal import JournalContract, Reopen, made, named, outcomes, replayed

Open = Callable[..., Awaitable[SqliteJournal]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite"


@pytest.fixture
async def open_journal(path: Path) -> AsyncIterator[Open]:
    opened: list[SqliteJournal] = []

    async def open_one(where: Path = path, **settings: float) -> SqliteJournal:
        few: dict[str, float] = {"busy_timeout": 0.2, "spans_every": 7, **settings}
        opened.append(await SqliteJournal.open(where, **few))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for journal in opened:
        await journal.close()


@pytest.fixture
async def journal(open_journal: Open) -> SqliteJournal:
    return await open_journal()


@pytest.fixture
async def small_journal(open_journal: Open) -> SqliteJournal:
    return await open_journal(max_queued=4)


@pytest.fixture
def reopen(open_journal: Open) -> Reopen:
    async def reopen_one(journal: Journal) -> Journal:
        await journal.close()
        return await open_journal()

    return reopen_one


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process holds the write lock."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Files cannot grow beyond what the journal's log has now."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


class TestSqliteJournal(JournalContract):
    """The contract on SQLite, with spans written every seven events."""


async def test_commits_are_synced_and_deleted_text_is_overwritten(path: Path) -> None:
    connection = open_writer(path, busy_timeout=0.1)
    asked = ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    connection.close()
    assert found == ["wal", 2, 1, 100]


async def test_only_the_owner_may_read_the_file(journal: SqliteJournal, path: Path) -> None:
    await journal.append([made()])
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


async def test_what_waits_is_written_together(journal: SqliteJournal, path: Path) -> None:
    commits: list[int] = []
    journal.subscribe(lambda events: commits.append(len(events)))
    with locked(path):
        waiting = asyncio.gather(*[journal.append([made()]) for _ in range(10)])
        await asyncio.sleep(0)
    await waiting
    assert sum(commits) == 10
    assert len(commits) <= 2


async def test_a_large_batch_is_one_commit(journal: SqliteJournal) -> None:
    commits: list[int] = []
    journal.subscribe(lambda events: commits.append(len(events)))
    await journal.append([made() for _ in range(ROWS_PER_COMMIT + 100)])
    assert commits == [ROWS_PER_COMMIT + 100]


async def test_many_large_batches_are_several_commits(open_journal: Open, path: Path) -> None:
    journal = await open_journal(busy_timeout=10.0)
    commits: list[int] = []
    journal.subscribe(lambda events: commits.append(len(events)))
    batches = [[made() for _ in range(ROWS_PER_COMMIT)] for _ in range(3)]
    with locked(path):
        waiting = asyncio.gather(*map(journal.append, batches))
        await asyncio.sleep(0)
    await waiting
    assert commits == [ROWS_PER_COMMIT] * 3


@pytest.mark.parametrize("size", [1, 15, 16, 17, 63, 64, 65, 256, 257, 600])
async def test_any_number_of_rows_keeps_its_order(journal: SqliteJournal, size: int) -> None:
    reply = await journal.append([made(sku=str(i)) for i in range(size)])
    assert [one.event.seq for one in reply] == list(range(1, size + 1))
    found = [(event.seq, event.data["product_sku"]) for event in await replayed(journal)]
    assert found == [(i + 1, str(i)) for i in range(size)]


async def test_ids_made_here_never_touch_the_table_of_client_ids(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made(), named("n1"), made()])
    assert rows(path, "SELECT seq FROM client_ids") == [(2,)]


async def test_a_locked_file_is_unavailable_to_its_writers_and_the_next_one_works(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made()])
    with locked(path):
        replies = await asyncio.gather(
            journal.append([made("lost")]),
            journal.append([named("lost")]),
            return_exceptions=True,
        )
    assert [type(reply) for reply in replies] == [Unavailable, Unavailable]
    assert journal.queued == 0
    [stored] = await journal.append([named("lost")])
    assert (stored.outcome, stored.event.seq) == ("stored", 2)
    assert len(await replayed(journal)) == 2


async def test_a_full_disk_is_unavailable_and_recovers_without_a_restart(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made()])
    with full_disk(path):
        with pytest.raises(Unavailable, match="nothing was written"):
            await journal.append([made("lost") for _ in range(200)])
        assert not await journal.healthy()
    assert await journal.healthy()
    assert outcomes(await journal.append([made("kept")])) == ["stored"]
    assert [event.subject for event in await replayed(journal)] == ["ann", "kept"]


async def test_a_stalled_disk_holds_up_writers_but_not_the_loop(
    open_journal: Open, path: Path
) -> None:
    journal = await open_journal(busy_timeout=10.0, probe_timeout=0.05)
    with locked(path):
        waiting = asyncio.create_task(journal.append([made()]))
        assert not await journal.healthy()
        assert not waiting.done()
    assert outcomes(await waiting) == ["stored"]
    assert await journal.healthy()


@pytest.mark.parametrize(
    "broken",
    [made("\ud800"), made()._replace(at=2**63), named("n1")._replace(session="\ud800")],
)
async def test_a_batch_that_cannot_be_stored_does_not_harm_its_neighbours(
    journal: SqliteJournal, path: Path, broken: Event
) -> None:
    with locked(path):
        batches = [[made()], [made(), broken], [made()]]
        waiting = asyncio.gather(*map(journal.append, batches), return_exceptions=True)
        await asyncio.sleep(0)
    replies = await waiting
    assert [type(reply) for reply in replies] == [list, Invalid, list]
    assert len(await replayed(journal)) == 2


async def test_data_that_is_not_json_is_refused(journal: SqliteJournal) -> None:
    with pytest.raises(Invalid, match="JSON"):
        await journal.append([made()._replace(data={"price": object()})])


async def test_a_writer_that_gives_up_does_not_disturb_the_others(
    journal: SqliteJournal, path: Path
) -> None:
    with locked(path):
        impatient = asyncio.create_task(journal.append([made()]))
        patient = asyncio.create_task(journal.append([made()]))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.sleep(0)
    assert outcomes(await patient) == ["stored"]
    assert journal.queued == 0


async def test_spans_follow_the_journal_in_blocks(journal: SqliteJournal, path: Path) -> None:
    for at in range(3):
        await journal.append([made(subject) for subject in ("ann", "bob") for _ in range(at + 3)])
    await journal.close()
    found = rows(path, "SELECT block, subject, seq_from, seq_to FROM subject_span")
    assert found == [
        *[(14, "ann", 1, 10), (14, "bob", 4, 14)],
        *[(24, "ann", 15, 19), (24, "bob", 20, 24)],
    ]
    assert rows(path, "SELECT until FROM span_block") == [(14,), (24,)]


async def test_a_span_does_not_run_over_many_events_of_others(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made(), *[made("bob") for _ in range(NEAR)], made()])
    assert await journal.healthy()
    spans = rows(path, "SELECT seq_from, seq_to FROM subject_span WHERE subject = 'ann'")
    assert spans == [(1, 1), (NEAR + 2, NEAR + 2)]
    assert [event.seq for event in await replayed(journal, subject="ann")] == [1, NEAR + 2]


async def test_after_a_crash_the_newest_events_are_found_again(
    open_journal: Open, journal: SqliteJournal, path: Path, tmp_path: Path
) -> None:
    for at in range(10):
        await journal.append([made(f"s{at % 3}")])
    crashed = tmp_path / "crashed"
    shutil.copytree(path.parent, crashed)
    again = await open_journal(crashed / path.name)
    assert [event.seq for event in await replayed(again, subject="s1")] == [2, 5, 8]
    assert [event.seq for event in await replayed(again, since=5, subject="s1")] == [8]


async def test_spans_that_could_not_be_written_are_written_later(
    journal: SqliteJournal, path: Path
) -> None:
    await journal.append([made() for _ in range(6)])
    other = sqlite3.connect(path, isolation_level=None)

    def lock_once(events: Sequence[Event]) -> None:
        if events[0].seq == 7:
            other.execute("BEGIN IMMEDIATE")

    journal.subscribe(lock_once)
    await journal.append([made()])
    assert not await journal.healthy()
    other.close()
    assert len(await replayed(journal, subject="ann")) == 7
    assert rows(path, "SELECT * FROM subject_span") == []
    await journal.append([named("n1")])
    assert await journal.healthy()
    assert rows(path, "SELECT * FROM subject_span") == [(8, "ann", 1, 8)]


def test_far_events_of_one_subject_get_a_span_each() -> None:
    tail = SpanTail()
    places = (1, NEAR + 1, 3 * NEAR)
    tail.note([made()._replace(seq=seq) for seq in places])
    assert tail.of("ann") == [(1, NEAR + 1), (3 * NEAR, 3 * NEAR)]


def test_spans_on_their_way_still_count_and_return_when_they_fail() -> None:
    tail = SpanTail()
    tail.note([made()._replace(seq=1)])
    leaving = tail.leave()
    assert leaving is not None
    assert leaving.rows == [("ann", 1, 1)]
    tail.note([made()._replace(seq=500)])
    assert tail.leave() is None
    tail.settle(written=False)
    assert tail.of("ann") == [(1, 1), (500, 500)]
    again = tail.leave()
    assert again is not None
    assert (again.rows, again.until) == ([("ann", 1, 1), ("ann", 500, 500)], 500)
    tail.settle(written=True)
    assert tail.of("ann") == []


async def test_a_file_of_a_newer_version_is_refused(path: Path, open_journal: Open) -> None:
    await (await open_journal()).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Misconfigured, match="layout 99"):
        await open_journal()


async def test_a_file_that_is_no_journal_is_refused(path: Path, open_journal: Open) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(Misconfigured, match=r"journal\.sqlite"):
        await open_journal()


async def test_a_place_is_never_given_twice(
    journal: SqliteJournal, path: Path, open_journal: Open
) -> None:
    await journal.append([made(), made()])
    await journal.close()
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM journal WHERE seq = 2")
    connection.commit()
    connection.close()
    again = await open_journal()
    [stored] = await again.append([made()])
    assert stored.event.seq == 3
