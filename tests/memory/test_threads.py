"""Threads on SQLite: LangGraph's conformance, our contract, and what only a file shows."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint
from langgraph.checkpoint.conformance import validate
from langgraph.checkpoint.conformance.capabilities import Capability
from langgraph.checkpoint.conformance.initializer import RegisteredCheckpointer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

from domain.errors import Busy, Unavailable
from memory.adapters.sqlite_threads import SqliteThreads, open_threads
from tests.contracts.threads import (
    CHECKPOINT_IN_2022,
    IN_2022,
    YEAR_3000,
    Store,
    ThreadsContract,
    answer,
    namespace,
    pause,
    pausing_graph,
    saved,
    thread,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteThreads]:
    async with open_threads(tmp_path / "threads.db") as threads:
        yield threads


class TestSqliteThreads(ThreadsContract):
    """The contract, on SQLite."""


@pytest.mark.parametrize(
    "capability",
    [
        "put",
        "put_writes",
        "get_tuple",
        "list",
        "delete_thread",
        "delete_for_runs",
        "copy_thread",
        "prune",
    ],
)
async def test_every_conformance_test_of_a_capability_passes(
    capability: str, tmp_path: Path
) -> None:
    async def fresh() -> AsyncGenerator[SqliteThreads, None]:
        async with open_threads(tmp_path / "threads.db") as threads:
            yield threads

    registered = RegisteredCheckpointer("SqliteThreads", factory=fresh)
    report = await validate(registered, capabilities={capability})
    result = report.results[capability]
    assert result.failures == []
    assert result.tests_failed == 0
    assert result.tests_passed > 0
    assert result.passed is True


def test_no_conformance_capability_is_left_out() -> None:
    assert {capability.value for capability in Capability} == {
        "put",
        "put_writes",
        "get_tuple",
        "list",
        "delete_thread",
        "delete_for_runs",
        "copy_thread",
        "prune",
    }


async def test_a_failing_copy_leaves_nothing_behind(store: SqliteThreads) -> None:
    graph = pausing_graph(as_store(store))
    await pause(graph, "t1")
    await pause(graph, "t2")
    await store.conn.execute(
        "CREATE TRIGGER full BEFORE INSERT ON checkpoints WHEN new.thread_id = 'copy' "
        "BEGIN SELECT raise(FAIL, 'database or disk is full'); END"
    )
    with pytest.raises(Unavailable, match="disk is full"):
        await store.acopy_thread("t1", "copy")
    assert await store.find() == ["t1", "t2"]
    assert await saved(as_store(store), "copy") == 0


async def test_a_copy_cancelled_half_way_leaves_nothing(store: SqliteThreads) -> None:
    graph = pausing_graph(as_store(store))
    await pause(graph, "t1")
    copying = asyncio.create_task(store.acopy_thread("t1", "copy"))
    loop = asyncio.get_running_loop()
    await store.conn.create_function(
        "cancel_it", 0, lambda: loop.call_soon_threadsafe(copying.cancel) and None
    )
    await store.conn.execute(
        "CREATE TEMP TRIGGER half_way AFTER INSERT ON writes WHEN new.thread_id = 'copy' "
        "BEGIN SELECT cancel_it(); END"
    )
    with pytest.raises(asyncio.CancelledError):
        await copying
    await pause(graph, "t2")  # whose commit must not complete what was cancelled
    assert await store.find() == ["t1", "t2"]


async def test_forgotten_threads_leave_no_byte(store: SqliteThreads, tmp_path: Path) -> None:
    config = thread("canary-thread")
    await pausing_graph(as_store(store)).ainvoke(
        {"said": ["canary-word " * 3_000]}, config, durability="async"
    )
    await pause(pausing_graph(as_store(store)), "t2")
    assert bytes_of(tmp_path).count(b"canary-word") > 3_000
    assert await store.forget(["canary-thread"]) == 1
    assert bytes_of(tmp_path).count(b"canary-") == 0


async def test_expired_threads_leave_no_byte(store: SqliteThreads, tmp_path: Path) -> None:
    await pause(pausing_graph(as_store(store)), "canary-thread")
    assert await store.expire(before=YEAR_3000) == 1
    assert bytes_of(tmp_path).count(b"canary-") == 0


async def test_writes_without_a_checkpoint_expire_too(store: SqliteThreads) -> None:
    config = namespace("orphan")
    config["configurable"]["checkpoint_id"] = CHECKPOINT_IN_2022
    await store.aput_writes(config, [("said", "hello")], "task")
    assert await store.find() == ["orphan"]
    assert await store.expire(before=IN_2022 + 1) == 1
    assert await store.find() == []


async def test_a_log_still_read_elsewhere_is_reported(store: SqliteThreads, tmp_path: Path) -> None:
    await pause(pausing_graph(as_store(store)), "t1")
    reader = sqlite3.connect(tmp_path / "threads.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM checkpoints").fetchall()
    await store.conn.execute("PRAGMA busy_timeout=10")
    with pytest.raises(Busy, match="delete again"):
        await store.forget(["t1"])
    reader.close()
    assert await store.forget(["t1"]) == 0


async def test_a_pause_survives_kill_9(tmp_path: Path) -> None:
    child = (
        "import asyncio, os, signal\n"
        "from memory.adapters.sqlite_threads import open_threads\n"
        "from tests.contracts.threads import pause, pausing_graph\n"
        "async def run():\n"
        f"    async with open_threads({str(tmp_path / 'threads.db')!r}) as threads:\n"
        "        await pause(pausing_graph(threads), 't1')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(run())\n"
    )
    died = subprocess.run([sys.executable, "-c", child], cwd=os.getcwd(), timeout=30, check=False)
    assert died.returncode == -signal.SIGKILL
    async with open_threads(tmp_path / "threads.db") as threads:
        assert await answer(pausing_graph(as_store(threads)), "t1", "h2") == ["h2", "bye"]


@dataclass
class Foreign:
    """A type that has no place in a thread's state."""

    word: str

    def __post_init__(self) -> None:
        made.append(self.word)


