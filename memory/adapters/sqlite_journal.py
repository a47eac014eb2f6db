"""The journal on SQLite: group commit on a writer thread, reading on the event loop."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final

import structlog

from domain.errors import Busy, LeafLoopError
from domain.event import Event, Kind
from memory.adapters.journal_commit import Answer, Batch, Verdict
from memory.adapters.journal_forget import Forgetting
from memory.adapters.journal_rows import SELECT, event_of, rows_of
from memory.adapters.journal_schema import open_reader, open_writer
from memory.adapters.journal_spans import Span, SpanTail, merged, read_spans
from memory.adapters.journal_writer import Committed, Job, Writer
from memory.journal import Appended, Listener

_WINDOW: Final = 512
"""Places of the journal read at once; about a millisecond of the event loop."""

_log = structlog.get_logger(__name__)


class SqliteJournal:
    """A `Journal` in one SQLite file: WAL, synchronous=FULL, one writer.

    Events read by `replay` have no `digest`: it only serves to compare ids, and is kept beside
    them. A call that is cancelled while it waits may still be written.
    """

    def __init__(
        self,
        writing: sqlite3.Connection,
        reading: sqlite3.Connection,
        path: Path,
        *,
        max_queued: int,
        probe_timeout: float,
        spans_every: int,
    ) -> None:
        """Use `open` instead."""
        self._reading = reading
        self._max_queued = max_queued
        self._probe_timeout = probe_timeout
        self._spans_every = spans_every
        self._listeners: list[Listener] = []
        self._queued = 0
        self._closing: asyncio.Task[None] | None = None
        self._tail = SpanTail.load(reading)
        self._last = _last_place(reading)
        self._forgetting = 0
        self._writer = Writer(writing, path, self._deliver)

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        max_queued: int = 20_000,
        busy_timeout: float = 5.0,
        probe_timeout: float = 2.0,
        spans_every: int = 32_768,
    ) -> "SqliteJournal":
        """Open the journal in a file, which is made when missing.

        Args:
            path: The database file.
            max_queued: Events that may wait for their commit before `append` refuses more.
            busy_timeout: Seconds a commit waits for another process's lock on the file.
            probe_timeout: Seconds after which `healthy` gives up waiting for its commit.
            spans_every: Events after which their spans are written; until then they are kept in
                memory, and read again when the journal is opened.

        Raises:
            Misconfigured: The file cannot be opened, or is no journal of this version.
        """
        writing = open_writer(path, busy_timeout)
        reading = open_reader(path, busy_timeout)
        return cls(
            writing,
            reading,
            path,
            max_queued=max_queued,
            probe_timeout=probe_timeout,
            spans_every=spans_every,
        )

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Write events in one commit and return once they survive a power cut.

        Args:
            events: Without `seq`. A UUIDv5 id is checked against earlier ones by its `digest`.
                More than the queue holds are taken only while it is empty.

        Returns:
            One verdict per event, in the order given.

        Raises:
            Busy: The queue is full, or the journal is closing; nothing was written.
            Invalid: An event holds what cannot be stored; nothing was written.
            Unavailable: The store cannot commit; nothing was written.
        """
        if self._closing:
            raise Busy("The journal is closing; send the same events again.", retry_after=1.0)
        if not events:
            return []
        if self._queued and self._queued + len(events) > self._max_queued:
            raise Busy(
                f"{self._queued} events wait for the journal and {len(events)} more would exceed "
                f"its {self._max_queued}; send the same events again.",
                retry_after=1.0,
            )
        return await self._hand_in(Batch.of(events, rows_of(events)))

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with every commit, in `seq` order, before its writers are answered."""
        self._listeners.append(listener)

    async def get(self, event_id: bytes) -> Event | None:
        """Return the event with this id, or None."""
        row = self._reading.execute(f"{SELECT} WHERE event_id = ?", (event_id,)).fetchone()
        if row is None:
            return None
        sql = "SELECT digest FROM client_ids WHERE event_id = ?"
        named = self._reading.execute(sql, (event_id,)).fetchone()
        return event_of(row, named[0] if named else b"")

    async def replay(
        self,
        since: int = 0,
        *,
        kinds: Collection[Kind] | None = None,
        subject: str | None = None,
    ) -> AsyncIterator[Event]:
        """Yield the events with `seq > since` that are committed when the first is asked for.

        Args:
            since: Journal place to start behind.
            kinds: Only these kinds; None means all.
            subject: Only this subject, found through its spans rather than a scan.
        """
        until = self._last
        spans = [(since + 1, until)] if subject is None else self._spans_of(subject, since)
        read = 0
        for first, last in _windows(spans, since, until):
            rows = _select(self._reading, first, last, kinds, subject)
            for row in rows:
                yield event_of(row)
            # A seek costs about as much as sixteen rows.
            read += len(rows) + 16
            if read >= _WINDOW:
                read = 0
                await asyncio.sleep(0)

    async def newest(
        self,
        subject: str,
        limit: int,
        *,
        kinds: Collection[Kind],
        session: str | None = None,
        before: int | None = None,
    ) -> list[Event]:
        """Return a subject's newest events, newest first; see the port."""
        until = self._last if before is None else min(self._last, before - 1)
        windows = [*_windows(self._spans_of(subject, 0), 0, until)]
        found: list[Event] = []
        read = 0
        for first, last in reversed(windows):
            rows = _select(self._reading, first, last, kinds, subject)
            events = [event_of(row) for row in reversed(rows)]
            found += [e for e in events if session is None or e.session == session]
            read += len(rows) + 16
            if len(found) >= limit:
                break
            if read >= _WINDOW:
                read = 0
                await asyncio.sleep(0)
        return found[:limit]

    async def forget(
        self,
        subject: str,
        *,
        through: int | None = None,
        before: int | None = None,
        keep: Collection[Kind] = (),
        events: Collection[bytes] = (),
    ) -> int:
        """Delete a subject's events, those handed in before this call too; see the port."""
        if self._closing:
            raise Busy("The journal is closing; forget again after the next start.")
        forgotten: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asked = Forgetting(subject, through, before, tuple(keep), tuple(events))
        self._forgetting += 1
        self._writer.put(Job(Batch([], [], named=False), forgetting=asked, forgotten=forgotten))
        return await forgotten

    async def undone(self) -> dict[str, int]:
        """Return when the oldest of each subject's undone events was received."""
        sql = "SELECT subject, min(received_at) FROM undone GROUP BY subject"
        return dict(self._reading.execute(sql).fetchall())

    async def last_seq(self) -> int:
        """Return the place of the newest event that listeners have seen; 0 without any."""
        return self._last

    @property
    def queued(self) -> int:
        """Number of events waiting for their commit."""
        return self._queued

    async def healthy(self) -> bool:
        """Whether a commit succeeds now, within the time given to `open`."""
        if self._closing:
            return False
        try:
            await asyncio.wait_for(self._hand_in(Batch([], [], named=False)), self._probe_timeout)
        except (LeafLoopError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Commit what is queued, refuse what comes later, and release the file."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            await self._hand_in(Batch([], [], named=False))
        except LeafLoopError:
            _log.warning("journal_closed_without_commit")
        await self._writer.stop()
        self._reading.close()

    async def _hand_in(self, batch: Batch) -> list[Appended]:
        answered: asyncio.Future[list[Appended]] = asyncio.get_running_loop().create_future()
        self._queued += len(batch.rows)
        self._writer.put(Job(batch, answered))
        return await answered

    def _deliver(self, committed: Committed) -> None:
        """Tell listeners, then the writers; runs on the event loop, once per commit."""
        if committed.error is not None:
            _log.error("journal_commit_failed", reason=type(committed.cause).__name__)
        if committed.jobs[0].forgetting is not None:
            self._note_forgotten(committed, committed.jobs[0].forgetting)
            return
        stored: list[Event] = []
        replies = [
            _appended(job.batch, answer, stored)
            for job, answer in zip(committed.jobs, committed.answers, strict=False)
        ]
        if stored:
            self._last = stored[-1].seq
            self._tail.note(stored)
            self._tell(stored)
        self._answer(committed, replies)
        # Not after a failure: spans that cannot be written are tried again with the next events.
        if stored and self._tail.waiting >= self._spans_every:
            self._write_spans()

    def _note_forgotten(self, committed: Committed, asked: Forgetting) -> None:
        self._forgetting -= 1
        gone = committed.error is None or isinstance(committed.error, Busy)
        if gone and asked.whole:
            self._tail.forget(asked.subject)
        forgotten = committed.jobs[0].forgotten
        if forgotten is None or forgotten.done():
            return
        if committed.error is not None:
            forgotten.set_exception(committed.error)
        else:
            forgotten.set_result(committed.gone)

    def _tell(self, stored: Sequence[Event]) -> None:
        for listener in self._listeners:
            try:
                listener(stored)
            except Exception as error:
                # The events are durable; their writers must hear so whatever a fold makes of them.
                _log.exception("journal_listener_failed", reason=type(error).__name__)

    def _answer(self, committed: Committed, replies: Sequence[list[Appended]]) -> None:
        for at, job in enumerate(committed.jobs):
            if job.spans is not None:
                self._tail.settle(written=committed.error is None)
                continue
            self._queued -= len(job.batch.rows)
            if job.answered is None or job.answered.done():
                continue
            if committed.error is not None:
                job.answered.set_exception(committed.error)
            else:
                job.answered.set_result(replies[at])

    def _write_spans(self) -> None:
        # Behind a deletion no spans may follow that still name whom it deletes.
        spans = None if self._forgetting else self._tail.leave()
        if spans is not None:
            self._writer.put(Job(Batch([], [], named=False), spans=spans))

    def _spans_of(self, subject: str, since: int) -> list[Span]:
        return merged(read_spans(self._reading, subject, since) + self._tail.of(subject))


def _appended(batch: Batch, answer: Answer, stored: list[Event]) -> list[Appended]:
    """Turn an answer into verdicts, and add what was stored to `stored`."""
    if isinstance(answer, int):
        placed_here = [e.placed(seq) for e, seq in zip(batch.events, count(answer), strict=False)]
        stored += placed_here
        return [Appended("stored", event) for event in placed_here]
    return [_judged(e, verdict, stored) for e, verdict in zip(batch.events, answer, strict=True)]


def _judged(event: Event, verdict: Verdict, stored: list[Event]) -> Appended:
    if verdict.outcome == "stored":
        stored.append(event.placed(verdict.seq))
        return Appended("stored", stored[-1])
    if verdict.undone:
        return Appended(verdict.outcome, event.placed(verdict.seq))
    if verdict.first is not None:
        return Appended(verdict.outcome, verdict.first)
    # The first one is in this very commit, which stored its events one after the other.
    return Appended(verdict.outcome, stored[verdict.seq - stored[0].seq])


def _windows(spans: Sequence[Span], since: int, until: int) -> Iterator[Span]:
    for start, end in spans:
        last = min(end, until)
        for first in range(max(start, since + 1), last + 1, _WINDOW):
            yield first, min(first + _WINDOW - 1, last)


def _select(
    connection: sqlite3.Connection,
    first: int,
    last: int,
    kinds: Collection[Kind] | None,
    subject: str | None,
) -> list[tuple[object, ...]]:
    sql, values = f"{SELECT} WHERE seq BETWEEN ? AND ?", list[object]([first, last])
    if subject is not None:
        sql += " AND subject = ?"
        values.append(subject)
    if kinds is not None:
        names = sorted(str(kind) for kind in kinds)
        sql += f" AND kind IN ({','.join('?' * len(names))})"
        values += names
    return connection.execute(f"{sql} ORDER BY seq", values).fetchall()


def _last_place(connection: sqlite3.Connection) -> int:
    # Not MAX(seq): a place is never given twice, even when its event was erased.
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'journal'"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
