"""A turn of conversation over HTTP, beside bare LangGraph: `python -m bench.graph`."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import uvloop
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from bench.measure import RESULTS, Row, percentiles, write
from bench.running import Running, leafloop, workspace
from bench.wire import Connection

TURNS: Final = 300
LONG: Final = 20
"""Turns of a long conversation."""

PRECISE: Final = ("oat milk 1 l", "rye bread", "ground coffee 12 oz", "wrenfield whole milk")
VAGUE: Final = ("something for breakfast", "snacks for the kids", "what can I cook tonight")
REQUESTS: Final = ("build an API for my shop", "help me bake bread", "plan a birthday party")

_CHAT: Final = "/v1/chat"
_EXECUTE: Final = "/v1/execute"


class Said(TypedDict, total=False):
    """The state of the bare graph."""

    text: str
    count: int


@dataclass(slots=True)
class Turns:
    """What some turns took.

    Attributes:
        wall: Seconds of each turn.
        processor: Processor seconds of all of them together.
    """

    wall: list[float] = field(default_factory=list)
    processor: float = 0.0

    def row(self, what: str, target: str = "", floor: str = "", *, most: float = 0.0) -> Row:
        """Return the row of these turns; `most` milliseconds may the 95th percentile be."""
        found = percentiles(self.wall)
        met = found["p95"] < most if most else None
        note = f"{self.processor / len(self.wall) * 1e3:.1f} ms processor time of the server a turn"
        return Row(what, target, **found, floor=floor, met=met, note=note)


async def bare(folder: Path, times: int) -> Turns:
    """Run four empty nodes with LangGraph's own SQLite saver, a new thread each time."""

    async def step(state: Said) -> Said:
        return {"count": state.get("count", 0) + 1}

    graph = StateGraph(Said)
    names = ("one", "two", "three", "four")
    for name in names:
        graph.add_node(name, step)
    for before, after in zip((START, *names), (*names, END), strict=True):
        graph.add_edge(before, after)
    turns = Turns()
    async with AsyncSqliteSaver.from_conn_string(str(folder / "bare.db")) as saver:
        compiled = graph.compile(checkpointer=saver)
        began = process_time()
        for number in range(times):
            config: Any = {"configurable": {"thread_id": f"t{number}"}}
            start = perf_counter()
            await compiled.ainvoke({"text": "milk"}, config, durability="exit")
            turns.wall.append(perf_counter() - start)
        turns.processor = process_time() - began
    return turns


async def timed(
    server: Running, times: int, turn: Callable[[int], Awaitable[None]], warm: int = 5
) -> Turns:
    """Take turns one after another; the first few, which warm things up, do not count."""
    for number in range(warm):
        await turn(-1 - number)
    turns, began = Turns(), server.processor_seconds()
    for number in range(times):
        start = perf_counter()
        await turn(number)
        turns.wall.append(perf_counter() - start)
    turns.processor = server.processor_seconds() - began
    return turns


class Talk:
    """One shopper's words to the server.

    Args:
        connection: Where they go.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.open: dict[str, Any] = {}

    async def say(self, thread: str, user: str, message: str, kind: str) -> None:
        """Take a turn and keep its proposal, which must be of a kind: products or hypotheses."""
        told = await self._connection.stream(_CHAT, user_id=user, thread_id=thread, message=message)
        self.open = dict(told)["proposal"]
        if not self.open[kind]:
            raise RuntimeError(f"{message!r} was answered without {kind}")

    async def pick(self, user: str) -> None:
        """Pick the first reading of the open proposal, and get its products."""
        choice = {"proposal_id": self.open["proposal_id"], "choice": "h1"}
        told = await self._connection.stream(_CHAT, user_id=user, selection=choice)
        if not dict(told)["proposal"]["products"]:
            raise RuntimeError("a picked reading found no products")


async def chat_rows(server: Running, floor: str, times: int) -> list[Row]:
    """Measure turns of the shopping conversation."""
    talk = Talk(await Connection.open(server.port))

    async def precise(number: int) -> None:
        await talk.say(f"p{number}", "precise", PRECISE[number % len(PRECISE)], "products")

    async def vague(number: int) -> None:
        await talk.say(f"v{number}", "vague", VAGUE[number % len(VAGUE)], "hypotheses")

    async def long(number: int) -> None:
        thread = f"l{number // LONG}"
        await talk.say(thread, "long", PRECISE[number % len(PRECISE)], "products")

    target = "p95 < 40 ms"
    return [
        (await timed(server, times, precise)).row("chat, precise", target, floor, most=40),
        (await timed(server, times, vague)).row("chat, vague", target, floor, most=40),
        (await picks(server, talk, times // 2)).row("chat, pick a reading", target, floor, most=40),
        (await timed(server, times, long)).row(
            f"chat, precise, threads of {LONG} turns", target, floor, most=40
        ),
    ]


async def picks(server: Running, talk: Talk, times: int) -> Turns:
    """Pick the first reading of vague requests; only the picks are timed."""
    turns = Turns()
    for number in range(times):
        await talk.say(f"k{number}", "picky", VAGUE[number % len(VAGUE)], "hypotheses")
        start, began = perf_counter(), server.processor_seconds()
        await talk.pick("picky")
        turns.wall.append(perf_counter() - start)
        turns.processor += server.processor_seconds() - began
    return turns


async def execute_rows(server: Running, floor: str, times: int) -> list[Row]:
    """Measure asking for three readings, and picking one of them."""
    connection = await Connection.open(server.port)
    asked: list[str] = []

    async def ask(number: int) -> None:
        text = REQUESTS[number % len(REQUESTS)]
        reply = await connection.ask(_EXECUTE, user_id="asker", input_text=text, auto_advance=False)
        asked.append(reply["execution_id"])

    async def pick(_: int) -> None:
        reply = await connection.ask(
            _EXECUTE, user_id="asker", execution_id=asked.pop(), hypothesis_id="h1"
        )
        if not reply["enriched_prompt"]:
            raise RuntimeError("a pick was answered without a prompt")

    asking = await timed(server, times, ask)
    picking = await timed(server, times, pick)
    return [asking.row("execute, ask", floor=floor), picking.row("execute, pick", floor=floor)]


async def measured(server: Running, folder: Path, times: int) -> list[Row]:
    """Measure the conversation and its floor."""
    empty = await bare(folder, times)
    known, processor = percentiles(empty.wall), empty.processor / times * 1e3
    floor = (
        f"four empty nodes p50 {known['p50']:.1f}, p95 {known['p95']:.1f}, CPU {processor:.1f} ms"
    )
    return [
        *await chat_rows(server, floor, times),
        *await execute_rows(server, floor, times),
        Row(
            'floor: four empty LangGraph nodes, SQLite saver, durability "exit"',
            **known,
            note=f"{processor:.1f} ms processor time a turn, in process",
        ),
    ]


def main() -> int:
    """Measure, write `bench/results/graph.json`, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test; nothing is written")
    quick = parser.parse_args().quick
    with workspace() as folder, leafloop(folder / "var") as server:
        rows = uvloop.run(measured(server, folder, 10 if quick else TURNS))
        path = write("graph", rows, results=folder if quick else RESULTS)
        sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
