"""What every store of threads must do, besides LangGraph's own conformance suite."""

from typing import Annotated, Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, Checkpoint, empty_checkpoint
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt
from typing_extensions import TypedDict

from domain.errors import Conflict, Invalid, NotFound
from memory.threads import Threads

IN_2022 = 1_645_557_742_000
CHECKPOINT_IN_2022 = "1ec9414c-232a-6b00-b3c8-9f6bdeced846"
"""The time, in milliseconds, and the UUIDv6 of the example in RFC 9562, appendix A.5."""

YEAR_3000 = 32_503_680_000_000
"""Later than any checkpoint made while the tests run, in milliseconds."""


class Store(BaseCheckpointSaver[str], Threads):
    """A threads adapter: LangGraph's checkpointer and the port in one."""


def _join(left: list[str], right: list[str]) -> list[str]:
    return left + right


class Conversation(TypedDict):
    """State of the smallest conversation that pauses."""

    said: Annotated[list[str], _join]


Graph = CompiledStateGraph[Any, Any, Any, Any]


def pausing_graph(store: Store, *, nested: bool = False) -> Graph:
    """Build hello → ask ⏸ → bye; nested puts the pause into a subgraph."""

    async def hello(state: Conversation) -> Conversation:
        return {"said": ["hello again" if state["said"] else "hello"]}

    async def ask(state: Conversation) -> Conversation:
        return {"said": [str(interrupt({"candidates": ["h1", "h2"], "to": state["said"][-1]}))]}

    async def bye(state: Conversation) -> Conversation:
        return {"said": ["bye" if state["said"] else "nothing was said"]}

    outer = StateGraph(Conversation)
    outer.add_node("hello", hello)
    if nested:
        inner = StateGraph(Conversation)
        inner.add_node("ask", ask)
        inner.add_edge(START, "ask")
        outer.add_node("ask", inner.compile())
    else:
        outer.add_node("ask", ask)
    outer.add_node("bye", bye)
    outer.add_edge(START, "hello")
    outer.add_edge("hello", "ask")
    outer.add_edge("ask", "bye")
    return outer.compile(checkpointer=store)


def thread(thread_id: str) -> RunnableConfig:
    """Return the configuration of a run on a thread."""
    return {"configurable": {"thread_id": thread_id}}


