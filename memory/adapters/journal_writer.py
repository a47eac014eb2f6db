"""The thread that commits: whatever waits is written together and answered after the sync."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from domain.errors import Invalid, LeafLoopError, Unavailable
from memory.adapters.journal_commit import Answer, Batch, commit
from memory.adapters.journal_forget import Forgetting, forget
from memory.adapters.journal_spans import SpanRows
from memory.journal import Appended

ROWS_PER_COMMIT: Final = 4096
"""No further batch joins a commit that holds as many rows; one larger batch is still one commit."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One thing to commit.

    Attributes:
        batch: Events; none in a probe.
        answered: What the caller waits for; None where nobody does.
        spans: Spans that may go into any commit.
        forgetting: Whose events to delete, after all that came before is committed.
        forgotten: What waits for that, and gets the number deleted.
    """

    batch: Batch
    answered: asyncio.Future[list[Appended]] | None = None
    spans: SpanRows | None = None
    forgetting: Forgetting | None = None
    forgotten: asyncio.Future[int] | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of some jobs.

    Attributes:
        jobs: In the order they were handed in.
        answers: One per job, when the commit succeeded.
        error: Why it did not.
        cause: What raised it, for the log.
        gone: How many events were deleted, when the one job was to forget.
    """

    jobs: Sequence[Job]
    answers: Sequence[Answer] = ()
    error: LeafLoopError | None = None
    cause: BaseException | None = None
    gone: int = 0


class Writer:
    """Owns the writing connection and its thread.

    A thread rather than the event loop, because a checkpoint or a slow disk then delays writers
    only; docs/adr/0003-journal-writer.md has the figures.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, deliver: Callable[[Committed], None]
    ) -> None:
        """Start the thread.

        Args:
            connection: From now on used by the thread only.
            path: Its file.
            deliver: Called on the running event loop after each commit, in the order of commits.
        """
        self._connection = connection
        self._path = path
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopped = self._loop.create_future()
        # A daemon: a process that ends without close() loses nothing that it acknowledged.
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Hand in a job; jobs are committed in the order they come."""
        self._jobs.put(job)

    async def stop(self) -> None:
        """Commit what was handed in, then end the thread and close the connection."""
        self._jobs.put(None)
        await self._stopped
        self._thread.join()

    def _run(self) -> None:
        running = True
        while running:
            jobs, running = self._gather()
            if jobs:
                self._post(jobs)
        self._connection.close()
        self._loop.call_soon_threadsafe(self._stopped.set_result, None)

    def _gather(self) -> tuple[list[Job], bool]:
        """Wait for a job, and take along what else waits; False when it is time to end."""
        jobs: list[Job] = []
        rows = 0
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            rows += len(job.batch.rows)
            if rows >= ROWS_PER_COMMIT or job.spans is not None or job.forgetting is not None:
                return jobs, True
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _post(self, jobs: list[Job]) -> None:
        last = jobs[-1]
        if last.forgetting is not None:
            jobs = jobs[:-1]
        for committed in self._commit(jobs) if jobs else ():
            self._loop.call_soon_threadsafe(self._deliver, committed)
        if last.forgetting is not None:
            done = self._forget(last, last.forgetting)
            self._loop.call_soon_threadsafe(self._deliver, done)

    def _forget(self, job: Job, asked: Forgetting) -> Committed:
        try:
            return Committed([job], gone=forget(self._connection, self._path, asked))
        except LeafLoopError as error:
            return Committed([job], error=error, cause=error)
        except Exception as error:
            return Committed([job], error=_cannot_commit(error), cause=error)

    def _commit(self, jobs: list[Job]) -> list[Committed]:
        try:
            batches = [job.batch for job in jobs]
            return [Committed(jobs, commit(self._connection, batches, jobs[-1].spans))]
        except sqlite3.OperationalError as error:
            return [Committed(jobs, error=_cannot_commit(error), cause=error)]
        except Exception as error:
            # Not the store's fault, so one batch's: the others must not suffer for it.
            if len(jobs) > 1:
                return [committed for job in jobs for committed in self._commit([job])]
            return [Committed(jobs, error=_blame(error), cause=error)]


def _blame(error: Exception) -> LeafLoopError:
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        return _cannot_commit(error)
    return Invalid(
        f"These events cannot be stored ({error}); "
        "check that their texts are Unicode and their times fit 64 bits."
    )


def _cannot_commit(error: Exception) -> Unavailable:
    return Unavailable(
        f"The journal cannot commit ({error}); nothing was written. "
        "Free the disk or the lock; the same call may then succeed.",
        retry_after=1.0,
    )
