"""Keep LangGraph threads in a SQLite file: save, resume, prune, copy, forget, expire."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from domain.errors import Conflict, Erased, Invalid, NotFound
from memory.adapters.one_hop import OneHop
from memory.sqlite import BUSY_TIMEOUT_MS, still_read, translated, wipe

T = TypeVar("T")

_TABLES: Final = ("writes", "checkpoints")
_KEYS: Final = ("thread_id", "checkpoint_ns", "checkpoint_id")
_GREGORIAN_EPOCH: Final = 0x01B21DD213814000  # 1582-10-15 to 1970-01-01 in 100 ns (RFC 9562)

_BY_RUN: Final = """CREATE INDEX IF NOT EXISTS checkpoints_by_run
ON checkpoints(json_extract(CAST(metadata AS TEXT), '$.run_id'))
WHERE json_extract(CAST(metadata AS TEXT), '$.run_id') IS NOT NULL"""

_OF_RUN: Final = """SELECT thread_id, checkpoint_ns, checkpoint_id FROM checkpoints
WHERE json_extract(CAST(metadata AS TEXT), '$.run_id') = ?"""

# A delta channel is rebuilt from its ancestors until it is written whole again; the counters say
# that the newest checkpoint still needs them.
_NEWEST: Final = """SELECT checkpoint_ns, checkpoint_id FROM checkpoints AS c
WHERE thread_id = ?
AND json_extract(CAST(metadata AS TEXT), '$.counters_since_delta_snapshot') IS NULL
AND checkpoint_id = (SELECT max(checkpoint_id) FROM checkpoints
    WHERE thread_id = c.thread_id AND checkpoint_ns = c.checkpoint_ns)"""

_NEXT_ID: Final = """(SELECT min(thread_id) FROM (
    SELECT min(thread_id) AS thread_id FROM checkpoints WHERE thread_id > {after}
    UNION ALL SELECT min(thread_id) FROM writes WHERE thread_id > {after}))"""

_LAST_SAVE: Final = """(SELECT max(checkpoint_id) FROM (
    SELECT max(checkpoint_id) AS checkpoint_id FROM checkpoints WHERE thread_id = {thread}
    UNION ALL SELECT max(checkpoint_id) FROM writes WHERE thread_id = {thread}))"""

# One index seek per thread (a loose index scan), however many checkpoints a thread has. A run
# that died may have left writes without a checkpoint: both tables are walked.
_WALK: Final = f"""WITH RECURSIVE walk(thread_id, place) AS (
    SELECT {_NEXT_ID.format(after=":after")}, 1
    UNION ALL SELECT {_NEXT_ID.format(after="walk.thread_id")}, place + 1 FROM walk
    WHERE walk.thread_id IS NOT NULL AND place < :limit)
