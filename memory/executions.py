"""Remember each execution: what was asked, which hypotheses were shown, and on which thread."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from domain.clock import to_rfc3339
from domain.errors import Conflict, NotFound
from domain.ids import digest_of, text_of
from domain.proposal import Hypothesis
from memory.sqlite import connect, transaction, translated, wipe

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS executions (
    number INTEGER PRIMARY KEY,
    execution_id BLOB NOT NULL UNIQUE,
    proposal_id BLOB NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    session TEXT,
    input_digest BLOB NOT NULL,
    input_text TEXT NOT NULL,
    input_type TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    flow TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    hypotheses BLOB NOT NULL,
    auto_reply BLOB
);
CREATE INDEX IF NOT EXISTS executions_by_input ON executions(subject, input_digest);
CREATE INDEX IF NOT EXISTS executions_by_thread ON executions(thread_id);
CREATE INDEX IF NOT EXISTS executions_by_age ON executions(created_at);
"""

_COLUMNS: Final = (
    "execution_id, proposal_id, subject, input_text, thread_id, flow, created_at, "
    "hypotheses, auto_reply, session, input_type"
)

_HYPOTHESES: Final = msgspec.json.Decoder(tuple[Hypothesis, ...])


@dataclass(frozen=True, slots=True)
class Execution:
    """One request that was answered with a proposal.

    Attributes:
        execution_id: 16 bytes, UUIDv7; what the client answers to.
        proposal_id: 16 bytes, UUIDv7; the answer's event id derives from it.
        subject: Whose execution it is.
        input_text: What was asked, as written.
        thread_id: The thread that waits for the answer.
        flow: Which graph runs on the thread.
        created_at: In milliseconds since 1970-01-01 UTC.
        hypotheses: As shown, most confident first; empty when products were shown.
        auto_reply: The reply given without asking, or None while the subject is asked.
        session: The visit it belongs to, if known.
        input_type: What kind of input it was.
    """

    execution_id: bytes
    proposal_id: bytes
    subject: str
    input_text: str
    thread_id: str
    flow: Literal["shopping", "execute"]
    created_at: int
    hypotheses: tuple[Hypothesis, ...] = ()
    auto_reply: Mapping[str, Any] | None = None
    session: str | None = None
    input_type: str = "text"


