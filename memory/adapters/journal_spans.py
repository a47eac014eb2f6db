"""Where one subject's events lie in the journal, written behind it as spans of `seq`."""

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
        until: The table's new watermark.
    """

    rows: list[tuple[str, int, int]]
    until: int


def write_spans(connection: sqlite3.Connection, spans: SpanRows) -> None:
    """Add spans and move the watermark, inside the caller's transaction."""
    insert(connection, "subject_span(subject, seq_from, seq_to)", spans.rows)
    connection.execute(
        "INSERT OR REPLACE INTO journal_state VALUES ('spans_until', ?)", (spans.until,)
    )


def read_spans(connection: sqlite3.Connection, subject: str, since: int) -> list[Span]:
    """Return the spans in the table that reach beyond `since`."""
    sql = "SELECT seq_from, seq_to FROM subject_span WHERE subject = ? AND seq_to > ?"
    return connection.execute(sql, (subject, since)).fetchall()


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
    """The spans of the newest events, which the table does not hold yet."""

    def __init__(self) -> None:
        self.waiting = 0
        self.until = 0
        self._open: dict[str, list[list[int]]] = {}
        self._leaving: dict[str, list[list[int]]] = {}

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> "SpanTail":
        """Rebuild the tail from the events behind the table's watermark."""
        state = "SELECT value FROM journal_state WHERE name = 'spans_until'"
        tail = cls()
        row = connection.execute(state).fetchone()
        tail.until = row[0] if row else 0
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
        self._leaving, self._open, self.waiting = self._open, {}, 0
        rows = [(who, first, last) for who, spans in self._leaving.items() for first, last in spans]
        return SpanRows(sorted(rows), self.until)

    def settle(self, *, written: bool) -> None:
        """Forget what was handed over once it is written; take it back when it was not."""
        if not written:
            for subject, spans in self._open.items():
                self._leaving.setdefault(subject, []).extend(spans)
            self._open = self._leaving
            self.waiting = sum(len(spans) for spans in self._open.values())
        self._leaving = {}
