"""Kill the server at random under load, then count: `python -m tests.reliability.server_kill`.

Shoppers post single events, batches and executions to `leafloop serve`, which is killed and
started again; whoever got no answer sends the same request again. One line of JSON says what was
found; every figure under `wrong` has to be 0.
"""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import httpx
import orjson

from tests.reliability.mutants import JOURNALS
from tests.reliability.server_check import (
    Figures,
    check_files,
    check_journal,
    check_served,
    check_states,
    check_training,
    training_lag,
)
from tests.reliability.server_clients import Ledger, Shopper
from tests.reliability.server_mutant import program_of
from tests.serving import PROGRAM, serving

SHOPPERS: Final = 8
SOONEST, LATEST = 0.05, 1.5
"""Seconds after a start's end between which the kill comes."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found after the kills.

    Attributes:
        kills: Times the server was killed, not counting the last one, which comes without load.
        acknowledged: Events that the server said are durable.
        picks: Picks it answered.
        unanswered: Requests whose answer never came, and which were sent again.
        slowest_start: Seconds from the start of the process until it was ready.
        seconds: How long all of it took.
        unexpected: Answers that no shopper should see.
        wrong: What does not agree -> how often.
    """

    kills: int
    acknowledged: int
    picks: int
    unanswered: int
    slowest_start: float
    seconds: float
    unexpected: list[str]
    wrong: Figures

    @property
    def sound(self) -> bool:
        """Whether everything acknowledged is there once, and everything else agrees with it."""
        return not self.unexpected and not any(self.wrong.values())


@dataclass(slots=True)
class Run:
    """One run of the harness on an empty directory."""

    data_dir: Path
    ledger: Ledger = field(default_factory=Ledger)
    starts: list[float] = field(default_factory=list)
    program: str = PROGRAM

    async def kill_and_count(
        self, kills: int, seed: int, latest: float = LATEST, picks: int = 0
    ) -> Findings:
        """Run shoppers against a server that is killed again and again, and check what it kept.

        Args:
            kills: How often to kill.
            seed: Decides what shoppers do and when the kills come.
            latest: Most seconds from a start to its kill.
            picks: After the last kill shoppers go on until so many picks are answered.
        """
        begun, rng, ledger = perf_counter(), random.Random(seed), self.ledger
        async with httpx.AsyncClient(timeout=20, trust_env=False) as http:
            shoppers = [
                asyncio.create_task(Shopper(f"s{at}", ledger, random.Random(seed + at), http).run())
                for at in range(SHOPPERS)
            ]
            for _ in range(kills):
                async with self._server():
                    await asyncio.sleep(rng.uniform(SOONEST, latest))
            async with self._server() as url:
                await _until(lambda: len(ledger.picks) >= picks, seconds=60)
                ledger.over = True
                await asyncio.gather(*shoppers)
                wrong = await check_served(http, ledger)
                async with asyncio.timeout(20):
                    while await training_lag(http, url):
                        await asyncio.sleep(0.05)
        wrong |= await check_left(self.data_dir, ledger)
        return Findings(
            kills=kills,
            acknowledged=len(ledger.acknowledged),
            picks=len(ledger.picks),
            unanswered=ledger.unanswered,
            slowest_start=round(max(self.starts), 2),
            seconds=round(perf_counter() - begun, 1),
            unexpected=ledger.unexpected,
            wrong=wrong,
        )

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[str]:
        """Start the server, tell the shoppers where it is, and kill it at the end."""
        begun = perf_counter()
        opened = serving(
            self.data_dir, program=self.program, ENABLE_TRAINING_DATA_COLLECTION="true"
        )
        running = await asyncio.to_thread(opened.__enter__)
        try:
            self.starts.append(perf_counter() - begun)
            self.ledger.url = running.url
            yield running.url
        finally:
            self.ledger.url = None
            await asyncio.to_thread(running.stop, signal.SIGKILL)
            opened.__exit__(None, None, None)


async def _until(reached: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not reached():
            await asyncio.sleep(0.05)


async def check_left(data_dir: Path, ledger: Ledger) -> Figures:
    """Check everything a dead server left on disk; every figure must be 0."""
    return {
        **check_files(data_dir),
        **check_journal(data_dir, ledger),
        **check_training(data_dir / "training", ledger),
        **await check_states(data_dir, ledger),
    }


def main() -> int:
    """Run from the command line; 0 when everything agrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", choices=sorted(JOURNALS), default="sound")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        run = Run(Path(folder) / "var", program=program_of(chosen.journal))
        findings = asyncio.run(run.kill_and_count(chosen.kills, chosen.seed))
    shown = {**asdict(findings), "sound": findings.sound}
    sys.stdout.write(orjson.dumps(shown).decode() + "\n")
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
