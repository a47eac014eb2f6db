"""How long a start takes, from the command to the first answer: `python -m bench.start`."""

import argparse
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree
from time import perf_counter
from typing import Final

import orjson
import uvloop

from bench.measure import RESULTS, Row, write
from bench.running import ROOT, leafloop, workspace
from bench.shoppers import samples
from bench.wire import Connection

EVENTS: Final = 100_000
BATCH: Final = 1_000
SUBJECTS: Final = 5_000
STARTS: Final = 3
_IMPORTS: Final = "import fastapi, langgraph.graph, numpy, tantivy"


def batches(number: int) -> Iterator[bytes]:
    """Yield bodies that hold so many events in all: 85 % views, 10 % clicks, 5 % cart additions."""
    draw, products = random.Random(5), samples()
    for start in range(0, number, BATCH):
        events = []
        for _ in range(min(BATCH, number - start)):
            kind = draw.choices(
                ("product_viewed", "search_result_clicked", "cart_item_added"), (85, 10, 5)
            )[0]
            data = {"product_sku": draw.choice(products).sku}
            user = f"u{draw.randrange(SUBJECTS)}"
            events.append({"event_type": kind, "user_id": user, "data": data})
        yield orjson.dumps({"events": events})


async def fill(port: int, number: int) -> None:
    """Send events through the API, and insist that every one was taken."""
    connection, accepted = await Connection.open(port), 0
    for body in batches(number):
        _, reply = await connection.post("/api/v1/events", body)
        accepted += orjson.loads(reply)["accepted"]
    connection.close()
    if accepted != number:
        raise RuntimeError(f"of {number:,} events {accepted:,} were accepted")


def imports(times: int) -> list[float]:
    """Return the seconds a fresh interpreter takes to import what any such server needs."""
    seconds = []
    for _ in range(times):
        begun = perf_counter()
        subprocess.run([sys.executable, "-c", _IMPORTS], cwd=ROOT, check=True)
        seconds.append(perf_counter() - begun)
    return seconds


def empty_starts(folder: Path, times: int) -> list[float]:
    """Return the seconds of starts with nothing there: the samples are stocked first."""
    return [_started(folder / f"empty-{number}") for number in range(times)]


def starts_of(kept: Path, folder: Path, times: int) -> list[float]:
    """Return the seconds of starts on copies of a data directory."""
    seconds = []
    for number in range(times):
        copy = folder / f"{kept.name}-{number}"
        copytree(kept, copy)
        seconds.append(_started(copy))
        rmtree(copy)
    return seconds


def _started(data_dir: Path) -> float:
    with leafloop(data_dir) as server:
        return server.seconds


def killed_and_stopped(folder: Path, events: int) -> tuple[Path, Path]:
    """Return the data of a server that was killed with events stored, and of one that was stopped.

    The first is as kill -9 left it right after the last event was acknowledged; the second was
    started on a copy of it and left in good order, every state checkpointed.
    """
    killed, stopped = folder / "killed", folder / "stopped"
    with leafloop(killed) as server:
        uvloop.run(fill(server.port, events))
        server.kill()
    copytree(killed, stopped)
    _started(stopped)
    return killed, stopped


def measured(folder: Path, starts: int, events: int) -> list[Row]:
    """Measure everything in one folder."""
    floor = imports(starts)
    empty = empty_starts(folder, starts)
    killed, stopped = killed_and_stopped(folder, events)
    bound = f"imports alone {statistics.median(floor):.2f} s"
    return [
        _row("start with an empty directory, samples stocked", empty, 5, bound),
        _row(f"start with {events:,} events stored", starts_of(stopped, folder, starts), 3, bound),
        _row(
            f"start after kill -9, {events:,} events", starts_of(killed, folder, starts), 5, bound
        ),
        _row("floor: import fastapi, langgraph, numpy and tantivy", floor, None, ""),
    ]


def _row(what: str, seconds: list[float], most: float | None, bound: str) -> Row:
    value = statistics.median(seconds)
    return Row(
        what,
        f"< {most:g} s" if most else "",
        "s",
        len(seconds),
        value=value,
        floor=bound,
        met=value < most if most else None,
        note=f"median; from {min(seconds):.2f} to {max(seconds):.2f} s",
    )


def main() -> int:
    """Measure, write `bench/results/start.json`, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test; nothing is written")
    quick = parser.parse_args().quick
    with workspace() as folder:
        rows = measured(folder, 1, 2_000) if quick else measured(folder, STARTS, EVENTS)
        path = write("start", rows, results=folder if quick else RESULTS)
        sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
