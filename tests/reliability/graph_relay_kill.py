"""Kill the relay into the graph at random: `python -m tests.reliability.graph_relay_kill`."""

import argparse
import asyncio
import multiprocessing
import random
import sqlite3
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from domain.event import Event
from domain.knowledge import KnownFact
from memory.adapters.sqlite_journal import SqliteJournal
from memory.dead_letters import DeadLetters
from memory.knowledge import Knowledge
from tests.fakes.journal import MemoryJournal
from tests.fakes.knowledge import FakeKnowledge
from tests.reliability.graph_mutants import GRAPHS
from tests.reliability.graph_process import (
    END_OF_TIME,
    EVERY_TYPE,
    NAMES,
    open_graph,
    parts,
    relay_into,
    sink_into,
    write_and_follow,
)
from tests.reliability.graph_told import SUBJECTS

_SLICE = 0.03
"""Seconds for which the graph is up or down."""

Facts = dict[str, dict[str, KnownFact]]


@dataclass(frozen=True, slots=True)
class GraphFindings:
    """What the graph held after the kills.

    Attributes:
        graph: Which graph it was.
        kills: Times the process was killed.
        outages: Slices of time in which the graph was down.
        events: Events in the journal.
        facts: Facts that the journal amounts to.
        missing: Of them, how many the graph lacks.
        unknown: Facts in the graph that nothing in the journal says.
        different: Facts that differ in any field.
        behind: Places between the journal's end and the watermark.
        dead_letters: Events blamed for what was no fault of theirs.
        integrity: Answer of SQLite's own check.
        seconds: How long it took.
    """

    graph: str
    kills: int
    outages: int
    events: int
    facts: int
    missing: int
    unknown: int
    different: int
    behind: int
    dead_letters: int
    integrity: str
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether the graph is what the journal amounts to, and something was there to lose."""
        wrong = self.missing + self.unknown + self.different + self.behind + self.dead_letters
        return wrong == 0 and self.integrity == "ok" and self.facts > 0


def kill_and_compare(folder: Path, graph: str, kills: int, seed: int) -> GraphFindings:
    """Kill a writer with its relay again and again, and compare the graph with the journal.

    Args:
        folder: An empty directory.
        graph: A key of `GRAPHS`.
        kills: How often to kill.
        seed: Decides events, outages and the times of the kills.
    """
    began, rng, outages = perf_counter(), random.Random(seed), 0
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["tests.reliability.graph_process"])
    for _ in range(kills):
        outages += _one_life(forked, folder, graph, rng)
    parts(folder)[2].unlink(missing_ok=True)
    findings = asyncio.run(_compare(folder, graph, kills, outages))
    return replace(findings, seconds=round(perf_counter() - began, 1))


def _one_life(forked: ForkServerContext, folder: Path, graph: str, rng: random.Random) -> int:
    """Let the process live for a moment, with the graph down for about a third of it."""
    switch, outages = parts(folder)[2], 0
    ready = forked.Event()
    given = (folder, graph, rng.randrange(2**32), ready)
    process = forked.Process(target=write_and_follow, args=given)
    process.start()
    if not ready.wait(60):
        raise TimeoutError("The process did not come up within 60 s.")
    until = time.monotonic() + rng.uniform(0.02, 0.3)
    while (left := until - time.monotonic()) > 0:
        if rng.random() < 1 / 3:
            switch.write_text(rng.choice(("before", "after")))
            outages += 1
        else:
            switch.unlink(missing_ok=True)
        time.sleep(min(left, _SLICE))
    process.kill()
    process.join()
    process.close()
    return outages


async def _compare(folder: Path, graph: str, kills: int, outages: int) -> GraphFindings:
    journal, knowledge = await SqliteJournal.open(parts(folder)[0]), await open_graph(folder)
    try:
        relay = relay_into(journal, knowledge, folder)
        await relay.start()
        await relay.caught_up()
        await relay.close()
        last, events = await journal.last_seq(), [event async for event in journal.replay()]
        behind = last - await knowledge.watermark()
        held = await _held(knowledge)
    finally:
        await knowledge.close()
        await journal.close()
    return GraphFindings(
        graph=graph,
        kills=kills,
        outages=outages,
        events=len(events),
        **_differences(await _folded(events), held),
        behind=behind,
        dead_letters=DeadLetters(folder / "dead_letters.db").count(),
        integrity=_integrity(parts(folder)[1]),
    )


async def _held(knowledge: Knowledge) -> Facts:
    """Return everything that a graph holds of the subjects."""
    groups = {}
    for group in map(NAMES.of, SUBJECTS):
        facts = await knowledge.facts(group, END_OF_TIME, types=EVERY_TYPE, history=True)
        groups[group] = {fact.memory_id: fact for fact in facts}
    return groups


async def _folded(events: Sequence[Event]) -> Facts:
    """Return what events amount to when nothing goes wrong."""
    fold = FakeKnowledge()
    sink = sink_into(fold, MemoryJournal())
    said = [event for event in events if event.kind in sink.kinds]
    await sink.write(said, len(events))
    return fold.groups


def _differences(expected: Facts, held: Facts) -> dict[str, int]:
    missing = unknown = different = 0
    for group in expected.keys() | held.keys():
        wanted, found = expected.get(group, {}), held.get(group, {})
        missing += len(wanted.keys() - found.keys())
        unknown += len(found.keys() - wanted.keys())
        different += sum(repr(wanted[key]) != repr(found[key]) for key in wanted.keys() & found)
    facts = sum(len(one) for one in expected.values())
    return {"facts": facts, "missing": missing, "unknown": unknown, "different": different}


def _integrity(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        answer: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    return answer


def main() -> int:
    """Run from the command line; 0 when the graph is sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--graph", choices=sorted(GRAPHS), default="sound")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        findings = kill_and_compare(Path(folder), chosen.graph, chosen.kills, chosen.seed)
    shown = {**asdict(findings), "sound": findings.sound}
    sys.stdout.write(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
