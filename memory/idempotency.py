"""Run a request with an Idempotency-Key once, and give its reply again for 24 hours."""

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.clock import MS_PER_DAY, to_rfc3339
from domain.errors import InProgress, KeyReused
from domain.ids import digest_of
from memory.sqlite import connect, transaction, translated, wipe

KEPT_MS: Final = MS_PER_DAY
"""How long a reply is given again."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS replies (
    number INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    route TEXT NOT NULL,
    key_digest BLOB NOT NULL,
    body_digest BLOB NOT NULL,
    owner BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    status INTEGER,
    body BLOB,
    UNIQUE (subject, route, key_digest)
);
CREATE INDEX IF NOT EXISTS replies_by_subject ON replies(subject);
CREATE INDEX IF NOT EXISTS replies_by_age ON replies(started_at);
"""


@dataclass(frozen=True, slots=True)
class Started:
    """The right to run a request; hand it to `finish` or `abandon`.

    Attributes:
        number: The row that marks it.
        attempt: Which run it is, unique within this process.
    """

    number: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Replay:
    """A reply that was given before.

    Attributes:
        status: HTTP status.
        body: The body, byte for byte.
    """

    status: int
    body: bytes


class Idempotency:
    """Which requests run or have run, in a SQLite file.

    A stored reply survives kill -9; a power cut may lose those of the last moments, and the
    request then runs again. A mark left by a process that died is taken over by the next request
    with its key. The file has one process at a time.
    """

    def __init__(self, path: Path | str, owner: bytes, *, keys_per_subject: int = 2_000) -> None:
        """Open the file, made when absent; its directory exists.

        Args:
            path: The file.
            owner: A fresh id for each start of the process.
            keys_per_subject: Most replies kept for one subject; the oldest give way.

        Raises:
            Unavailable: The file cannot be opened or is not a SQLite database.
        """
        self._path = Path(path)
        self._db = connect(path, _SCHEMA)
        self._owner = owner
        self._keys_per_subject = keys_per_subject
        self._attempts = 0

    @property
    def name(self) -> str:
        """`idempotency`."""
        return "idempotency"

    async def begin(
        self, subject: str, route: str, key: str, body: bytes, now: int
    ) -> Started | Replay:
        """Ask whether to run a request.

        Of simultaneous calls with the same key exactly one gets `Started`.

        Args:
            subject: Who asks.
            route: The route's template and method; keys of different routes never meet.
            key: The Idempotency-Key.
            body: The request's body; a repetition has the same bytes.
            now: Milliseconds since 1970-01-01 UTC.

        Returns:
            `Started`: run it, then call `finish` or `abandon`. `Replay`: give this reply.

        Raises:
            KeyReused: The key came before with another body.
            InProgress: The first request with this key is still running.
            Unavailable: The store cannot commit; do not run the request.
        """
        key_digest, body_digest = digest_of(key.encode()), digest_of(body)
        with transaction(self._db) as db:
            row = db.execute(
                "SELECT number, body_digest, owner, started_at, status, body FROM replies "
                "WHERE subject = ? AND route = ? AND key_digest = ?",
                (subject, route, key_digest),
            ).fetchone()
            if row is not None:
                replay = self._replay_of(row, body_digest, now)
                if replay is not None:
                    return replay
                db.execute("DELETE FROM replies WHERE number = ?", (row[0],))
            started = self._mark(subject, (route, key_digest, body_digest), now)
            self._make_room(subject)
        return started

    async def finish(self, started: Started, status: int, body: bytes) -> None:
        """Store the reply of a request that ran.

        Nothing is stored when the subject was forgotten in the meantime.

        Raises:
            Unavailable: The store cannot commit; a repetition waits until `abandon` is called.
        """
        with transaction(self._db) as db:
            db.execute(
                "UPDATE replies SET status = ?, body = ? "
                "WHERE number = ? AND owner = ? AND attempt = ?",
                (status, body, started.number, self._owner, started.attempt),
            )

    async def abandon(self, started: Started) -> None:
        """Let a request that failed, or was cancelled, be tried again with the same key.

        After `finish` it changes nothing, so that it can stand in a `finally`.
        """
        with transaction(self._db) as db:
            db.execute(
                "DELETE FROM replies "
                "WHERE number = ? AND owner = ? AND attempt = ? AND status IS NULL",
                (started.number, self._owner, started.attempt),
            )

    async def prune(self, now: int, limit: int = 1_000) -> int:
        """Delete the oldest marks and replies past their 24 hours, at most `limit` of them.

        Args:
            now: Milliseconds since 1970-01-01 UTC.
            limit: Most to delete in this call; the number returned says whether to call again.

        Returns:
            The number deleted.
        """
        with transaction(self._db) as db:
            return db.execute(
                "DELETE FROM replies WHERE number IN (SELECT number FROM replies "
                "WHERE started_at <= ? ORDER BY started_at LIMIT ?)",
                (now - KEPT_MS, limit),
            ).rowcount

    async def forget(self, subject: str) -> int:
        """Delete a subject's marks and replies so that none of their bytes stay; return how many.

        Raises:
            Busy: The rows are gone, but some bytes are not yet; call again.
        """
        with transaction(self._db) as db:
            deleted = db.execute("DELETE FROM replies WHERE subject = ?", (subject,)).rowcount
        await asyncio.to_thread(wipe, self._path, (subject.encode(),))
        return deleted

    async def find(self, subject: str) -> int:
        """Return how many marks and replies of a subject there are."""
        with translated("count the replies"):
            (count,) = self._db.execute(
                "SELECT count(*) FROM replies WHERE subject = ?", (subject,)
            ).fetchone()
        return int(count)

    async def export(self, subject: str) -> list[dict[str, Any]]:
        """Return everything held about a subject as JSON values, oldest first."""
        with translated("read the replies"):
            rows = self._db.execute(
                "SELECT route, started_at, status, body FROM replies WHERE subject = ? "
                "ORDER BY number",
                (subject,),
            ).fetchall()
        return [
            {
                "route": route,
                "started_at": to_rfc3339(started_at),
                "status": status,
                "body": None if body is None else body.decode(errors="replace"),
            }
            for route, started_at, status, body in rows
        ]

    async def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _replay_of(self, row: tuple[Any, ...], body_digest: bytes, now: int) -> Replay | None:
        """Return the reply to give again; None when the request may run (again)."""
        _, first_body_digest, owner, started_at, status, body = row
        if started_at <= now - KEPT_MS:
            return None
        if first_body_digest != body_digest:
            raise KeyReused(
                "This Idempotency-Key came before with another body. Use a fresh key for a new "
                "request, or send the first body again."
            )
        if status is not None:
            return Replay(status, body)
        if owner == self._owner:
            raise InProgress(
                "The first request with this Idempotency-Key is still running. Try again shortly.",
                retry_after=1,
            )
        return None

    def _mark(self, subject: str, request: tuple[str, bytes, bytes], now: int) -> Started:
        self._attempts += 1
        cursor: sqlite3.Cursor = self._db.execute(
            "INSERT INTO replies "
            "(subject, route, key_digest, body_digest, owner, attempt, started_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (subject, *request, self._owner, self._attempts, now),
        )
        return Started(cursor.lastrowid or 0, self._attempts)

    def _make_room(self, subject: str) -> None:
        """Drop a subject's oldest reply when there are too many; never a running request."""
        # Only one subject's own index entries are walked: who fills the store pays for it.
        (count,) = self._db.execute(
            "SELECT count(*) FROM replies WHERE subject = ?", (subject,)
        ).fetchone()
        if count > self._keys_per_subject:
            self._db.execute(
                "DELETE FROM replies WHERE number = (SELECT number FROM replies "
                "WHERE subject = ? AND status IS NOT NULL ORDER BY number LIMIT 1)",
                (subject,),
            )