SELECT thread_id, {_LAST_SAVE.format(thread="walk.thread_id")} FROM walk
WHERE thread_id IS NOT NULL"""

_IDS: Final = """SELECT DISTINCT thread_id FROM checkpoints
WHERE thread_id >= :prefix AND thread_id < :prefix || char(0x10FFFF)
UNION SELECT DISTINCT thread_id FROM writes
WHERE thread_id >= :prefix AND thread_id < :prefix || char(0x10FFFF)
ORDER BY thread_id"""


class SqliteThreads(AsyncSqliteSaver):
    """The threads port on SQLite; open it with `open_threads`.

    A pause survives the death of the process, kill -9 included (WAL, synchronous=NORMAL); a power
    cut may take back the turns of the last moments, never half of one.

    State is plain JSON values and langchain-core messages. Any other type is never imported or
    called when a checkpoint is loaded; its raw fields come back instead.
    """

    def __init__(
        self,
        conn: OneHop,
        inside: SqliteSaver,
        path: Path,
        revoked: Callable[[str], bool] = lambda _: False,
    ) -> None:
        super().__init__(conn, serde=inside.serde)
        self._thread = conn
        self._inside = inside
        self._path = path
        self._revoked = revoked
        self._looked_at = ""

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint; of the caller's own metadata only `run_id` is kept.

        LangGraph copies every scalar of the run's configuration into the checkpoint's metadata,
        names and user ids included; personal data has no place there.
        """
        configurable = config["configurable"]
        self._check(configurable["thread_id"])
        bare: RunnableConfig = {
            "configurable": {key: configurable[key] for key in _KEYS if key in configurable}
        }
        for source in (config.get("metadata") or {}, configurable):
            if "run_id" in source:
                bare["metadata"] = {"run_id": source["run_id"]}
                break
        with translated("save a checkpoint"):
            put = self._inside.put
            return await self._at_once(lambda: put(bare, checkpoint, metadata, new_versions))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Save the pending writes of a task, a pause among them."""
        self._check(config["configurable"]["thread_id"])
        with translated("save the writes of a task"):
            put = self._inside.put_writes
            await self._at_once(lambda: put(config, writes, task_id, task_path))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Load one checkpoint, the newest of its namespace unless the id is given."""
        with translated("load a checkpoint"):
            return await self._at_once(lambda: self._inside.get_tuple(config))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Drop what the threads no longer need; see the port."""
        if strategy not in ("keep_latest", "delete"):
            raise Invalid(
                f"There is no prune strategy {strategy!r}. Use 'keep_latest' or 'delete'."
            )
        async with self._transaction():
            for thread_id in thread_ids:
                if strategy == "delete":
                    await self._delete(thread_id)
                else:
                    await self._keep_latest(thread_id)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copy a thread whole or not at all; see the port."""
        async with self._transaction():
            if not await self._exists(source_thread_id):
                raise NotFound(f"There is no thread {source_thread_id} to copy.")
            if await self._exists(target_thread_id):
                raise Conflict(
                    f"Thread {target_thread_id} exists. Copy to an id that is not in use."
                )
            for table in _TABLES:
                rest = await self._columns_but_thread(table)
                await self.conn.execute(
                    f"INSERT INTO {table} (thread_id, {rest}) "
                    f"SELECT ?, {rest} FROM {table} WHERE thread_id = ?",
                    (target_thread_id, source_thread_id),
                )

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Delete what these runs wrote; see the port."""
        async with self._transaction():
            for run_id in run_ids:
                keys = await self._rows(_OF_RUN, (run_id,))
                for table in _TABLES:
                    await self.conn.executemany(
                        f"DELETE FROM {table} "
                        "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?",
                        keys,
                    )

    async def find(self, prefix: str = "") -> list[str]:
        """Return the ids that start with `prefix`; see the port."""
        with translated("list the threads"):
            async with self.lock:
                return [row[0] for row in await self._rows(_IDS, {"prefix": prefix})]

    async def state(self, thread_id: str) -> dict[str, Any]:
        """Return a thread's newest state; see the port."""
        found = await self.aget_tuple({"configurable": {"thread_id": thread_id}})
        return {} if found is None else _plain(found.checkpoint["channel_values"])

    async def forget(self, thread_ids: Sequence[str]) -> int:
        """Delete threads without leaving a byte; see the port."""
        deleted = 0
        async with self._transaction():
            for thread_id in thread_ids:
                deleted += await self._delete(thread_id)
        async with self.lock:
            needles = [thread_id.encode() for thread_id in thread_ids]
            await asyncio.to_thread(wipe, self._path, needles)
        return deleted

    async def expire(self, before: int, limit: int = 500) -> int:
        """Delete threads that nothing was saved to since `before`; see the port."""
        oldest_kept = _checkpoint_id_at(before)
        deleted = 0
        async with self._transaction():
            walked = await self._rows(_WALK, {"after": self._looked_at, "limit": limit})
            for thread_id, last_save in walked:
                if last_save < oldest_kept:
                    deleted += await self._delete(thread_id)
        self._looked_at = walked[-1][0] if len(walked) == limit else ""
        if deleted:
            await self._scrub()
        return deleted

    async def healthy(self) -> bool:
        """Whether the store answers now."""
        try:
            async with self.lock:
                await self._rows("SELECT 1 FROM checkpoints LIMIT 1")
        except (sqlite3.Error, ValueError):  # aiosqlite raises ValueError once it is closed
            return False
        return True

    def _check(self, thread_id: str) -> None:
        if self._revoked(thread_id):
            raise Erased("the subject of this thread was erased; nothing more is saved to it")

    async def _at_once(self, work: Callable[[], T]) -> T:
        """Do what a turn does, which LangGraph's plain saver does in the connection's thread."""
        async with self.lock:
            return await self._thread.run(lambda _: work())

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """Hold the saver's lock and commit everything inside, or nothing, when cancelled too."""
        with translated("change the threads"):
            async with self.lock:
                try:
                    yield
                    await self.conn.commit()
                except BaseException:
                    await self.conn.rollback()
                    raise

    async def _keep_latest(self, thread_id: str) -> None:
        for namespace, newest in await self._rows(_NEWEST, (thread_id,)):
            for table in _TABLES:
                await self.conn.execute(
                    f"DELETE FROM {table} "
                    "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id < ?",
                    (thread_id, namespace, newest),
                )

    async def _delete(self, thread_id: str) -> int:
        rows = 0
        for table in _TABLES:
            cursor = await self.conn.execute(
                f"DELETE FROM {table} WHERE thread_id = ?", (thread_id,)
            )
            rows += cursor.rowcount
        return min(rows, 1)

    async def _scrub(self) -> None:
        async with self.lock:
            ((busy, _, _),) = await self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise still_read()

    async def _exists(self, thread_id: str) -> bool:
        ((last_save,),) = await self._rows(f"SELECT {_LAST_SAVE.format(thread='?1')}", (thread_id,))
        return last_save is not None

    async def _columns_but_thread(self, table: str) -> str:
        columns = await self._rows(f"PRAGMA table_info({table})")
        return ", ".join(str(column[1]) for column in columns if column[1] != "thread_id")

    async def _rows(
        self, sql: str, parameters: Sequence[str] | dict[str, str | int] = ()
    ) -> list[sqlite3.Row]:
        async with self.conn.execute(sql, parameters) as cursor:
            return list(await cursor.fetchall())


