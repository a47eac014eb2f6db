"""How fast folds follow the journal, and what saving them costs: `python -m bench.folds`."""

import asyncio
import random
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, thread_time
from typing import Any, Final

import uvloop

from bench.measure import Row, percentiles, write
from domain.clock import SystemClock
from domain.event import Event, Kind
from domain.ids import selection_event_id, uuid7
from domain.profile import Profile
from learning.signals import Signals
from memory.adapters.sqlite_journal import SqliteJournal
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner, Pace
from memory.folds import Fold
from memory.pseudonym import Pseudonyms
from memory.relay import Relay
from memory.training_log import TrainingLog
from wiring.folds import folds

EVENTS: Final = 100_000
SUBJECTS: Final = 5_000
PICKS: Final = 100
ROUNDS: Final = 5
NO_SLICE: Final = 0.0003
"""Seconds: a shorter turn of the loop did not save anything."""
AT: Final = 1_700_000_000_000
STILL: Final = Pace(every_seconds=3_600.0, every_events=10**9)
_KINDS: Final = (Kind.PRODUCT_VIEWED, Kind.SEARCH_RESULT_CLICKED, Kind.CART_ITEM_ADDED)


def stream(number: int, seed: int = 1) -> list[Event]:
    """Make 85 % views, 10 % clicks, 5 % cart-adds of 1,000 products by subjects at random."""
    draw = random.Random(seed)
    events = []
    for turn in range(number):
        kind = draw.choices(_KINDS, (85, 10, 5))[0]
        sku = draw.randrange(1_000)
        data = {
            "product_sku": f"sku-{sku}",
            "product_name": f"Product {sku}",
            "category": f"category {sku % 40}",
            "brand": f"brand {sku % 90}",
            "attributes": ["organic"] if sku % 3 else [],
            "price": 1.0 + sku % 17,
            "quantity": 1,
        }
        subject = f"u{draw.randrange(SUBJECTS)}"
        at = AT + turn
        events.append(Event(uuid7(at), kind, subject, None, at, at, data))
    return events


async def fill(journal: SqliteJournal, events: Sequence[Event]) -> None:
    """Append events a thousand at a time."""
    for start in range(0, len(events), 1_000):
        await journal.append(events[start : start + 1_000])


async def begin(home: Path, journal: SqliteJournal, every: Sequence[Fold[Any]]) -> FoldRunner:
    """Open a runner that saves only when it is told to."""
    letters = DeadLetters(home / "dead_letters.db")
    return await FoldRunner.open(
        home / "snapshots.db", journal, every, dead_letters=letters, clock=SystemClock(), pace=STILL
    )


async def measure_overhead(home: Path) -> Row:
    """Measure the runner's own part: four folds whose step does nothing."""
    journal = await SqliteJournal.open(home / "empty.db")
    kinds = tuple(Kind)
    idle = [
        Fold(f"idle{n}", Profile, Profile.empty, lambda state, _: state, kinds) for n in range(4)
    ]
    runner = await begin(home / "idle", journal, idle)
    events = stream(EVENTS)
    runner._hear(events)
    rounds = []
    for _ in range(ROUNDS):
        began = process_time()
        runner._hear(events)
        rounds.append((process_time() - began) / EVENTS / len(idle) * 1e6)
    await runner.close()
    await journal.close()
    value = statistics.median(rounds)
    note = "processor time, median of rounds"
    what, number = "runner, per event and fold", EVENTS * len(idle)
    return Row(what, "≤ 1 us", "us", n=number, value=value, met=value <= 1, note=note)


