"""How fast the journal takes events, beside bare SQLite: `python -m bench.journal`."""

import argparse
import asyncio
import gc
import sqlite3
import statistics
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, thread_time
from typing import Final

import uvloop

from bench.measure import Row, percentiles, write
from domain.event import Event, Kind
from domain.ids import client_event_id, digest_of, uuid7
from memory.adapters.journal_rows import COLUMNS, rows_of
from memory.adapters.journal_schema import open_writer
from memory.adapters.sqlite_journal import SqliteJournal

ROUNDS: Final = 5
SUBJECTS: Final = 1_000
AT: Final = 1_700_000_000_000
_DATA: Final = {
    "product_sku": "oat-1",
    "product_name": "Oat drink barista 1 l",
    "category": "dairy alternatives",
    "brand": "Oatly",
    "attributes": ["organic", "plant_based"],
    "price": 2.49,
    "size": "1 l",
    "query": "oat milk",
    "position": 2,
}


@dataclass(frozen=True, slots=True)
class Load:
    """So many writers, each of which appends so many events at a time.

    Attributes:
        writers: How many at once.
        size: Events per append.
        total: Events per round.
    """

    writers: int
    size: int
    total: int


LOADS: Final = (
    Load(1, 1, 2_000),
    Load(16, 1, 16_000),
    Load(4, 100, 60_000),
    Load(4, 1_000, 100_000),
)


def made(turn: int) -> Event:
    """Make an event with an id made here, sixty a millisecond; subjects take turns."""
    at = AT + turn // 60
    return Event(uuid7(at), Kind.PRODUCT_VIEWED, f"u{turn % SUBJECTS}", "visit", at, at, _DATA)


def named(turn: int) -> Event:
    """Make an event whose client chose the id."""
    event = made(turn)
    event_id = client_event_id(event.subject, event.event_id.hex())
    return event._replace(event_id=event_id, digest=digest_of(event_id))


def bare(folder: Path, total: int) -> list[float]:
    """Return rows/s of `executemany` in synced commits of 1,000 rows: the floor."""
    connection = open_writer(folder / "bare.sqlite", busy_timeout=1.0)
    rates = []
    turns = count()
    for _ in range(ROUNDS):
        batches = [
            rows_of([made(turn) for turn in islice(turns, 1_000)]) for _ in range(total // 1_000)
        ]
        began = perf_counter()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            marks = ",".join("?" * len(batch[0]))
            connection.executemany(f"INSERT INTO journal({COLUMNS}) VALUES ({marks})", batch)
            connection.execute("COMMIT")
        rates.append(total / (perf_counter() - began))
    connection.close()
    return rates


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took.

    Attributes:
        rate: Events/s.
        processor: Microseconds of processor time per event, in both threads.
        loop: The part of it on the event loop's thread.
        waits: Seconds each append took.
    """

    rate: float
    processor: float
    loop: float
    waits: list[float]


async def one_round(journal: SqliteJournal, load: Load, events: Iterator[Event]) -> Round:
    """Append one round of events from all writers at once; they take the events in turn."""
    number = load.total // load.size
    batches = [list(islice(events, load.size)) for _ in range(number)]
    shares = [batches[writer :: load.writers] for writer in range(load.writers)]
    waits: list[float] = []

    async def write_all(batches: Sequence[list[Event]]) -> None:
        for batch in batches:
            began = perf_counter()
            await journal.append(batch)
            waits.append(perf_counter() - began)

    # The events of all rounds would otherwise be walked by the collector again and again.
    gc.collect()
    gc.freeze()
    began, worked, looped = perf_counter(), process_time(), thread_time()
    await asyncio.gather(*map(write_all, shares))
    seconds = perf_counter() - began
    per_event = 1e6 / load.total
    worked, looped = process_time() - worked, thread_time() - looped
    return Round(load.total / seconds, worked * per_event, looped * per_event, waits)


async def measure_appends(folder: Path, floor: float) -> list[Row]:
    """Measure every load with both kinds of ids."""
    rows: list[Row] = []
    for ids, make in (("ids made here", made), ("ids chosen by clients", named)):
        for load in LOADS:
            async with _journal(folder / f"{ids[-4:]}{load.writers}x{load.size}") as journal:
                events = map(make, count())
                rounds = [await one_round(journal, load, events) for _ in range(ROUNDS)]
            what = f"append, {load.writers} writers of {load.size}, {ids}"
            rows += _rows(what, load, rounds, floor if make is made else None)
    return rows


def _rows(what: str, load: Load, rounds: Sequence[Round], floor: float | None) -> list[Row]:
    rate = statistics.median(one.rate for one in rounds)
    beside = f"bare {floor:,.0f} rows/s; this is {rate / floor:.0%}" if floor else ""
    return [
        Row(
            what,
            unit="events/s",
            n=load.total * ROUNDS,
            value=rate,
            floor=beside,
        ),
        Row(f"{what}: wait", **percentiles([wait for one in rounds for wait in one.waits])),
        Row(
            f"{what}: processor per event",
            unit="us",
            n=load.total * ROUNDS,
            value=statistics.median(one.processor for one in rounds),
        ),
        Row(
            f"{what}: of it on the event loop",
            unit="us",
            n=load.total * ROUNDS,
            value=statistics.median(one.loop for one in rounds),
        ),
    ]


async def measure_reading(folder: Path, total: int) -> list[Row]:
    """Measure replays: everything, and one subject among `SUBJECTS` that take turns."""
    async with _journal(folder / "reading") as journal:
        for start in range(0, total, 1_000):
            await journal.append([made(turn) for turn in range(start, start + 1_000)])
        full, single = [], []
        for turn in range(ROUNDS):
            began = perf_counter()
            places = [event.seq async for event in journal.replay()]
            full.append(len(places) / (perf_counter() - began))
            for subject in range(turn, SUBJECTS, 10):
                began = perf_counter()
                _ = [event.seq async for event in journal.replay(subject=f"u{subject}")]
                single.append(perf_counter() - began)
    each = total // SUBJECTS
    return [
        Row("replay", unit="events/s", n=total * ROUNDS, value=statistics.median(full)),
        Row(f"replay of one subject, {each} of {total:,} events", **percentiles(single)),
    ]


@asynccontextmanager
async def _journal(folder: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(folder / "journal.sqlite")
    try:
        yield journal
    finally:
        await journal.close()


def sqlite_row(floor: Sequence[float], total: int) -> Row:
    """Return the floor's own row."""
    what = f"bare SQLite {sqlite3.sqlite_version}: executemany, synced commits of 1,000"
    value = statistics.median(floor)
    return Row(what, unit="rows/s", n=total * ROUNDS, value=value)


def main() -> int:
    """Measure, write `bench/results/journal.json`, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events of the floor")
    total: int = parser.parse_args().events
    with TemporaryDirectory() as name:
        folder = Path(name)
        floor = bare(folder, total)
        rows = [
            sqlite_row(floor, total),
            *uvloop.run(measure_appends(folder, statistics.median(floor))),
            *uvloop.run(measure_reading(folder, total)),
        ]
    path = write("journal", rows)
    sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
