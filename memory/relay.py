"""Carry journal events into a sink behind the shopper's back, and catch up after failures."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from domain.clock import Clock
from domain.errors import Busy, LeafLoopError, NotFound, Unavailable
from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.journal import Journal

_log = structlog.get_logger(__name__)
OUTAGES: Final = (OSError, TimeoutError, Unavailable, Busy)
"""Errors that say nothing against the event: the sink is waited for, however long it takes."""


class Sink(Protocol):
    """Something outside the journal that follows it, and keeps its own watermark."""

    @property
    def name(self) -> str:
        """Stable name, also among dead letters."""
        ...

    @property
    def kinds(self) -> Collection[Kind] | None:
        """Kinds it takes; None means all."""
        ...

    async def watermark(self) -> int:
        """Return the journal place up to which it holds everything; opens it when needed."""
        ...

    async def write(self, events: Sequence[Event], through: int) -> None:
        """Take events above the watermark and move it to `through`, in one transaction.

        Events at or below the watermark change nothing. All or nothing, except that a sink may
        have taken a prefix if its watermark says so.

        Args:
            events: In `seq` order, of the sink's kinds; may be empty.
            through: Journal place up to which there are no others.

        Raises:
            OSError: Or TimeoutError, Unavailable, Busy: the sink is down; tried again later.
            Exception: Anything else is blamed on an event.
        """
        ...

    async def write_late(self, event: Event) -> None:
        """Take an event below the watermark that failed before, unless it is there."""
        ...


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a relay tries.

    Attributes:
        batch: Most events handed over at once.
        linger: Seconds between being woken and reading, so that a batch comes together.
        tries: How often one event may fail before it becomes a dead letter.
        first_wait: Seconds before the second try; doubles with each.
        longest_wait: Seconds it never waits beyond.
        rest: Time left to others after a full batch, as a multiple of what the batch took.
    """

    batch: int = 500
    linger: float = 0.05
    tries: int = 3
    first_wait: float = 0.1
    longest_wait: float = 30.0
    rest: float = 0.0


DEFAULT_EFFORT: Final = Effort()


