"""Keep the events that a fold or a sink could not take, until somebody replays them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.clock import to_rfc3339
from domain.errors import NotFound
from domain.event import Event, Kind
from domain.ids import text_of
from memory.sqlite import connect, transaction, wipe

_REASON_LENGTH: Final = 500
_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS dead_letters(
    id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, seq INTEGER NOT NULL,
    event_id BLOB NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (sink, seq));
CREATE INDEX IF NOT EXISTS dead_letters_subject ON dead_letters(subject);
"""
_COLUMNS: Final = "id, sink, seq, event_id, subject, kind, reason, at"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that one sink could not take.

    Attributes:
        letter_id: Number to replay it by.
        sink: `fold:<name>`, or the name of a sink.
        seq: The event's place in the journal.
        event_id: The event's id, 16 bytes.
        subject: Whose event it is.
        kind: What happened.
        reason: Type and text of the error, at most 500 characters.
        at: When it failed first, in milliseconds.
    """

    letter_id: int
    sink: str
    seq: int
    event_id: bytes
    subject: str
    kind: Kind
    reason: str
    at: int


class DeadLetters:
    """One SQLite file of dead letters, one row per sink and event, however often it fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = connect(path, _LAYOUT)

    def add(self, sink: str, event: Event, error: BaseException, at: int) -> None:
        """Keep an event that failed; the first failure of a sink and event stands.

        Raises:
            Unavailable: It could not be kept.
        """
        reason = f"{type(error).__name__}: {error}"[:_REASON_LENGTH]
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO dead_letters(sink, seq, event_id, subject, kind, reason, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(sink, seq) DO NOTHING",
                (sink, event.seq, event.event_id, event.subject, event.kind.value, reason, at),
            )

    def page(self, after: int = 0, limit: int = 100) -> Sequence[DeadLetter]:
        """Return letters with an id above `after`, oldest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM dead_letters WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        )
        return [_letter(row) for row in rows]

    def get(self, letter_id: int) -> DeadLetter:
        """Return one letter.

        Raises:
            NotFound: There is none with this id.
        """
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM dead_letters WHERE id = ?", (letter_id,)
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no dead letter {letter_id}; list those there are.")
        return _letter(row)

    def of(self, sink: str, subject: str | None = None) -> Sequence[DeadLetter]:
        """Return the letters of one sink, of one subject or of all, oldest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM dead_letters "
            "WHERE sink = :sink AND (:subject IS NULL OR subject = :subject) ORDER BY id",
            {"sink": sink, "subject": subject},
        )
        return [_letter(row) for row in rows]

    def clear(self, letter_id: int) -> None:
        """Drop a letter that was replayed."""
        self._db.execute("DELETE FROM dead_letters WHERE id = ?", (letter_id,))

    def count(self) -> int:
        """Return the number of letters."""
        return int(self._db.execute("SELECT count(*) FROM dead_letters").fetchone()[0])

    def by_sink(self) -> dict[str, int]:
        """Return the number of letters of each sink that has any."""
        rows = self._db.execute("SELECT sink, count(*) FROM dead_letters GROUP BY sink")
        return dict(rows.fetchall())

    @property
    def name(self) -> str:
        """`dead_letters`."""
        return "dead_letters"

    async def find(self, subject: str) -> int:
        """Return the number of letters about a subject."""
        found = self._db.execute(
            "SELECT count(*) FROM dead_letters WHERE subject = ?", (subject,)
        ).fetchone()
        return int(found[0])

    async def forget(self, subject: str) -> int:
        """Delete every letter about a subject, to the byte, and return how many there were.

        Raises:
            Busy: The rows are gone, but some bytes are not yet; call again.
        """
        with transaction(self._db):
            gone = self._db.execute("DELETE FROM dead_letters WHERE subject = ?", (subject,))
        await asyncio.to_thread(wipe, self.path, (subject.encode(),))
        return gone.rowcount

    async def export(self, subject: str) -> list[dict[str, Any]]:
        """Return every letter about a subject as JSON values, oldest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM dead_letters WHERE subject = ? ORDER BY id", (subject,)
        )
        return [_exported(_letter(row)) for row in rows]

    def close(self) -> None:
        """Release the file."""
        self._db.close()


def _letter(row: tuple[int, str, int, bytes, str, str, str, int]) -> DeadLetter:
    letter_id, sink, seq, event_id, subject, kind, reason, at = row
    return DeadLetter(letter_id, sink, seq, event_id, subject, Kind(kind), reason, at)


def _exported(letter: DeadLetter) -> dict[str, Any]:
    return {
        "sink": letter.sink,
        "seq": letter.seq,
        "event_id": text_of(letter.event_id),
        "kind": letter.kind.value,
        "reason": letter.reason,
        "at": to_rfc3339(letter.at),
    }