made: list[str] = []


async def test_a_foreign_type_is_not_made_on_load(store: SqliteThreads) -> None:
    await put_with_any_type(store, Foreign("saved"))
    made.clear()
    loaded = await store.aget(thread("t1"))
    assert loaded is not None
    assert made == []
    assert loaded["channel_values"]["value"] == {"word": "saved"}


class NamesAFunction:
    """Saved as `os.system` with its word as the only argument."""

    def __init__(self, word: str) -> None:
        self.get_secret_value = lambda: word


NamesAFunction.__module__, NamesAFunction.__name__ = "os", "system"


async def test_a_function_named_in_a_tampered_file_is_not_called(
    store: SqliteThreads, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    await put_with_any_type(store, NamesAFunction(f"touch {trap}"))
    await store.aget(thread("t1"))
    assert not trap.exists()


async def test_messages_come_back_as_messages(store: SqliteThreads) -> None:
    said = [HumanMessage("milk?"), AIMessage("oat milk")]
    checkpoint: Checkpoint = {**empty_checkpoint(), "channel_values": {"messages": said}}
    await store.aput(namespace("t1"), checkpoint, {"source": "input"}, {})
    loaded = await store.aget(thread("t1"))
    assert loaded is not None
    assert loaded["channel_values"]["messages"] == said


async def test_pruning_keeps_the_ancestors_a_delta_channel_needs(store: SqliteThreads) -> None:
    class State(TypedDict):
        said: Annotated[list[str], DeltaChannel(lambda left, rights: sum(rights, left))]

    async def speak(state: State) -> State:
        return {"said": [f"after {len(state['said'])}"]}

    graph = StateGraph(State)
    graph.add_node("speak", speak)
    graph.add_edge(START, "speak")
    speaking = graph.compile(checkpointer=store)
    for _ in range(3):
        await speaking.ainvoke({"said": ["b"]}, thread("t1"))
    before = (await speaking.aget_state(thread("t1"))).values
    await store.aprune(["t1"])
    assert (await speaking.aget_state(thread("t1"))).values == before


async def test_runs_are_found_through_an_index(store: SqliteThreads) -> None:
    plan = await rows(
        store,
        "EXPLAIN QUERY PLAN SELECT thread_id FROM checkpoints "
        "WHERE json_extract(CAST(metadata AS TEXT), '$.run_id') = ?",
        "run-1",
    )
    assert "checkpoints_by_run" in str(tuple(plan[0]))


async def test_a_closed_store_is_not_healthy(tmp_path: Path) -> None:
    async with open_threads(tmp_path / "threads.db") as threads:
        assert await threads.healthy()
    assert not await threads.healthy()


async def test_a_file_that_is_no_database_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "threads.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match=r"threads\.db.*Check the file"):
        async with open_threads(tmp_path / "threads.db"):
            pass


async def test_the_file_is_durable_enough_and_wipes_what_it_deletes(store: SqliteThreads) -> None:
    async def pragma(name: str) -> object:
        ((value,),) = await rows(store, f"PRAGMA {name}")
        return value

    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 1
    assert await pragma("secure_delete") == 1
    assert await pragma("busy_timeout") == 5_000


def as_store(threads: SqliteThreads) -> Store:
    """See an adapter as the contract does; Python knows no intersection types."""
    return cast(Store, threads)


async def put_with_any_type(store: SqliteThreads, value: object) -> None:
    """Save a value as a program without our serializer would."""
    checkpoint: Checkpoint = {**empty_checkpoint(), "channel_values": {"value": value}}
    strict, store.serde = store.serde, JsonPlusSerializer(allowed_msgpack_modules=True)
    await store.aput(namespace("t1"), checkpoint, {"source": "input"}, {})
    store.serde = strict


async def rows(store: SqliteThreads, sql: str, *parameters: str) -> list[Any]:
    async with store.conn.execute(sql, parameters) as cursor:
        return list(await cursor.fetchall())


def bytes_of(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()))