class Relay:
    """Follows the journal into one sink, one batch after another.

    Attributes:
        sink: Where events go.
    """

    def __init__(
        self,
        journal: Journal,
        sink: Sink,
        *,
        dead_letters: DeadLetters,
        clock: Clock,
        jitter: Callable[[], float],
        admits: Callable[[Event], bool] = lambda _: True,
        effort: Effort = DEFAULT_EFFORT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare; `start` begins.

        Args:
            journal: What to follow.
            sink: Where its events go.
            dead_letters: Where an event goes that the sink cannot take.
            clock: Dates the dead letters.
            jitter: A random number in [0, 1) for each wait.
            admits: Whether an event may still be carried; false for one of an erased subject.
            effort: How hard to try.
            sleep: Waits that many seconds, before another try or after a full batch.
        """
        self.sink = sink
        self._journal = journal
        self._dead_letters = dead_letters
        self._clock = clock
        self._jitter = jitter
        self._admits = admits
        self._effort = effort
        self._sleep = sleep
        self._place = self._heard = self._failures = self._readings = 0
        self._progressed_at: int | None = None
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._hurry = asyncio.Event()
        self._tried = asyncio.Event()
        self._turn = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Follow the journal from the sink's watermark on; returns at once, sink up or down."""
        self._journal.subscribe(self._hear)
        self._heard = max(self._heard, await self._journal.last_seq())
        self._follower = asyncio.create_task(self._follow())

    @property
    def lag(self) -> int:
        """How many places the sink is behind the journal."""
        return max(0, self._heard - self._place)

    @property
    def place(self) -> int:
        """Journal place up to which the sink holds everything, as far as is known."""
        return self._place

    @property
    def progressed_at(self) -> int | None:
        """When the sink last took something, in milliseconds; None before the first time."""
        return self._progressed_at

    @property
    def running(self) -> bool:
        """Whether the journal is followed."""
        return self._follower is not None and not self._follower.done()

    @property
    def degraded(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    async def caught_up(self) -> None:
        """Return once the sink holds everything heard so far."""
        while self.lag or self._follower is None:
            self._idle.clear()
            await self._idle.wait()

    async def reached(self, seq: int, seconds: float) -> bool:
        """Return whether the sink holds everything up to a place; hurry to it, and wait a little.

        A sink that is down is not waited for, nor tried sooner than it would be.

        Args:
            seq: Place in the journal.
            seconds: Longest wait.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._place < seq and not self.degraded:
                    self._hurry.set()
                    self._tried.clear()
                    await self._tried.wait()
        return self._place >= seq

    async def replay(self, letter_id: int) -> bool:
        """Hand a dead letter's event to the sink again, and clear the letter when it is taken.

        The event comes late: newer ones are in the sink already, so a sink must order by the
        event's own time and seq where order matters.

        Returns:
            Whether the sink took it, or the journal has forgotten it; the letter stays when not.

        Raises:
            NotFound: No such letter, or it belongs to another sink.
        """
        letter = self._dead_letters.get(letter_id)
        if letter.sink != self.sink.name:
            raise NotFound(f"Dead letter {letter_id} is of '{letter.sink}'; replay it there.")
        async with self._turn:
            event = await self._journal.get(letter.event_id)
            if event is not None:
                try:
                    await self.sink.write_late(event)
                except Exception as error:
                    self._say("replay_failed", error, seq=event.seq)
                    return False
        self._dead_letters.clear(letter_id)
        return True

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hand nothing to the sink while the block runs.

        What is handed over now is finished first. What was read but not handed over is read
        again afterwards, so an event that the journal forgot meanwhile never reaches the sink.
        """
        async with self._turn:
            try:
                yield
            finally:
                self._readings += 1

    async def close(self) -> None:
        """Stop following; what the sink lacks comes after the next start."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    def _hear(self, events: Sequence[Event]) -> None:
        if events:
            self._heard = events[-1].seq
            self._wake.set()

    async def _follow(self) -> None:
        opened = False
        while True:
            try:
                if not opened:
                    self._place = await self.sink.watermark()
                    opened = True
                await self._carry()
                self._failures = 0
            except Exception as error:
                opened = False  # a sink that was down may have lost what it had not synced
                self._failures += 1
                self._tried.set()
                self._say("sink_unavailable", error, lag=self.lag)
                await self._back_off(self._failures)
                continue
            if not self.lag:
                self._idle.set()
                self._hurry.clear()
                await self._wake.wait()
                await self._linger()
            self._wake.clear()

    async def _linger(self) -> None:
        """Let a batch come together, unless somebody waits for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._effort.linger):
                await self._hurry.wait()

    async def _carry(self) -> None:
        target, reading = self._heard, self._readings
        batch: list[Event] = []
        async for event in self._journal.replay(self._place, kinds=self.sink.kinds):
            if not self._admits(event):
                continue
            batch.append(event)
            if len(batch) == self._effort.batch:
                began = self._clock.now()
                if not await self._pass_on(batch, event.seq, reading):
                    return
                batch = []
                if self._effort.rest:
                    await self._sleep(self._effort.rest * (self._clock.now() - began) / 1000)
        last = batch[-1].seq if batch else 0
        await self._pass_on(batch, max(target, last, self._place), reading)

    async def _pass_on(self, events: Sequence[Event], through: int, reading: int) -> bool:
        async with self._turn:
            if reading != self._readings:
                return False
            await self._hand_over(events, through)
        return True

    async def _hand_over(self, events: Sequence[Event], through: int) -> None:
        try:
            await self.sink.write(events, through)
        except OUTAGES:
            raise
        except Exception as error:
            self._say("batch_refused", error, events=len(events))
            for event in events:
                await self._hand_over_one(event)
            await self.sink.write((), through)
        self._arrive(through)

    async def _hand_over_one(self, event: Event) -> None:
        for attempt in range(1, self._effort.tries + 1):
            try:
                await self.sink.write((event,), event.seq)
            except OUTAGES:
                raise
            except Exception as error:
                if attempt < self._effort.tries:
                    await self._back_off(attempt)
                    continue
                self._dead_letters.add(self.sink.name, event, error, self._clock.now())
                self._say("event_dead_lettered", error, seq=event.seq)
                await self.sink.write((), event.seq)
            break
        self._arrive(event.seq)

    def _arrive(self, place: int) -> None:
        self._place, self._progressed_at = place, self._clock.now()
        self._tried.set()

    async def _back_off(self, failures: int) -> None:
        effort = self._effort
        longest = min(effort.longest_wait, effort.first_wait * 2.0 ** min(failures - 1, 30))
        await self._sleep(longest * (0.5 + 0.5 * self._jitter()))

    def _say(self, name: str, error: Exception, **counts: int) -> None:
        """Log a failure; texts other than our own may hold what a person wrote."""
        text = error.detail if isinstance(error, LeafLoopError) else type(error).__name__
        _log.warning(name, sink=self.sink.name, error=text, **counts)
