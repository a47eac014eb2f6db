"""One commit of the SQLite journal: what is new is written, what came before gets a verdict."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from domain.event import Event
from domain.ids import is_named
from memory.adapters.journal_rows import COLUMNS, Row, events_at
from memory.adapters.journal_schema import fits_one_statement, insert
from memory.adapters.journal_spans import SpanRows, write_spans

_JOURNAL: Final = f"journal({COLUMNS})"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one caller hands in; it is never split over two commits.

    Attributes:
        events: Without `seq`.
        rows: The same events as rows.
        named: Whether any of them has an id that may come twice.
    """

    events: Sequence[Event]
    rows: list[Row]
    named: bool

    @classmethod
    def of(cls, events: Sequence[Event], rows: list[Row]) -> "Batch":
        """Bundle events with their rows."""
        return cls(events, rows, any(is_named(event.event_id) for event in events))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one event.

    Attributes:
        outcome: As in `Appended`.
        seq: Place of the event that stands under this id.
        first: The event that came before, when it came in an earlier commit.
        undone: Whether the event that came before was undone since.
    """

    outcome: Literal["stored", "duplicate", "conflict"]
    seq: int
    first: Event | None = None
    undone: bool = False


Answer = int | list[Verdict]
"""Place of a batch's first event when all are new and in a row; else a verdict for each."""


def commit(
    connection: sqlite3.Connection, batches: Sequence[Batch], spans: SpanRows | None
) -> list[Answer]:
    """Write the batches, and the spans if any, in one synced commit.

    Returns:
        One answer per batch.

    Raises:
        sqlite3.Error, ValueError, OverflowError: Nothing was written.
    """
    try:
        if not any(batch.named for batch in batches):
            try:
                return _append_all(connection, batches, spans)
            except sqlite3.IntegrityError:
                # An id made here came again: its writer could not know whether it was stored.
                connection.rollback()
        return _append_new(connection, batches, spans)
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise


def _append_all(
    connection: sqlite3.Connection, batches: Sequence[Batch], spans: SpanRows | None
) -> list[Answer]:
    rows = batches[0].rows if len(batches) == 1 else [row for b in batches for row in b.rows]
    alone = spans is None and fits_one_statement(len(rows))
    if not alone:
        connection.execute("BEGIN IMMEDIATE")
    first = _insert_events(connection, rows)
    if not alone:
        _finish(connection, spans, touched=bool(rows))
    answers: list[Answer] = []
    for batch in batches:
        answers.append(first)
        first += len(batch.rows)
    return answers


def _append_new(
    connection: sqlite3.Connection, batches: Sequence[Batch], spans: SpanRows | None
) -> list[Answer]:
    connection.execute("BEGIN IMMEDIATE")
    known = _known(connection, [event for batch in batches for event in batch.events])
    sorter = _Sorter(known)
    sorted_batches = [list(sorter.sort(batch)) for batch in batches]
    first = _insert_events(connection, sorter.fresh)
    named = [(i, digest, first + at) for i, at, digest in sorter.named]
    # In key order, so that neighbours in the tree are written together.
    insert(connection, "client_ids(event_id, digest, seq)", sorted(named))
    earlier = events_at(connection, sorter.met)
    _finish(connection, spans, touched=True)
    return [[_verdict(one, first, earlier) for one in verdicts] for verdicts in sorted_batches]


def _verdict(one: "_Sorted", first: int, earlier: dict[int, Event]) -> Verdict:
    outcome, place, new, digest = one
    if new:
        return Verdict(outcome, first + place)
    before = earlier.get(place)
    if before is None:  # only an event that was undone leaves its id behind
        return Verdict(outcome, place, undone=True)
    return Verdict(outcome, place, before._replace(digest=digest))


_Sorted = tuple[Literal["stored", "duplicate", "conflict"], int, bool, bytes]
"""Outcome; place, counted from this commit's first row when `new`; new; digest of the first."""


class _Sorter:
    """Tells events that are new from those that came before, also within one commit."""

    def __init__(self, known: dict[bytes, tuple[int, bytes]]) -> None:
        self.fresh: list[Row] = []
        self.named: list[tuple[bytes, int, bytes]] = []
        self.met: list[int] = []
        self._known = known
        self._taken: dict[bytes, tuple[int, bytes]] = {}

    def sort(self, batch: Batch) -> Iterator[_Sorted]:
        """Yield what becomes of each event of a batch."""
        for event, row in zip(batch.events, batch.rows, strict=True):
            taken = self._taken.get(event.event_id)
            known = self._known.get(event.event_id)
            if first := taken or known:
                place, digest = first
                if not taken:
                    self.met.append(place)
                same = digest == event.digest
                yield "duplicate" if same else "conflict", place, taken is not None, digest
            else:
                yield "stored", self._take(event, row), True, event.digest

    def _take(self, event: Event, row: Row) -> int:
        place = len(self.fresh)
        self.fresh.append(row)
        self._taken[event.event_id] = (place, event.digest)
        if is_named(event.event_id):
            self.named.append((event.event_id, place, event.digest))
        return place


def _known(
    connection: sqlite3.Connection, events: Sequence[Event]
) -> dict[bytes, tuple[int, bytes]]:
    """Return place and digest of the ids that are stored already."""
    names = [event.event_id for event in events if is_named(event.event_id)]
    made = [event.event_id for event in events if not is_named(event.event_id)]
    found = _look_up(connection, "SELECT event_id, seq, digest FROM client_ids", names)
    return found | _look_up(connection, "SELECT event_id, seq, x'' FROM journal", made)


def _look_up(
    connection: sqlite3.Connection, select: str, event_ids: Sequence[bytes]
) -> dict[bytes, tuple[int, bytes]]:
    found: dict[bytes, tuple[int, bytes]] = {}
    for start in range(0, len(event_ids), 256):
        part = event_ids[start : start + 256]
        marks = ",".join("?" * len(part))
        sql = f"{select} WHERE event_id IN ({marks})"
        found.update((i, (seq, digest)) for i, seq, digest in connection.execute(sql, part))
    return found


def _insert_events(connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
    last = insert(connection, _JOURNAL, rows)
    return 0 if last is None else last - len(rows) + 1


def _finish(connection: sqlite3.Connection, spans: SpanRows | None, *, touched: bool) -> None:
    if spans is not None:
        write_spans(connection, spans)
    elif not touched:
        # Asked only whether a commit succeeds: one that writes no page would always do.
        connection.execute("INSERT OR REPLACE INTO journal_state VALUES ('probed', 1)")
    connection.execute("COMMIT")
