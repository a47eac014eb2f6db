"""Kill the server at random under load, then count: `python -m tests.reliability.kill`."""

import argparse
import asyncio
import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from memory.adapters.sqlite_journal import SqliteJournal
from tests.fakes.ids import SeededIds
from tests.reliability.clients import Client, Ledger
from tests.reliability.mutants import JOURNALS

CLIENTS = 24


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found after the kills.

    Attributes:
        journal: Which journal it was.
        kills: Times the server was killed.
        sent: Events sent at least once.
        acknowledged: Events the server said are durable.
        resent: Batches sent again.
        stored: Rows in the journal.
        lost: Acknowledged events that are not in it.
        repeated: Rows beyond the first of an id.
        unknown: Ids in it that nobody sent.
        conflicts: Events refused although their body never changed.
        misfiled: Events that their subject's replay misses, or has too many.
        integrity: Answer of SQLite's own check.
        seconds: How long it took.
    """

    journal: str
    kills: int
    sent: int
    acknowledged: int
    resent: int
    stored: int
    lost: int
    repeated: int
    unknown: int
    conflicts: int
    misfiled: int
    integrity: str
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether every acknowledged event is stored once, and nothing else is."""
        wrong = self.lost + self.repeated + self.unknown + self.conflicts + self.misfiled
        return wrong == 0 and self.integrity == "ok"


async def kill_and_count(folder: Path, journal: str, kills: int, seed: int) -> Findings:
    """Run clients against a server that is killed again and again, and check what it kept.

    Args:
        folder: An empty directory for the journal.
        journal: A key of `JOURNALS`.
        kills: How often to kill.
        seed: Decides batches and the times of the kills.
    """
    began = perf_counter()
    path = folder / "journal.sqlite"
    rng, ledger = random.Random(seed), Ledger()
    clients = [
        asyncio.create_task(Client(ledger, random.Random(rng.random()), SeededIds(at)).run())
        for at in range(CLIENTS)
    ]
    for _ in range(kills):
        async with _server(path, journal, ledger):
            await asyncio.sleep(rng.uniform(0.02, 0.2))
    async with _server(path, journal, ledger):
        ledger.over = True
        await asyncio.gather(*clients)
    return await _count(path, journal, kills, ledger, perf_counter() - began)


@asynccontextmanager
async def _server(path: Path, journal: str, ledger: Ledger) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.reliability.server", str(path), journal),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    ledger.port = int(await process.stdout.readline())
    try:
        yield
    finally:
        ledger.port = None
        process.kill()
        await process.communicate()


async def _count(path: Path, journal: str, kills: int, ledger: Ledger, seconds: float) -> Findings:
    stored, integrity = _read(path)
    ids = {event_id for event_id, _ in stored}
    return Findings(
        journal=journal,
        kills=kills,
        sent=len(ledger.sent),
        acknowledged=len(ledger.acknowledged),
        resent=ledger.resent,
        stored=len(stored),
        lost=len(ledger.acknowledged - ids),
        repeated=len(stored) - len(ids),
        unknown=len(ids - ledger.sent),
        conflicts=ledger.conflicts,
        misfiled=await _misfiled(path, stored),
        integrity=integrity,
        seconds=round(seconds, 1),
    )


def _read(path: Path) -> tuple[list[tuple[str, str]], str]:
    connection = sqlite3.connect(path)
    try:
        stored = connection.execute("SELECT lower(hex(event_id)), subject FROM journal").fetchall()
        integrity: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    return stored, integrity


async def _misfiled(path: Path, stored: list[tuple[str, str]]) -> int:
    """Count the events that differ between each subject's replay and the table."""
    journal = await SqliteJournal.open(path)
    try:
        replayed = [
            (event.event_id.hex(), subject)
            for subject in {subject for _, subject in stored}
            async for event in journal.replay(subject=subject)
        ]
    finally:
        await journal.close()
    left, right = Counter(stored), Counter(replayed)
    return ((left - right) + (right - left)).total()


def main() -> int:
    """Run from the command line; 0 when the journal is sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", choices=sorted(JOURNALS), default="sound")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        run = kill_and_count(Path(folder), chosen.journal, chosen.kills, chosen.seed)
        findings = asyncio.run(run)
    shown = {**asdict(findings), "sound": findings.sound}
    sys.stdout.write(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
