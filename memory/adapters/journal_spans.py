"""Where one subject's events lie in the journal, written behind it as spans of `seq`.

Spans are written a block of events at a time, and the block leads their key: so the table only
grows at its end, as the journal does, and a subject is found by one seek per block. With the
subject leading, every block would touch a page per subject.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.event import Event
from memory.adapters.journal_schema import insert

NEAR: Final = 64
"""Events of others that a span may run over: passing them costs about what a new seek would."""

Span = tuple[int, int]
"""First and last `seq`, both inclusive; between them may lie events of others."""


@dataclass(frozen=True, slots=True)
class SpanRows:
    """Spans for the table, and the place up to which the table then is complete.

    Attributes:
        rows: subject, seq_from, seq_to; sorted.
        until: The last event's place: name of the block, and the table's new watermark.
    """

    rows: list[tuple[str, int, int]]
    until: int


def write_spans(connection: sqlite3.Connection, spans: SpanRows) -> None:
    """Add spans and move the watermark, inside the caller's transaction."""
    rows = [(spans.until, *row) for row in spans.rows]
    insert(connection, "subject_span(block, subject, seq_from, seq_to)", rows)
    connection.execute("INSERT INTO span_block(until) VALUES (?)", (spans.until,))


def read_spans(connection: sqlite3.Connection, subject: str, since: int) -> list[Span]:
    """Return the spans in the table that reach beyond `since`."""
    sql = (
        "SELECT seq_from, seq_to FROM span_block CROSS JOIN subject_span ON block = until "
        "WHERE until > ? AND subject = ?"
    )
    return connection.execute(sql, (since, subject)).fetchall()


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or lie near each other.

    Example:
        >>> merged([(500, 510), (1, 4), (3, 9), (20, 30)])
        [(1, 30), (500, 510)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= NEAR:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class SpanTail:
    """The spans of the newest events, which the table does not hold yet.

    Attributes:
        waiting: How many events it covers, without those whose spans are on their way.
        until: Place of the newest of them.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self.until = 0
        self._open: dict[str, list[list[int]]] = {}
        self._leaving: dict[str, list[list[int]]] = {}
        self._left = 0

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> "SpanTail":
        """Rebuild the tail from the events behind the table's watermark."""
        tail = cls()
        (tail.until,) = connection.execute(
            "SELECT coalesce(max(until), 0) FROM span_block"
        ).fetchone()
        sql = "SELECT subject, seq FROM journal WHERE seq > ? ORDER BY seq"
        for subject, seq in connection.execute(sql, (tail.until,)):
            tail._note(subject, seq)
        return tail

    def note(self, events: Sequence[Event]) -> None:
        """Take in events just committed, in order of `seq`."""
        for event in events:
            self._note(event.subject, event.seq)

    def _note(self, subject: str, seq: int) -> None:
        self.waiting += 1
        self.until = seq
        spans = self._open.get(subject)
        if spans is None:
            self._open[subject] = [[seq, seq]]
        elif seq - spans[-1][1] <= NEAR:
            spans[-1][1] = seq
        else:
            spans.append([seq, seq])

    def of(self, subject: str) -> list[Span]:
        """Return the subject's spans in the tail."""
        both = self._leaving.get(subject, []) + self._open.get(subject, [])
        return [(start, end) for start, end in both]

    def leave(self) -> SpanRows | None:
        """Hand over what waits, to be written; None when nothing does or some is on its way."""
        if self._leaving or not self._open:
            return None
        self._leaving, self._open = self._open, {}
        self._left, self.waiting = self.waiting, 0
        rows = [(who, first, last) for who, spans in self._leaving.items() for first, last in spans]
        return SpanRows(sorted(rows), self.until)

    def forget(self, subject: str) -> None:
        """Drop a subject's spans, also those on their way."""
        self._open.pop(subject, None)
        self._leaving.pop(subject, None)

    def settle(self, *, written: bool) -> None:
        """Forget what was handed over once it is written; take it back when it was not."""
        if not written:
            for subject, spans in self._open.items():
                self._leaving.setdefault(subject, []).extend(spans)
            self._open = self._leaving
            self.waiting += self._left
        self._leaving = {}
