"""Delete one subject's events from the SQLite journal, down to the bytes of its files."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.event import Kind
from domain.ids import is_named
from memory.adapters.journal_spans import Span, merged, read_spans
from memory.sqlite import wipe_through

_PATIENCE_MS: Final = 100
"""How long commits wait for another process that reads the log; then the caller tries again."""

_MOST_NEEDLES: Final = 32
_DISTINCT: Final = 8
"""Bytes from which on a subject's name alone is taken as theirs only."""

_OLD: Final = "AND received_at < :before AND kind NOT IN ({kinds})"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Whose events are to be deleted.

    Attributes:
        subject: Whose.
        through: Only those up to this place; None means all.
        before: Only those received before this time, in milliseconds; None means all.
        keep: Kinds that stay, when there is a time.
        events: Only those with these ids; none means all.
    """

    subject: str
    through: int | None = None
    before: int | None = None
    keep: Collection[Kind] = ()
    events: Collection[bytes] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing of the subject stays."""
        return self.through is None and self.before is None and not self.events


def forget(connection: sqlite3.Connection, path: Path, asked: Forgetting) -> int:
    """Delete events, their clients' ids and spans in one commit, then the bytes they leave.

    Returns:
        How many events there were.

    Raises:
        Busy: They are gone, but another process keeps their bytes in the log.
        Unavailable, sqlite3.Error: See `memory.sqlite.wipe`.
    """
    needles: set[bytes] = set()
    connection.execute("BEGIN IMMEDIATE")
    try:
        if asked.events:
            gone = sum(_undo(connection, asked.subject, event_id) for event_id in asked.events)
        else:
            gone = sum(
                _forget_between(connection, asked, first, last, needles)
                for first, last in _places(connection, asked.subject)
            )
            _forget_undone(connection, asked, needles)
        if asked.whole:
            connection.execute(
                "DELETE FROM subject_span WHERE subject = ? "
                "AND block IN (SELECT until FROM span_block)",
                (asked.subject,),
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
    if asked.whole and len(asked.subject) >= _DISTINCT:
        needles.add(asked.subject.encode())
    with _impatient(connection):
        wipe_through(connection, path, needles)
    return gone


def _undo(connection: sqlite3.Connection, subject: str, event_id: bytes) -> int:
    """Delete one event; an id that a client gave stays known, with whose it was."""
    at = (event_id, subject)
    if is_named(event_id):
        connection.execute(
            "INSERT OR IGNORE INTO undone(event_id, subject, seq, received_at) "
            "SELECT event_id, subject, seq, received_at FROM journal "
            "WHERE event_id = ? AND subject = ?",
            at,
        )
    return connection.execute("DELETE FROM journal WHERE event_id = ? AND subject = ?", at).rowcount


def _forget_undone(connection: sqlite3.Connection, asked: Forgetting, needles: set[bytes]) -> None:
    """Delete the ids that undone events left behind, where the events would go now."""
    values = {"subject": asked.subject, "through": asked.through, "before": asked.before}
    found = connection.execute(
        "SELECT event_id FROM undone WHERE subject = :subject "
        "AND (:through IS NULL OR seq <= :through) AND (:before IS NULL OR received_at < :before)",
        values,
    ).fetchall()
    connection.executemany("DELETE FROM client_ids WHERE event_id = ?", found)
    connection.executemany("DELETE FROM undone WHERE event_id = ?", found)
    needles.update(event_id for (event_id,) in found[:_MOST_NEEDLES])


def _places(connection: sqlite3.Connection, subject: str) -> list[Span]:
    """Return where a subject's events lie: their spans, and all that has no spans yet."""
    (until,) = connection.execute("SELECT coalesce(max(until), 0) FROM span_block").fetchone()
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    return merged([*read_spans(connection, subject, 0), (until + 1, max(last, until + 1))])


def _forget_between(
    connection: sqlite3.Connection,
    asked: Forgetting,
    first: int,
    last: int,
    needles: set[bytes],
) -> int:
    if asked.through is not None:
        last = min(last, asked.through)
    values = {"first": first, "last": last, "subject": asked.subject, "before": asked.before}
    where = "seq BETWEEN :first AND :last AND subject = :subject"
    if asked.before is not None:
        kept = ",".join(f"'{kind.value}'" for kind in asked.keep)
        where = f"{where} {_OLD.format(kinds=kept)}"
    found = connection.execute(
        f"SELECT event_id, coalesce(session, '') || kind FROM journal WHERE {where}", values
    ).fetchall()
    # As a row is stored, subject, session and kind stand side by side.
    needles.update((asked.subject + rest).encode() for _, rest in found[:_MOST_NEEDLES])
    connection.executemany(
        "DELETE FROM client_ids WHERE event_id = ?",
        sorted((event_id,) for event_id, _ in found if is_named(event_id)),
    )
    if found:
        connection.execute(f"DELETE FROM journal WHERE {where}", values)
    return len(found)


@contextmanager
def _impatient(connection: sqlite3.Connection) -> Iterator[None]:
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
