"""Keep fold states in one SQLite file, beside how far each fold has come."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from memory.sqlite import connect, transaction, translated

Row = tuple[str, int, str, int, bytes]
"""Fold, version, subject, seq of the state, and the state as msgpack."""

_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS snapshots(
    subject TEXT NOT NULL, fold TEXT NOT NULL, version INTEGER NOT NULL,
    seq INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (subject, fold));
CREATE TABLE IF NOT EXISTS watermarks(
    fold TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL);
"""
_SAVE: Final = """
INSERT INTO snapshots(fold, version, subject, seq, state) VALUES (?, ?, ?, ?, ?)
ON CONFLICT(subject, fold) DO UPDATE
SET version = excluded.version, seq = excluded.seq, state = excluded.state
"""
_MARK: Final = """
INSERT INTO watermarks(fold, version, seq) VALUES (?, ?, ?)
ON CONFLICT(fold) DO UPDATE SET version = excluded.version, seq = excluded.seq
"""


def settle_wal(path: Path) -> None:
    """Copy the log into the file, so that the log does not grow; meant for a thread of its own.

    It syncs, which can take milliseconds, so it uses a connection of its own and leaves the
    event loop's alone. Writers are not held up.

    Raises:
        Unavailable: The file cannot be opened.
    """
    with closing(connect(path, "")) as db:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")


def count_subjects(path: Path) -> dict[str, int]:
    """Return of how many subjects each fold has a state saved; meant for a thread of its own.

    Only the index is read, none of the states.

    Raises:
        Unavailable: The file cannot be read.
    """
    with closing(connect(path, "")) as db, translated("count the subjects"):
        rows = db.execute("SELECT fold, count(*) FROM snapshots WHERE subject <> '' GROUP BY fold")
        return dict(rows.fetchall())


class Snapshots:
    """The states of every fold and subject, and one watermark per fold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = connect(path, _LAYOUT)
        # The log is copied by settle_wal: a commit must never sync on the event loop.
        self._db.execute("PRAGMA wal_autocheckpoint=0")

    def watermark(self, fold: str, version: int) -> int:
        """Return the place up to which a fold is saved; 0 when it must start afresh.

        Snapshots of another version are dropped.
        """
        found = self._db.execute(
            "SELECT seq FROM watermarks WHERE fold = ? AND version = ?", (fold, version)
        ).fetchone()
        if found is not None:
            return int(found[0])
        with transaction(self._db):
            self._db.execute(
                "DELETE FROM snapshots WHERE fold = ? AND version <> ?", (fold, version)
            )
            self._db.execute("DELETE FROM watermarks WHERE fold = ?", (fold,))
        return 0

    def load(self, fold: str, subject: str) -> bytes | None:
        """Return the saved state of a subject as msgpack, or None."""
        found = self._db.execute(
            "SELECT state FROM snapshots WHERE subject = ? AND fold = ?", (subject, fold)
        ).fetchone()
        return None if found is None else bytes(found[0])

    def save(self, rows: Iterable[Row]) -> None:
        """Write states in one transaction; drawn from `rows` one by one.

        Raises:
            Unavailable: Nothing was written.
        """
        with transaction(self._db):
            self._db.executemany(_SAVE, rows)

    def mark(self, watermarks: Mapping[tuple[str, int], int]) -> None:
        """Move the watermark of each (fold, version), once every state up to it is saved.

        A power cut may lose the newest commits, but in order: never a state and not its mark.

        Raises:
            Unavailable: Nothing was written.
        """
        with transaction(self._db):
            self._db.executemany(
                _MARK, [(fold, version, seq) for (fold, version), seq in watermarks.items()]
            )

    def held(self, subject: str) -> frozenset[str]:
        """Return the folds that a state is kept of for a subject, those no longer in use too."""
        found = self._db.execute("SELECT fold FROM snapshots WHERE subject = ?", (subject,))
        return frozenset(fold for (fold,) in found)

    def forget(self, subject: str) -> int:
        """Delete every state of a subject and return how many there were."""
        with transaction(self._db):
            gone = self._db.execute("DELETE FROM snapshots WHERE subject = ?", (subject,))
        return gone.rowcount

    def close(self) -> None:
        """Release the file."""
        self._db.close()