class Executions:
    """The executions of one installation, in a SQLite file.

    A row is committed before `add` returns and survives kill -9; a power cut may lose those of
    the last moments, whose ids then answer 404. The answer itself is in the journal, which a
    power cut spares.
    """

    def __init__(self, path: Path | str) -> None:
        """Open the file, made when absent; its directory exists.

        Raises:
            Unavailable: The file cannot be opened or is not a SQLite database.
        """
        self._path = Path(path)
        self._db = connect(path, _SCHEMA)

    @property
    def name(self) -> str:
        """`executions`."""
        return "executions"

    async def add(self, execution: Execution) -> None:
        """Write an execution, before its id is given to anybody.

        Raises:
            Conflict: Its id or its proposal's id is taken; the first one stands.
            Unavailable: The store cannot commit; nothing was written.
        """
        with transaction(self._db) as db:
            try:
                db.execute(
                    f"INSERT INTO executions ({_COLUMNS}, input_digest) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    _row_of(execution),
                )
            except sqlite3.IntegrityError as error:
                raise Conflict(
                    f"Execution {text_of(execution.execution_id)} or its proposal exists already. "
                    "Make fresh ids for a new request."
                ) from error

    async def keep_auto_reply(
        self, execution_id: bytes, subject: str, reply: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Store the reply given without asking, unless there is one, and return the one stored.

        Raises:
            NotFound: The subject has no such execution.
            Unavailable: The store cannot commit; nothing was written.
        """
        with transaction(self._db) as db:
            found = self._one("execution_id = ? AND subject = ?", (execution_id, subject))
            if found is None:
                raise NotFound(
                    f"There is no execution {text_of(execution_id)}; it may have expired. "
                    "Ask again."
                )
            if found.auto_reply is not None:
                return found.auto_reply
            db.execute(
                "UPDATE executions SET auto_reply = ? WHERE execution_id = ?",
                (msgspec.json.encode(reply), execution_id),
            )
        return reply

    async def by_id(self, execution_id: bytes, subject: str) -> Execution | None:
        """Return the subject's execution with this id; None for another subject's."""
        return self._one("execution_id = ? AND subject = ?", (execution_id, subject))

    async def by_proposal(self, proposal_id: bytes, subject: str) -> Execution | None:
        """Return the subject's execution that made this proposal; None for another subject's."""
        return self._one("proposal_id = ? AND subject = ?", (proposal_id, subject))

    async def by_thread(self, thread_id: str, subject: str) -> Execution | None:
        """Return the subject's newest execution on a thread; None on another subject's."""
        return self._one("thread_id = ? AND subject = ?", (thread_id, subject))

    async def newest(self, subject: str, input_text: str) -> Execution | None:
        """Return the subject's newest execution with exactly this text, open or answered."""
        return self._one(
            "subject = ? AND input_digest = ? AND input_text = ?",
            (subject, _digest(input_text), input_text),
        )

    async def gone_on(self, since: int) -> tuple[int, int]:
        """Return how many runs of /v1/execute went on without asking, and how many there were.

        Args:
            since: Those begun at or after this time, in milliseconds; old ones are pruned.

        Raises:
            Unavailable: The file cannot be read.
        """
        (found,) = self._rows(
            "SELECT count(auto_reply), count(*) FROM executions "
            "WHERE created_at >= ? AND flow = 'execute'",
            (since,),
        )
        return found[0], found[1]

    async def threads_of(self, subject: str) -> list[str]:
        """Return the ids of the threads a subject's executions ran on, sorted."""
        rows = self._rows(
            "SELECT DISTINCT thread_id FROM executions WHERE subject = ? ORDER BY 1", (subject,)
        )
        return [thread_id for (thread_id,) in rows]

    async def prune(self, before: int, limit: int = 1_000) -> int:
        """Delete the oldest executions made before a time, at most `limit` of them.

        Args:
            before: Milliseconds since 1970-01-01 UTC.
            limit: Most to delete in this call; the number returned says whether to call again.

        Returns:
            The number deleted.
        """
        with transaction(self._db) as db:
            return db.execute(
                "DELETE FROM executions WHERE number IN (SELECT number FROM executions "
                "WHERE created_at < ? ORDER BY created_at LIMIT ?)",
                (before, limit),
            ).rowcount

    async def forget_before(self, subject: str, before: int) -> int:
        """Delete a subject's executions made before a time, as `forget` does with all.

        Raises:
            Busy: The rows are gone, but some bytes are not yet.
        """
        with transaction(self._db) as db:
            deleted = db.execute(
                "DELETE FROM executions WHERE subject = ? AND created_at < ?", (subject, before)
            ).rowcount
        if deleted:
            await asyncio.to_thread(wipe, self._path, ())
        return deleted

    async def forget(self, subject: str) -> int:
        """Delete a subject's executions so that none of their bytes stay; return how many.

        Raises:
            Busy: The rows are gone, but some bytes are not yet; call again.
        """
        with transaction(self._db) as db:
            deleted = db.execute("DELETE FROM executions WHERE subject = ?", (subject,)).rowcount
        await asyncio.to_thread(wipe, self._path, (subject.encode(),))
        return deleted

    async def find(self, subject: str) -> int:
        """Return how many executions of a subject there are."""
        ((count,),) = self._rows("SELECT count(*) FROM executions WHERE subject = ?", (subject,))
        return int(count)

    async def export(self, subject: str) -> list[dict[str, Any]]:
        """Return everything held about a subject as JSON values, oldest first."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM executions WHERE subject = ? ORDER BY number", (subject,)
        )
        return [_exported(_execution_of(row)) for row in rows]

    async def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _one(self, condition: str, parameters: tuple[object, ...]) -> Execution | None:
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM executions WHERE {condition} ORDER BY number DESC LIMIT 1",
            parameters,
        )
        return _execution_of(rows[0]) if rows else None

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with translated("read the executions"):
            return self._db.execute(sql, parameters).fetchall()


def _digest(input_text: str) -> bytes:
    return digest_of(input_text.encode())


def _row_of(execution: Execution) -> tuple[object, ...]:
    reply = execution.auto_reply
    return (
        execution.execution_id,
        execution.proposal_id,
        execution.subject,
        execution.input_text,
        execution.thread_id,
        execution.flow,
        execution.created_at,
        msgspec.json.encode(execution.hypotheses),
        None if reply is None else msgspec.json.encode(reply),
        execution.session,
        execution.input_type,
        _digest(execution.input_text),
    )


def _execution_of(row: tuple[Any, ...]) -> Execution:
    reply = row[8]
    return Execution(
        execution_id=row[0],
        proposal_id=row[1],
        subject=row[2],
        input_text=row[3],
        thread_id=row[4],
        flow=row[5],
        created_at=row[6],
        hypotheses=_HYPOTHESES.decode(row[7]),
        auto_reply=None if reply is None else msgspec.json.decode(reply),
        session=row[9],
        input_type=row[10],
    )


def _exported(execution: Execution) -> dict[str, Any]:
    return asdict(execution) | {
        "execution_id": text_of(execution.execution_id),
        "proposal_id": text_of(execution.proposal_id),
        "created_at": to_rfc3339(execution.created_at),
        "hypotheses": msgspec.to_builtins(execution.hypotheses),
    }