@asynccontextmanager
async def open_threads(
    path: Path | str, *, revoked: Callable[[str], bool] = lambda _: False
) -> AsyncIterator[SqliteThreads]:
    """Open the store of threads, and close it when the block is left.

    Args:
        path: The file, made when absent; its directory exists.
        revoked: Whether nothing more may be saved to a thread, because its subject was erased.

    Yields:
        A LangGraph checkpointer that is the threads port as well.

    Raises:
        Unavailable: The file cannot be opened or is not a SQLite database.
    """
    # Explicit, so that loading is strict whether or not LANGGRAPH_STRICT_MSGPACK is set.
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    async with OneHop.to(path) as conn:
        inside = await conn.run(partial(SqliteSaver, serde=serde))
        threads = SqliteThreads(conn, inside, Path(path), revoked)
        with translated(f"open {path}"):
            await conn.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            await conn.execute("PRAGMA synchronous=NORMAL")
            await conn.execute("PRAGMA secure_delete=ON")
            await threads.setup()  # makes the tables and turns WAL on
            inside.is_setup = True
            await conn.execute(_BY_RUN)
            await conn.commit()
        yield threads


def _plain(value: Any) -> Any:
    """Return a channel's value as JSON values; what is none is named by its type only."""
    if isinstance(value, BaseMessage):
        return {"type": value.type, "text": str(value.text)}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    known = value is None or isinstance(value, str | int | float | bool)
    return value if known else type(value).__name__


def _checkpoint_id_at(ms: int) -> str:
    """Return the least checkpoint id made at a time; they are UUIDv6, which sort by time."""
    ticks = ms * 10_000 + _GREGORIAN_EPOCH
    digits = f"{ticks >> 12:012x}6{ticks & 0xFFF:03x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:]}-"
