"""Keep who was erased and when, what of it is still to do, and the receipts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.errors import NotFound
from domain.event import Event
from domain.ids import text_of
from memory.pseudonym import Pseudonyms, other_secret
from memory.receipt import Receipt, StoreReceipt
from memory.sqlite import connect, transaction, translated, wipe

_LAYOUT: Final = """
PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS installation(
    name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstones(
    pseudonym TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL,
    settled INTEGER NOT NULL, kept BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipts(
    receipt_id BLOB PRIMARY KEY, pseudonym TEXT NOT NULL, at INTEGER NOT NULL,
    body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS expiring(subject TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfinished(
    receipt_id BLOB PRIMARY KEY, subject TEXT) WITHOUT ROWID;
"""

_STORES: Final = msgspec.json.Decoder(tuple[StoreReceipt, ...])


@dataclass(frozen=True, slots=True)
class Tombstone:
    """When a subject was erased.

    Attributes:
        seq: Work on the subject's events up to this place of the journal is dropped.
        at: An event that happened up to this time, in milliseconds, is refused.
        settled: Whether `seq` is final; until then everything in the journal counts as erased.
        kept: What the subject had switched off, as fields of a consent; it stays switched off.
    """

    seq: int
    at: int
    settled: bool = False
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An erasure that is not complete.

    Attributes:
        receipt: As it stands.
        subject: Whose; None when what is left does not need to know.
    """

    receipt: Receipt
    subject: str | None


class Tombstones:
    """One synced SQLite file, and every tombstone in memory.

    It names the erased by their pseudonyms. Their own name is in it only while a store still
    needs it to find what it has to delete, and is overwritten with the last of them.
    """

    def __init__(self, path: Path, pseudonyms: Pseudonyms) -> None:
        """Open the file, made when absent; its directory exists.

        Raises:
            Misconfigured: It was filled under another secret, so nobody would be found in it.
            Unavailable: The file cannot be opened or is not a SQLite database.
        """
        self._path = path
        self._pseudonyms = pseudonyms
        self._db = connect(path, _LAYOUT)
        self._by_name: dict[str, Tombstone] = {}
        try:
            self._check_secret()
            self._by_name = self._load()
        except BaseException:
            self._db.close()
            raise

    def of(self, subject: str) -> Tombstone | None:
        """Return a subject's tombstone, or None when they were never erased."""
        return self._by_name.get(self._pseudonyms.of(subject)) if self._by_name else None

    def late(self, events: Sequence[Event]) -> frozenset[int]:
        """Return which events, by their index, happened before their subject was erased."""
        if not self._by_name:
            return frozenset()
        found = {subject: self.of(subject) for subject in {event.subject for event in events}}
        return frozenset(
            index
            for index, event in enumerate(events)
            if (tombstone := found[event.subject]) is not None and event.at <= tombstone.at
        )

    def admits(self, event: Event) -> bool:
        """Whether work on an event of the journal may still be done."""
        tombstone = self.of(event.subject)
        return tombstone is None or event.seq > tombstone.seq

    def begin(self, subject: str, tombstone: Tombstone, receipt: Receipt) -> None:
        """Write a tombstone and what is to be done, synced, before anything is deleted.

        Raises:
            Unavailable: Nothing was written.
        """
        name = self._pseudonyms.of(subject)
        with transaction(self._db) as db:
            self._write(name, tombstone)
            db.execute(
                "INSERT INTO receipts VALUES (?, ?, ?, ?)",
                (receipt.receipt_id, name, receipt.at, msgspec.json.encode(receipt.stores)),
            )
            db.execute("INSERT INTO unfinished VALUES (?, ?)", (receipt.receipt_id, subject))
            db.execute("DELETE FROM expiring WHERE subject = ?", (subject,))
        self._by_name[name] = tombstone

    def settle(self, subject: str, seq: int) -> None:
        """Say up to which place the subject's events were erased: later ones are new."""
        name = self._pseudonyms.of(subject)
        tombstone = replace(self._by_name[name], seq=seq, settled=True)
        with transaction(self._db):
            self._write(name, tombstone)
        self._by_name[name] = tombstone

    def withdraw(self, subject: str, receipt: Receipt) -> None:
        """Take back the erasure of somebody about whom there was nothing, with its receipt."""
        name = self._pseudonyms.of(subject)
        with transaction(self._db) as db:
            db.execute("DELETE FROM receipts WHERE receipt_id = ?", (receipt.receipt_id,))
            db.execute("DELETE FROM unfinished WHERE receipt_id = ?", (receipt.receipt_id,))
            db.execute("DELETE FROM tombstones WHERE pseudonym = ?", (name,))
        self._by_name.pop(name, None)
        wipe(self._path, (subject.encode(),))

    def note(self, receipt: Receipt) -> None:
        """Write a receipt as it stands now."""
        with transaction(self._db) as db:
            db.execute(
                "UPDATE receipts SET body = ? WHERE receipt_id = ?",
                (msgspec.json.encode(receipt.stores), receipt.receipt_id),
            )
            if receipt.status == "complete":
                db.execute("DELETE FROM unfinished WHERE receipt_id = ?", (receipt.receipt_id,))

    def unname(self, receipt: Receipt, subject: str) -> None:
        """Overwrite a subject's own name, which nothing needs any more.

        Raises:
            Busy: Another connection keeps its bytes in the log; call again.
        """
        with transaction(self._db) as db:
            db.execute(
                "UPDATE unfinished SET subject = NULL WHERE receipt_id = ?", (receipt.receipt_id,)
            )
        wipe(self._path, (subject.encode(),))

    def receipt(self, receipt_id: bytes, subject: str) -> Receipt:
        """Return one receipt of a subject.

        Raises:
            NotFound: There is none, or it is another subject's.
        """
        with translated("read the receipts"):
            row = self._db.execute(
                "SELECT at, body FROM receipts WHERE receipt_id = ? AND pseudonym = ?",
                (receipt_id, self._pseudonyms.of(subject)),
            ).fetchone()
        if row is None:
            raise NotFound(
                f"There is no receipt {text_of(receipt_id)} of this subject; one is kept only "
                "when something was erased."
            )
        return Receipt(receipt_id, row[0], _STORES.decode(row[1]))

    def unfinished(self) -> list[Unfinished]:
        """Return the erasures that are not complete, oldest first."""
        with translated("read the unfinished erasures"):
            rows = self._db.execute(
                "SELECT receipt_id, at, body, subject FROM unfinished JOIN receipts "
                "USING (receipt_id) ORDER BY at, receipt_id"
            ).fetchall()
        return [
            Unfinished(Receipt(receipt_id, at, _STORES.decode(body)), subject)
            for receipt_id, at, body, subject in rows
        ]

    def begin_expiry(self, subject: str) -> None:
        """Note that a subject's old events are about to go, and all that was learned of them."""
        with transaction(self._db) as db:
            db.execute("INSERT OR IGNORE INTO expiring VALUES (?)", (subject,))

    def end_expiry(self, subject: str) -> None:
        """Note that they are gone everywhere."""
        with transaction(self._db) as db:
            db.execute("DELETE FROM expiring WHERE subject = ?", (subject,))

    def expiring(self) -> list[str]:
        """Return the subjects whose old events did not go everywhere yet."""
        with translated("read who expires"):
            rows = self._db.execute("SELECT subject FROM expiring ORDER BY subject").fetchall()
        return [subject for (subject,) in rows]

    def __len__(self) -> int:
        """Return the number of tombstones."""
        return len(self._by_name)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _write(self, name: str, tombstone: Tombstone) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?, ?)",
            (
                name,
                tombstone.seq,
                tombstone.at,
                tombstone.settled,
                msgspec.json.encode(tombstone.kept),
            ),
        )

    def _load(self) -> dict[str, Tombstone]:
        with translated("read the tombstones"):
            rows: Iterable[tuple[Any, ...]] = self._db.execute(
                "SELECT pseudonym, seq, at, settled, kept FROM tombstones"
            )
            return {
                name: Tombstone(seq, at, bool(settled), msgspec.json.decode(kept))
                for name, seq, at, settled, kept in rows
            }

    def _check_secret(self) -> None:
        mine = self._pseudonyms.fingerprint
        with transaction(self._db) as db:
            db.execute("INSERT OR IGNORE INTO installation VALUES ('secret', ?)", (mine,))
            (theirs,) = db.execute(
                "SELECT value FROM installation WHERE name = 'secret'"
            ).fetchone()
        if theirs != mine:
            raise other_secret(self._path)
