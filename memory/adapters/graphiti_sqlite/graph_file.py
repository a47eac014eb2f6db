"""Run the work of a driver on the threads that own its connections."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from graphiti_core.driver.query_executor import Transaction
from typing_extensions import override

from . import wiping
from .connection import connect
from .errors import GraphClosed, GraphFileBusy, named
from .near import Near, read
from .vectors import VectorCache

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], object]


class Buffer(Transaction):
    """Writes that wait to be committed together, or not at all."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self.jobs: list[Job] = []
        self._execute = execute

    @override
    async def run(self, query: str, **kwargs: Any) -> Any:
        return await self._execute(query, **kwargs)


class Worker:
    """A connection and the one thread it is used on."""

    def __init__(self, path: str, busy_seconds: float) -> None:
        """Open the file; see `connection.connect` and `errors.named` for what is raised."""
        self._path = path
        self._thread: ThreadPoolExecutor | None = ThreadPoolExecutor(1, "graphiti-sqlite")
        try:
            with named(path):
                self._con = self._thread.submit(connect, path, busy_seconds).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job on the thread and return what it returns.

        Raises:
            GraphClosed: After `close`.
        """
        if self._thread is None:
            raise GraphClosed(f"The graph file {self._path} is closed; open it again.")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._call, job)

    async def close(self) -> None:
        """Close the connection once what was asked before is done."""
        closing = self.shut()
        if closing is not None:
            await asyncio.shield(asyncio.wrap_future(closing))

    def shut(self) -> Future[None] | None:
        """Take no more jobs; return what ends when the last is done, or None when shut before."""
        thread, self._thread = self._thread, None
        if thread is None:
            return None
        closing = thread.submit(self._con.close)
        thread.shutdown(wait=False)
        return closing

    def _call(self, job: Callable[[sqlite3.Connection], T]) -> T:
        with named(self._path):
            return job(self._con)


class GraphFile:
    """One open graph file: a connection that writes, one that reads, and one for small searches.

    The first two have threads of their own, so the event loop waits for no write and no long read,
    and a search does not wait behind a long write. A caller that is cancelled while it waits
    leaves the threads usable; what it asked for may still happen.
    """

    def __init__(self, path: str, *, cache_bytes: int, busy_seconds: float) -> None:
        """Open the file, which is made when missing.

        Raises:
            GraphFileError: It cannot be opened, or is no graph of this version.
            GraphFileBusy: Another connection holds it.
        """
        self.path = path
        self.vectors = VectorCache(cache_bytes // 2)
        self._near: Near | None = None
        self._writer = self._reader = Worker(path, busy_seconds)
        if path == ":memory:":
            return
        try:
            self._reader = Worker(path, busy_seconds)
            self._near = Near(path, cache_bytes // 2)
        except BaseException:
            self._writer.shut()
            self._reader.shut()
            raise

    async def read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job that reads; all of it sees one state of the graph.

        Raises:
            GraphClosed: After `close`.
            GraphFileError: SQLite cannot use the file.
            GraphFileBusy: Another connection holds the file.
        """
        return await self._reader.run(lambda con: read(con, job))

    async def search(
        self,
        job: Callable[[sqlite3.Connection, VectorCache], T],
        table: str,
        group_ids: Sequence[str] | None,
    ) -> T:
        """Run a job that reads: at once when the groups are small, else as `read` does.

        Args:
            job: Searches with a connection and its cached vectors; does not return None.
            table: What is searched.
            group_ids: The groups; None means all.
        """
        if self._near is not None and group_ids is not None:
            with suppress(GraphFileBusy):
                found = self._near.search(job, table, group_ids)
                if found is not None:
                    return found
        return await self.read(lambda con: job(con, self.vectors))

    async def write(self, job: Job, transaction: object = None) -> None:
        """Commit a job, or leave it to the transaction it belongs to."""
        if isinstance(transaction, Buffer):
            transaction.jobs.append(job)
        else:
            await self.commit([job])

    async def commit(self, jobs: Sequence[Job]) -> None:
        """Run jobs in one transaction: all of them are there afterwards, or none."""
        if jobs:
            await self._writer.run(lambda con: _commit(con, jobs))

    async def erase(
        self,
        job: Callable[[sqlite3.Connection], T],
        traces: Callable[[sqlite3.Connection], Collection[bytes]],
    ) -> T:
        """Commit a job that deletes, and leave none of its bytes in the log or the file.

        A small file is always written anew, a large one when a trace is still in it, or when an
        earlier erasure was cut off.

        Args:
            job: Deletes.
            traces: Returns bytes that are in everything that the job will delete.

        Raises:
            GraphFileBusy: Another connection still reads the log; the rows are gone.
        """

        def delete(con: sqlite3.Connection) -> tuple[T, Collection[bytes], bool]:
            found, cut_off = traces(con), wiping.is_marked(con)
            wiping.mark(con)
            return job(con), found, cut_off

        result, found, cut_off = await self._writer.run(lambda con: _commit(con, [delete])[0])
        self._check_emptied(await self._writer.run(wiping.empty_log))
        if self.path != ":memory:":
            anew = cut_off or await asyncio.to_thread(_is_to_be_wiped, Path(self.path), found)
            self._check_emptied(await self._writer.run(lambda con: wiping.finish(con, anew=anew)))
        return result

    def _check_emptied(self, emptied: bool) -> None:
        if not emptied:
            raise GraphFileBusy(
                f"The rows are deleted, but another connection still reads the log of {self.path},"
                " which may hold their bytes. Close it and erase again."
            )

    async def close(self) -> None:
        """Close the file once what was asked before is done; closing again does nothing."""
        if self._near is not None:
            self._near.close()
        if self._reader is not self._writer:
            await self._reader.close()
        await self._writer.close()


def _is_to_be_wiped(path: Path, traces: Collection[bytes]) -> bool:
    return path.stat().st_size <= wiping.SMALL_FILE or wiping.holds(path, traces)


def _commit(con: sqlite3.Connection, jobs: Sequence[Callable[[sqlite3.Connection], T]]) -> list[T]:
    con.execute("BEGIN IMMEDIATE")
    try:
        results = [job(con) for job in jobs]
        con.execute("COMMIT")
    except BaseException:
        if con.in_transaction:
            con.execute("ROLLBACK")
        raise
    return results
