"""Small folds to run, and a process that can start again on the same files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner, Pace
from memory.folds import Fold
from tests.fakes.clock import FixedClock
from tests.fakes.journal import MemoryJournal


@dataclass(frozen=True, slots=True)
class Seen:
    """What one subject looked at."""

    subject: str
    seq: int = 0
    skus: tuple[str, ...] = ()


def look(state: Seen, event: Event) -> Seen:
    """Remember a sku, unless it is poison."""
    if event.seq <= state.seq:
        return state
    sku = event.data["product_sku"]
    if sku == "poison":
        raise ValueError("this one cannot be folded")
    return Seen(state.subject, event.seq, (*state.skus, sku))


@dataclass(slots=True)
class Tally:
    """A state over all subjects, which its step changes in place."""

    seq: int
    looks: dict[str, int]


def tally(state: Tally, event: Event) -> Tally:
    """Count looks in place."""
    if event.seq > state.seq:
        state.looks[event.subject] = state.looks.get(event.subject, 0) + 1
        state.seq = event.seq
    return state


def brave(state: Seen, event: Event) -> Seen:
    """Fold poison, too."""
    if event.seq <= state.seq:
        return state
    return Seen(state.subject, event.seq, (*state.skus, event.data["product_sku"]))


VIEWS = (Kind.PRODUCT_VIEWED,)
SEEN = Fold("seen", Seen, Seen, look, VIEWS)
MENDED = Fold("seen", Seen, Seen, brave, VIEWS)
TALLY = Fold("tally", Tally, lambda _: Tally(0, {}), tally, VIEWS, per_subject=False)


class Starts:
    """Opens a runner on the same files each time, as a process that starts again would.

    It saves only when it is told to.
    """

    def __init__(self, home: Path, journal: MemoryJournal, letters: DeadLetters) -> None:
        self._path = home / "snapshots.db"
        self._journal = journal
        self._letters = letters
        self._opened: list[FoldRunner] = []

    async def __call__(self, *folds: Fold[Any], capacity: int = 100) -> FoldRunner:
        """Start with these folds, or with both."""
        runner = await FoldRunner.open(
            self._path,
            self._journal,
            folds or (SEEN, TALLY),
            dead_letters=self._letters,
            clock=FixedClock(),
            pace=Pace(capacity=capacity, every_seconds=3_600, every_events=1_000_000),
        )
        self._opened.append(runner)
        return runner

    async def close(self) -> None:
        """Close every runner that was opened."""
        for runner in self._opened:
            await runner.close()


async def skus(runner: FoldRunner, subject: str = "ann") -> tuple[str, ...]:
    """Return what a subject looked at."""
    state: Seen = await runner.states("seen").read(subject)
    return state.skus