async def measure_states(home: Path, journal: SqliteJournal) -> list[Row]:
    """Measure the folds in use: a start, reads, and how long a checkpoint holds the loop."""
    every = folds(Signals)
    began = perf_counter()
    runner = await begin(home, journal, every)
    replayed = perf_counter() - began
    profiles = runner.states("profile")
    reads = []
    for turn in range(20_000):
        began = perf_counter()
        await profiles.read(f"u{turn % SUBJECTS}")
        reads.append(perf_counter() - began)
    dirty = runner.unsaved
    held, seconds = await _held_by(runner)
    await runner.close()
    began = perf_counter()
    again = await begin(home, journal, every)
    started = perf_counter() - began
    colds = []
    for turn in range(2_000):
        began = perf_counter()
        again.states("profile").current(f"u{turn}")
        colds.append(perf_counter() - began)
    await again.close()
    wall, processor = (sorted(gaps) for gaps in zip(*held, strict=True))
    longest = processor[-1] * 1e3
    return [
        Row("start, 100,000 events, nothing saved", unit="s", n=EVENTS, value=replayed),
        Row("start, 100,000 events, saved", "< 1 s", "s", EVENTS, value=started, met=started < 1),
        Row("read a profile in memory", "< 20 us", **percentiles(reads, "us")),
        Row("read a profile from its snapshot", **percentiles(colds, "us")),
        Row("checkpoint: a slice holds the loop", **percentiles(wall)),
        Row("checkpoint: processor time of a slice", **percentiles(processor)),
        Row("checkpoint: longest slice, processor", "< 2 ms", value=longest, met=longest < 2),
        Row(f"checkpoint of {dirty:,} states without rests", unit="s", n=dirty, value=seconds),
    ]


async def _held_by(runner: FoldRunner) -> tuple[list[tuple[float, float]], float]:
    """Return wall and processor time of each slice of a checkpoint, and its length in all."""
    slices: list[tuple[float, float]] = []

    async def tick() -> None:
        wall, processor = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(0)
            slices.append((perf_counter() - wall, thread_time() - processor))
            wall, processor = perf_counter(), thread_time()

    ticking = asyncio.create_task(tick())
    began = perf_counter()
    await runner.checkpoint()
    seconds = perf_counter() - began
    ticking.cancel()
    return [one for one in slices if one[1] >= NO_SLICE], seconds


async def measure_training(home: Path, journal: SqliteJournal) -> Row:
    """Measure from the commit of a pick until its line is synced."""
    log = TrainingLog(home / "training", Pseudonyms(b"only for this bench"))
    letters = DeadLetters(home / "relay.db")
    relay = Relay(journal, log, dead_letters=letters, clock=SystemClock(), jitter=lambda: 0.5)
    await relay.start()
    await relay.caught_up()
    waits = []
    for turn in range(PICKS):
        await journal.append([_pick(turn)])
        began = perf_counter()
        await relay.caught_up()
        waits.append(perf_counter() - began)
    await relay.close()
    await log.close()
    found = percentiles(waits)
    met = max(waits) < 1 and log.counts["hypotheses_count"] == PICKS
    return Row("a pick, from its commit to its line on disk", "< 1 s", met=met, **found)


def _pick(turn: int) -> Event:
    shown = [{"id": "h1", "question": "Do you want a plan?", "confidence": 0.8}]
    context = {"persona_facets": {}, "interaction_count": 0, "recent_goals": [], "preferences": []}
    data = {
        "flow": "execute",
        "input_text": "help me bake",
        "choice": "h1",
        "hypotheses": shown,
        "context": context,
        "consent": {"use_for_training": True, "version": 1},
    }
    event_id = selection_event_id(uuid7(AT + turn))
    return Event(event_id, Kind.SELECTION_MADE, "u1", None, AT, AT, data, digest=b"d" * 16)


async def measure(home: Path) -> list[Row]:
    """Measure everything in one folder."""
    rows = [await measure_overhead(home)]
    journal = await SqliteJournal.open(home / "journal.db")
    await fill(journal, stream(EVENTS))
    rows += await measure_states(home, journal)
    rows.append(await measure_training(home, journal))
    await journal.close()
    return rows


def main() -> int:
    """Measure, write `bench/results/folds.json`, and show it."""
    with TemporaryDirectory() as folder:
        rows = uvloop.run(measure(Path(folder)))
    path = write("folds", rows)
    sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
