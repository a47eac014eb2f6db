"""Apply every committed event to every fold, and save the states so that a start is short."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from domain.clock import Clock
from domain.errors import Busy, Invalid, NotFound, Unavailable
from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.folds import Fold
from memory.journal import Journal
from memory.json_values import json_values
from memory.snapshots import Snapshots, count_subjects, settle_wal
from memory.sqlite import wipe
from memory.subject_states import SubjectStates

_log = structlog.get_logger(__name__)
_YIELD_EVERY: Final = 256
_STEP_AT_ONCE: Final = 64
"""Events of one subject folded without giving way; about two milliseconds."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often states are saved, and how little that may disturb the event loop.

    Attributes:
        capacity: States per fold in memory.
        every_seconds: Longest time between two checkpoints while events come.
        every_events: Most events between two checkpoints.
        slice_seconds: Longest time a checkpoint holds the event loop.
        rest: Time left to others after each slice, as a multiple of the slice.
    """

    capacity: int = 50_000
    every_seconds: float = 10.0
    every_events: int = 100_000
    slice_seconds: float = 0.0012
    rest: float = 3.0


DEFAULT_PACE: Final = Pace()


class FoldRunner:
    """Keeps every fold up to date with the journal.

    A fold that raises on an event loses only that event, which becomes a dead letter. A
    watermark is written after all states up to it, and a state knows the last event it holds:
    so a crash at any point leaves states that are too new at most, and replaying events over
    those changes nothing.
    """

    def __init__(
        self,
        snapshots: Snapshots,
        journal: Journal,
        folds: Sequence[SubjectStates[Any]],
        dead_letters: DeadLetters,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._snapshots = snapshots
        self._journal = journal
        self._folds = {states.kept.name: states for states in folds}
        self._dead_letters = dead_letters
        self._clock = clock
        self._pace = pace
        self._routes: dict[Kind, tuple[SubjectStates[Any], ...]] = {
            kind: tuple(states for states in folds if kind in states.kept.kinds) for kind in Kind
        }
        self._seq = 0
        self._saved_seq = 0
        self._heard = 0
        self._live = False
        self._unkept: list[tuple[str, Event, Exception]] = []
        self._turn = asyncio.Lock()
        self._whole = asyncio.Lock()
        self._due = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        journal: Journal,
        folds: Sequence[Fold[Any]],
        *,
        dead_letters: DeadLetters,
        clock: Clock,
        pace: Pace = DEFAULT_PACE,
    ) -> "FoldRunner":
        """Load the watermarks, replay what came after them, and follow the journal.

        Args:
            path: SQLite file of the snapshots; made when missing.
            journal: What to fold.
            folds: Their names must differ.
            dead_letters: Where an event goes that a fold cannot take.
            clock: Dates the dead letters.
            pace: How often to save.

        Raises:
            Invalid: Two folds share a name.
        """
        if len({fold.name for fold in folds}) != len(folds):
            raise Invalid("Two folds share a name; snapshots are kept by name, so rename one.")
        snapshots = Snapshots(path)
        states = [SubjectStates(fold, snapshots, pace.capacity) for fold in folds]
        runner = cls(snapshots, journal, states, dead_letters, clock, pace)
        journal.subscribe(runner._hear)
        await runner._catch_up()
        runner._saver = asyncio.create_task(runner._save_when_due())
        return runner

    @property
    def name(self) -> str:
        """`folds`."""
        return "folds"

    @property
    def seq(self) -> int:
        """Journal place of the last event applied."""
        return self._seq

    @property
    def folds(self) -> Mapping[str, SubjectStates[Any]]:
        """The states of each fold, by name."""
        return self._folds

    @property
    def unsaved(self) -> int:
        """States that are newer in memory than on disk, over all folds."""
        return sum(states.unsaved for states in self._folds.values())

    def states(self, name: str) -> SubjectStates[Any]:
        """Return the states of a fold.

        Raises:
            NotFound: No fold has this name.
        """
        if name not in self._folds:
            raise NotFound(f"There is no fold '{name}'; there are: {', '.join(self._folds)}.")
        return self._folds[name]

    @property
    def saved_seq(self) -> int:
        """Journal place up to which every state is saved; a start replays what came after."""
        return self._saved_seq

    async def subjects(self) -> Mapping[str, int]:
        """Return of how many subjects each fold has a state, as of the last checkpoint.

        Raises:
            Unavailable: The snapshots cannot be read.
        """
        return await asyncio.to_thread(count_subjects, self._snapshots.path)

    async def checkpoint(self) -> None:
        """Save every state that changed, in slices, then the watermark up to which all are saved.

        Raises:
            Unavailable: Something could not be saved; the next checkpoint tries again.
        """
        await self._checkpoint(rest=0.0)

    async def wipe(self) -> None:
        """Leave no byte of states that were saved over, as of counts made with the erased.

        Raises:
            Busy: Another connection still reads the log.
        """
        async with self._turn:
            await asyncio.to_thread(wipe, self._snapshots.path, ())

    async def replay(self, letter_id: int) -> bool:
        """Fold a dead letter's event again, and clear the letter when that works.

        A step takes events in order only (one at or below the state's own seq changes
        nothing), so a late event cannot simply be stepped. The state is folded afresh from the
        journal instead, which puts the event where it belongs. Other letters of the same state
        are cleared with it when their events work now, too.

        Returns:
            Whether the event could be folded; its letter stays when not.

        Raises:
            NotFound: No such letter, or it belongs to a sink that is not a fold here.
        """
        letter = self._dead_letters.get(letter_id)
        states = self.states(letter.sink.removeprefix("fold:"))
        subject = letter.subject if states.kept.per_subject else ""
        failed = await self.refold(states.kept.name, subject)
        for other in self._dead_letters.of(letter.sink, subject or None):
            if other.seq not in failed:
                self._dead_letters.clear(other.letter_id)
        return letter.seq not in failed

    async def refold(self, name: str, subject: str = "") -> frozenset[int]:
        """Build one state anew from the journal as it is now, and replace the one in use.

        Events that come meanwhile are in it.

        Returns:
            The places of events that could not be folded; each is a dead letter.
        """
        states = self.states(name)
        step = states.kept.step
        failed: set[int] = set()
        # Folding everybody's events takes long, and must not hold up a checkpoint or a forgetting.
        async with self._turn if states.kept.per_subject else self._whole:
            state = states.kept.empty(subject)
            seq, stepped = -1, 0
            while seq < self._seq:
                target = self._seq
                async for event in self._journal.replay(
                    max(seq, 0), kinds=states.kept.kinds, subject=subject or None
                ):
                    try:
                        state = step(state, event)
                    except Exception as error:
                        failed.add(event.seq)
                        self._bury(states.sink, event, error)
                    seq = event.seq
                    stepped += 1
                    if stepped % _STEP_AT_ONCE == 0:
                        await asyncio.sleep(0)
                seq = max(seq, target)
            states.put(subject, state)
        return frozenset(failed)

    async def forget(self, subject: str) -> int:
        """Remove a subject's states, from the bytes of the file too.

        States over all subjects stay; `refold` corrects them once the journal has forgotten.

        Returns:
            How many states there were.

        Raises:
            Invalid: The subject is empty, which names the states over all subjects.
        """
        if not subject:
            raise Invalid("An empty subject cannot be forgotten; name whose states to remove.")
        async with self._turn:
            held = self._held(subject)
            for states in self._folds.values():
                states.drop(subject)
            self._unkept = [kept for kept in self._unkept if kept[1].subject != subject]
            self._snapshots.forget(subject)
            # As a row is stored, subject and fold stand side by side.
            needles = [f"{subject}{fold}".encode() for fold in self._folds]
            await asyncio.to_thread(wipe, self._snapshots.path, needles)
        return len(held)

    async def find(self, subject: str) -> int:
        """Return how many states of a subject are stored or in memory."""
        return len(self._held(subject))

    async def export(self, subject: str) -> dict[str, Any]:
        """Return every state of a subject as JSON values, by fold."""
        return {
            name: json_values(self._folds[name].current(subject))
            for name in sorted(self._held(subject))
            if name in self._folds
        }

    async def rebuild(self, subject: str) -> None:
        """Fold every state of a subject anew from the journal as it is now, and save it.

        Saved at once, since a start replays only what came after the newest checkpoint.

        Raises:
            Busy: See `forget`.
            Unavailable: They are right in memory, but not all are saved.
        """
        if not await _any(self._journal.replay(subject=subject)):
            await self.forget(subject)
            return
        for name, states in self._folds.items():
            if states.kept.per_subject:
                await self.refold(name, subject)
                states.save(subject)
        async with self._turn:
            await asyncio.to_thread(settle_wal, self._snapshots.path)

    async def close(self) -> None:
        """Save everything and release the files; events that come later are not applied."""
        if self._saver is not None:
            self._saver.cancel()
            await asyncio.gather(self._saver, return_exceptions=True)
        try:
            await self.checkpoint()
        except (Busy, Unavailable) as error:  # the journal has it all: the next start replays
            _log.warning("checkpoint_failed", error=error.detail)
        self._live = False
        self._snapshots.close()

    def _held(self, subject: str) -> frozenset[str]:
        in_memory = {name for name, states in self._folds.items() if states.holds(subject)}
        return self._snapshots.held(subject) | in_memory

    def _hear(self, events: Sequence[Event]) -> None:
        if not self._live:
            if events:
                self._heard = events[-1].seq
            return
        routes = self._routes
        for event in events:
            for states in routes[event.kind]:
                try:
                    states.fold(event)
                except Exception as error:
                    self._bury(states.sink, event, error)
        if events:
            self._seq = events[-1].seq
            if self._seq - self._saved_seq >= self._pace.every_events:
                self._due.set()

    async def _catch_up(self) -> None:
        marks = {
            name: self._snapshots.watermark(name, states.kept.version)
            for name, states in self._folds.items()
        }
        self._seq = self._saved_seq = min(marks.values(), default=0)
        since = {states.sink: marks[name] for name, states in self._folds.items()}
        target = max(self._heard, await self._journal.last_seq())
        while True:
            async for event in self._journal.replay(self._seq):
                for states in self._routes[event.kind]:
                    if event.seq > since[states.sink]:
                        try:
                            states.fold(event)
                        except Exception as error:
                            self._bury(states.sink, event, error)
                self._seq = event.seq
                if event.seq % _YIELD_EVERY == 0:
                    await asyncio.sleep(0)
            self._seq = max(self._seq, target)
            if self._seq >= self._heard:
                break
            target = self._heard
        self._live = True

    def _bury(self, sink: str, event: Event, error: Exception) -> None:
        _log.warning("event_dead_lettered", sink=sink, seq=event.seq, error=type(error).__name__)
        try:
            self._dead_letters.add(sink, event, error, self._clock.now())
        except Unavailable:  # kept with the next checkpoint, or no watermark moves past it
            self._unkept.append((sink, event, error))

    async def _checkpoint(self, rest: float) -> None:
        async with self._turn:
            while self._unkept:
                sink, event, error = self._unkept[0]
                self._dead_letters.add(sink, event, error, self._clock.now())
                del self._unkept[0]
            seq = self._seq
            for states in self._folds.values():
                states.begin_saving()
            for states in self._folds.values():
                while states.saving:
                    states.save_some(self._pace.slice_seconds)
                    await asyncio.sleep(rest * self._pace.slice_seconds)
            self._snapshots.mark(
                {(name, states.kept.version): seq for name, states in self._folds.items()}
            )
            self._saved_seq = seq
            await asyncio.to_thread(settle_wal, self._snapshots.path)

    async def _save_when_due(self) -> None:
        while True:
            await _until_set(self._due, self._pace.every_seconds)
            self._due.clear()
            if self._seq == self._saved_seq and not self.unsaved:
                continue
            try:
                await self._checkpoint(self._pace.rest)
            except Exception as error:  # such as a full disk: the next one tries again
                _log.warning("checkpoint_failed", error=str(error))


async def _any(events: AsyncIterator[Event]) -> bool:
    async for _ in events:
        return True
    return False


async def _until_set(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
