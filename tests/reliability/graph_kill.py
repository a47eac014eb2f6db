"""Kill writers of a graph file at random, then count: `python -m tests.reliability.graph_kill`."""

import argparse
import multiprocessing
import random
import sys
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

import orjson

from tests.reliability import graph_check
from tests.reliability.driver_mutants import DRIVERS
from tests.reliability.graph_writer import notes, write


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found after the kills.

    Attributes:
        driver: Which driver it was.
        kills: Times a writer was killed.
        acknowledged: Saves that were answered.
        stored: Saves that are in the file.
        bulks: Bulk saves among them.
        lost: Answered saves that are not in it.
        torn: Bulks of which only a part is in it, after any of the kills.
        words_wrong: Words and counts that searches use and that do not fit the texts.
        integrity: SQLite's own checks, one after each kill; "ok" when all were.
        seconds: How long it took.
    """

    driver: str
    kills: int
    acknowledged: int
    stored: int
    bulks: int
    lost: int
    torn: int
    words_wrong: int
    integrity: str
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether every answered save is there, whole, and is found."""
        return self.lost + self.torn + self.words_wrong == 0 and self.integrity == "ok"


def forks() -> ForkServerContext:
    """Processes that start in milliseconds: their parent has imported Graphiti once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.reliability.graph_writer"])
    return context


def kill_and_count(folder: Path, driver: str, kills: int, seed: int) -> Findings:
    """Let a writer save until it is killed, again and again, and check what is kept.

    Args:
        folder: An empty directory for the graph.
        driver: A key of `DRIVERS`.
        kills: How often to kill.
        seed: Decides what is saved and when to kill.
    """
    began, path, rng = perf_counter(), folder / "graph.db", random.Random(seed)
    context, answers, torn = forks(), set(), 0
    for run in range(kills):
        writer = context.Process(target=write, args=(str(path), driver, run, rng.randrange(2**32)))
        writer.start()
        _wait_for_a_save(path, run, writer)
        sleep(rng.uniform(0.0, 0.06))
        writer.kill()
        writer.join()
        stored = graph_check.read(path)
        answers.add(stored.integrity)
        torn = max(torn, stored.torn)
    noted = frozenset(_noted(path))
    return Findings(
        driver=driver,
        kills=kills,
        acknowledged=len(noted),
        stored=len(stored.saved),
        bulks=len(stored.bulks),
        lost=len(noted - stored.saved),
        torn=torn,
        words_wrong=stored.words_wrong,
        integrity=" ".join(sorted(answers)),
        seconds=round(perf_counter() - began, 1),
    )


def _wait_for_a_save(path: Path, run: int, writer: BaseProcess) -> None:
    """Wait until this run has saved something: a kill before that would test nothing."""
    deadline, names = monotonic() + 60, (f"b{run}-", f"n{run}-")
    while not any(name.startswith(names) for name in _noted(path)):
        assert writer.is_alive(), "the writer died by itself"
        assert monotonic() < deadline, "the writer saved nothing for a minute"
        sleep(0.002)


def _noted(path: Path) -> list[str]:
    return notes(path).read_text().split() if notes(path).exists() else []


def main() -> int:
    """Run from the command line; 0 when the graph is sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--driver", choices=sorted(DRIVERS), default="sound")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        findings = kill_and_count(Path(folder), chosen.driver, chosen.kills, chosen.seed)
    shown = {**asdict(findings), "sound": findings.sound}
    sys.stdout.write(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