def namespace(thread_id: str, checkpoint_ns: str = "") -> RunnableConfig:
    """Return the configuration a checkpoint is saved under."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": checkpoint_ns}}


async def pause(graph: Graph, thread_id: str, durability: Any = "exit") -> None:
    """Run a thread up to its pause."""
    await graph.ainvoke({"said": []}, thread(thread_id), durability=durability)


async def answer(graph: Graph, thread_id: str, choice: str) -> list[str]:
    """Resume a paused thread and return the last words of what was said."""
    reply = await graph.ainvoke(Command(resume=choice), thread(thread_id), durability="exit")
    return list(reply["said"][-2:])


async def saved(store: Store, thread_id: str) -> int:
    """Return how many checkpoints of a thread there are, in all its namespaces."""
    return len([found async for found in store.alist(thread(thread_id))])


async def save_in_2022(store: Store, thread_id: str) -> None:
    """Save a checkpoint that says it was made in 2022."""
    old: Checkpoint = {**empty_checkpoint(), "id": CHECKPOINT_IN_2022}
    await store.aput(namespace(thread_id), old, {"source": "input", "step": 0}, {})


class ThreadsContract:
    """The port's promises; a subclass has a fixture `store`."""

    async def test_a_paused_thread_resumes_with_the_answer(self, store: Store) -> None:
        graph = pausing_graph(store)
        await pause(graph, "t1")
        assert await answer(graph, "t1", "h2") == ["h2", "bye"]

    @pytest.mark.parametrize("nested", [False, True], ids=["flat", "nested"])
    @pytest.mark.parametrize("durability", ["exit", "async"])
    async def test_a_paused_thread_resumes_after_pruning(
        self, store: Store, nested: bool, durability: str
    ) -> None:
        graph = pausing_graph(store, nested=nested)
        await pause(graph, "t1", durability)
        await store.aprune(["t1"], strategy="keep_latest")
        assert await saved(store, "t1") == (2 if nested else 1)
        assert await answer(graph, "t1", "h1") == ["h1", "bye"]

    async def test_pruning_keeps_what_was_said(self, store: Store) -> None:
        graph = pausing_graph(store)
        for choice in ("h1", "h2", "none"):
            await pause(graph, "t1", "async")
            await answer(graph, "t1", choice)
        before = (await graph.aget_state(thread("t1"))).values
        await store.aprune(["t1"])
        assert (await graph.aget_state(thread("t1"))).values == before
        assert await saved(store, "t1") == 1

    async def test_pruning_by_delete_takes_the_whole_thread(self, store: Store) -> None:
        graph = pausing_graph(store)
        await pause(graph, "t1")
        await pause(graph, "t2")
        await store.aprune(["t1"], strategy="delete")
        assert await store.find() == ["t2"]

    async def test_an_unknown_strategy_drops_nothing(self, store: Store) -> None:
        await pause(pausing_graph(store), "t1")
        with pytest.raises(Invalid, match="keep_latest"):
            await store.aprune(["t1"], strategy="keep_newest")
        assert await store.find() == ["t1"]

    @pytest.mark.parametrize("nested", [False, True], ids=["flat", "nested"])
    async def test_a_copy_of_a_paused_thread_is_answered_on_its_own(
        self, store: Store, nested: bool
    ) -> None:
        graph = pausing_graph(store, nested=nested)
        await pause(graph, "t1", "async")
        await store.acopy_thread("t1", "t2")
        assert await answer(graph, "t2", "h2") == ["h2", "bye"]
        assert await answer(graph, "t1", "h1") == ["h1", "bye"]

    async def test_a_copy_never_mixes_with_a_thread_that_exists(self, store: Store) -> None:
        graph = pausing_graph(store)
        await pause(graph, "t1")
        await pause(graph, "t2")
        with pytest.raises(Conflict, match="t2"):
            await store.acopy_thread("t1", "t2")
        assert await answer(graph, "t2", "h2") == ["h2", "bye"]

    async def test_there_is_no_copy_of_nothing(self, store: Store) -> None:
        with pytest.raises(NotFound, match="t1"):
            await store.acopy_thread("t1", "t2")
        assert await store.find() == []

    async def test_the_checkpoints_of_a_run_are_deleted(self, store: Store) -> None:
        graph = pausing_graph(store)
        for thread_id, run in (("t1", "run-1"), ("t2", "run-2")):
            config: RunnableConfig = {**thread(thread_id), "metadata": {"run_id": run}}
            await graph.ainvoke({"said": []}, config, durability="exit")
        await store.adelete_for_runs(["run-1", "run-9"])
        assert await store.find() == ["t2"]

    async def test_metadata_holds_no_word_of_the_callers(self, store: Store) -> None:
        config: RunnableConfig = {
            "configurable": {"thread_id": "t1", "user_id": "Ada"},
            "metadata": {"mail": "ada@example.org", "run_id": "run-1"},
        }
        await pausing_graph(store).ainvoke({"said": []}, config, durability="async")
        kept = [dict(found.metadata) async for found in store.alist(thread("t1"))]
        assert {word for metadata in kept for word in metadata} == {
            "source",
            "step",
            "parents",
            "run_id",
        }

    async def test_threads_are_found_by_the_start_of_their_id(self, store: Store) -> None:
        graph = pausing_graph(store)
        for thread_id in ("a/1", "a/2", "b", "b/1"):
            await pause(graph, thread_id)
        assert await store.find("a/") == ["a/1", "a/2"]
        assert await store.find("b") == ["b", "b/1"]
        assert await store.find("c") == []
        assert await store.find() == ["a/1", "a/2", "b", "b/1"]

    async def test_forgetting_counts_threads_and_leaves_the_others(self, store: Store) -> None:
        graph = pausing_graph(store)
        for thread_id in ("t1", "t2", "t3"):
            await pause(graph, thread_id)
        assert await store.forget(["t1", "t3", "t9"]) == 2
        assert await store.find() == ["t2"]
        assert await answer(graph, "t2", "h1") == ["h1", "bye"]

    async def test_a_thread_saved_since_then_is_kept(self, store: Store) -> None:
        await pause(pausing_graph(store), "t1")
        assert await store.expire(before=1_577_836_800_000) == 0
        assert await store.find() == ["t1"]

    async def test_the_newest_checkpoint_decides_whether_a_thread_is_old(
        self, store: Store
    ) -> None:
        for thread_id in ("old", "used"):
            await save_in_2022(store, thread_id)
        await pause(pausing_graph(store), "used")
        assert await store.expire(before=IN_2022) == 0
        assert await store.expire(before=IN_2022 + 1) == 1
        assert await store.find() == ["used"]

    async def test_each_call_looks_at_few_threads_and_the_next_goes_on(self, store: Store) -> None:
        graph = pausing_graph(store)
        for number in range(5):
            await pause(graph, f"t{number}")
        assert await store.expire(YEAR_3000, limit=2) == 2
        assert await store.find() == ["t2", "t3", "t4"]
        assert await store.expire(YEAR_3000, limit=2) == 2
        assert await store.expire(YEAR_3000, limit=2) == 1
        await pause(graph, "t0")
        assert await store.expire(YEAR_3000, limit=2) == 1

    async def test_threads_that_stay_do_not_hide_those_behind_them(self, store: Store) -> None:
        graph = pausing_graph(store)
        for thread_id in ("t0", "t1", "t2"):
            await pause(graph, thread_id)
        await save_in_2022(store, "t3")
        assert await store.expire(before=IN_2022 + 1, limit=2) == 0
        assert await store.expire(before=IN_2022 + 1, limit=2) == 1

    async def test_an_open_store_is_healthy(self, store: Store) -> None:
        assert await store.healthy()
