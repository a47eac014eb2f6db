"""A relay hands every event over once, waits for a sink that is down, and blames no outage."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from pathlib import Path

import pytest

from domain.errors import NotFound, Unavailable
from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.relay import Effort, Relay, Sink
from tests.fakes.clock import FixedClock
from tests.fakes.events import picked, viewed
from tests.fakes.journal import MemoryJournal


class ListSink:
    """Keeps what it is given; can be down, and can refuse events."""

    name = "list"
    kinds: Collection[Kind] | None = None

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.batches: list[int] = []
        self.place = 0
        self.outages: list[Exception] = []
        self.refused: set[int] = set()
        self.refusals = 0
        self.written = asyncio.Event()

    async def watermark(self) -> int:
        return self.place

    async def write(self, events: Sequence[Event], through: int) -> None:
        if self.outages:
            raise self.outages.pop(0)
        if any(event.seq in self.refused for event in events):
            self.refusals += 1
            raise ValueError("cannot take this")
        self.batches.append(len(events))
        self.taken += [event.seq for event in events if event.seq > self.place]
        self.place = max(self.place, through)

    async def write_late(self, event: Event) -> None:
        if event.seq in self.refused:
            raise ValueError("still not")
        self.taken.append(event.seq)


class Naps:
    """Remembers how long somebody wanted to sleep, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def letters(tmp_path: Path) -> DeadLetters:
    return DeadLetters(tmp_path / "dead_letters.db")


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def relay_to(
    journal: MemoryJournal, letters: DeadLetters, clock: FixedClock, naps: Naps
) -> AsyncIterator[Callable[..., Relay]]:
    """Make relays, and stop them after the test."""
    made: list[Relay] = []

    def make(sink: Sink, batch: int = 500, linger: float = 0.0, rest: float = 0.0) -> Relay:
        relay = Relay(
            journal,
            sink,
            dead_letters=letters,
            clock=clock,
            jitter=lambda: 1.0,
            effort=Effort(batch, linger, first_wait=1.0, longest_wait=4.0, rest=rest),
            sleep=naps,
        )
        made.append(relay)
        return relay

    yield make
    for relay in made:
        await relay.close()


async def caught_up(relay: Relay) -> None:
    async with asyncio.timeout(5):
        await relay.caught_up()


async def test_what_came_before_the_start_and_after_it_is_handed_over_once(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    await journal.append([viewed(), viewed()])
    relay = relay_to(sink)
    await relay.start()
    await caught_up(relay)
    await journal.append([viewed()])
    await caught_up(relay)
    assert (sink.taken, sink.place, relay.lag) == ([1, 2, 3], 3, 0)


async def test_a_relay_goes_on_behind_the_sinks_watermark(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    sink.place = 2
    await journal.append([viewed(), viewed(), viewed()])
    relay = relay_to(sink)
    await relay.start()
    await caught_up(relay)
    assert (sink.taken, sink.batches) == ([3], [1])


async def test_other_kinds_move_the_watermark_without_being_handed_over(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    sink.kinds = (Kind.SELECTION_MADE,)
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed(), picked(), viewed()])
    await caught_up(relay)
    assert (sink.taken, sink.place) == ([2], 3)


async def test_no_batch_is_larger_than_allowed(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    await journal.append([viewed() for _ in range(25)])
    relay = relay_to(sink, batch=10)
    await relay.start()
    await caught_up(relay)
    assert (sink.batches, sink.taken) == ([10, 10, 5], list(range(1, 26)))


@pytest.mark.parametrize("error", [OSError("disk full"), TimeoutError(), Unavailable("down")])
async def test_an_outage_is_waited_for_and_blames_no_event(
    journal: MemoryJournal,
    relay_to: Callable[..., Relay],
    letters: DeadLetters,
    naps: Naps,
    error: Exception,
) -> None:
    sink = ListSink()
    sink.outages = [error] * 5
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed()])
    await caught_up(relay)
    assert (sink.taken, letters.count()) == ([1], 0)
    assert [nap for nap in naps.seconds if nap] == [1.0, 2.0, 4.0, 4.0, 4.0]


async def test_a_sink_that_lost_its_end_in_an_outage_gets_it_again(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed(), viewed()])
    await caught_up(relay)
    sink.taken, sink.place, sink.outages = [1], 1, [OSError("power cut")]
    await journal.append([viewed()])
    await caught_up(relay)
    assert sink.taken == [1, 2, 3]


async def test_an_event_that_cannot_be_taken_becomes_a_dead_letter_and_the_rest_goes_on(
    journal: MemoryJournal, relay_to: Callable[..., Relay], letters: DeadLetters
) -> None:
    sink = ListSink()
    sink.refused = {2}
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed(), viewed(), viewed()])
    await caught_up(relay)
    assert (sink.taken, sink.place) == ([1, 3], 3)
    assert sink.refusals == 1 + 3
    [letter] = letters.page()
    assert (letter.sink, letter.seq) == ("list", 2)
    assert letter.reason == "ValueError: cannot take this"


async def test_an_outage_in_the_middle_of_a_bad_batch_repeats_nothing(
    journal: MemoryJournal, relay_to: Callable[..., Relay], letters: DeadLetters
) -> None:
    class Shaky(ListSink):
        shaken = False

        async def write(self, events: Sequence[Event], through: int) -> None:
            if self.place == 2 and not self.shaken:
                self.shaken = True
                raise OSError("just now")
            await super().write(events, through)

    sink = Shaky()
    sink.refused = {2}
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed(), viewed(), viewed()])
    await caught_up(relay)
    assert sink.shaken
    assert (sink.taken, letters.count()) == ([1, 3], 1)


async def test_a_replayed_letter_is_handed_over_and_cleared(
    journal: MemoryJournal, relay_to: Callable[..., Relay], letters: DeadLetters
) -> None:
    sink = ListSink()
    sink.refused = {1}
    relay = relay_to(sink)
    await relay.start()
    await journal.append([viewed(), viewed()])
    await caught_up(relay)
    [letter] = letters.page()
    assert not await relay.replay(letter.letter_id)
    sink.refused = set()
    assert await relay.replay(letter.letter_id)
    assert (sink.taken, letters.count()) == ([2, 1], 0)


async def test_a_letter_whose_event_was_erased_is_cleared(
    relay_to: Callable[..., Relay], letters: DeadLetters
) -> None:
    relay = relay_to(ListSink())
    letters.add("list", viewed(), ValueError(), 0)
    assert await relay.replay(letters.page()[0].letter_id)
    assert letters.count() == 0


async def test_a_letter_of_another_sink_is_not_replayed_here(
    relay_to: Callable[..., Relay], letters: DeadLetters
) -> None:
    letters.add("graph", viewed(), ValueError(), 0)
    with pytest.raises(NotFound, match="is of 'graph'"):
        await relay_to(ListSink()).replay(letters.page()[0].letter_id)


async def test_a_sink_that_is_down_holds_up_neither_start_nor_commits(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    class Down(ListSink):
        async def watermark(self) -> int:
            raise Unavailable("nobody answers")

    await journal.append([viewed()])
    relay = relay_to(Down())
    await relay.start()
    await journal.append([viewed()])
    for _ in range(5):
        await asyncio.sleep(0)
    assert (relay.lag, relay.degraded) == (2, True)


async def test_nothing_is_handed_over_after_a_close(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    relay = relay_to(sink)
    await relay.start()
    await relay.close()
    await journal.append([viewed()])
    for _ in range(5):
        await asyncio.sleep(0)
    assert (sink.taken, relay.lag) == ([], 1)


async def test_whoever_waits_for_a_place_gets_it_without_the_wait_for_a_batch(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    relay = relay_to(sink, linger=3_600.0)
    await relay.start()
    await caught_up(relay)
    await journal.append([viewed(), viewed()])
    async with asyncio.timeout(5):
        reached = await asyncio.gather(relay.reached(2, 60), relay.reached(1, 60))
    assert (all(reached), sink.taken) == (True, [1, 2])
    await journal.append([viewed()])
    assert await relay.reached(2, 60)
    assert not await relay.reached(4, 0.01)


async def test_batches_come_together_again_after_somebody_waited(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    sink = ListSink()
    relay = relay_to(sink, linger=3_600.0)
    await relay.start()
    await journal.append([viewed()])
    assert await relay.reached(1, 60)
    await journal.append([viewed()])
    for _ in range(5):
        await asyncio.sleep(0)
    assert (sink.taken, relay.lag) == ([1], 1)


async def test_a_place_beyond_a_sink_that_hangs_is_waited_for_only_so_long(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    class Hanging(ListSink):
        async def write(self, events: Sequence[Event], through: int) -> None:
            if events:
                await asyncio.Event().wait()
            self.place = max(self.place, through)

    relay = relay_to(Hanging())
    await relay.start()
    await journal.append([viewed()])
    assert not await relay.reached(1, 0.01)


async def test_a_place_beyond_a_sink_that_is_down_is_not_waited_for(
    journal: MemoryJournal, relay_to: Callable[..., Relay]
) -> None:
    class Down(ListSink):
        async def write(self, events: Sequence[Event], through: int) -> None:
            if events:
                raise Unavailable("nobody answers")
            self.place = max(self.place, through)

    relay = relay_to(Down())
    await relay.start()
    await caught_up(relay)
    await journal.append([viewed()])
    async with asyncio.timeout(5):
        assert not await relay.reached(1, 60)
        assert not await relay.reached(1, 60)
        assert await relay.reached(0, 60)


async def test_a_full_batch_is_followed_by_a_rest_as_long_as_it_took(
    journal: MemoryJournal, relay_to: Callable[..., Relay], clock: FixedClock, naps: Naps
) -> None:
    class Slow(ListSink):
        async def write(self, events: Sequence[Event], through: int) -> None:
            clock.move(seconds=3)
            await super().write(events, through)

    await journal.append([viewed(), viewed(), viewed()])
    sink = Slow()
    relay = relay_to(sink, batch=2, rest=0.5)
    await relay.start()
    await caught_up(relay)
    assert (sink.batches, naps.seconds) == ([2, 1], [1.5])


async def test_a_relay_tells_its_place_and_when_it_last_got_on(
    journal: MemoryJournal, relay_to: Callable[..., Relay], clock: FixedClock
) -> None:
    relay = relay_to(ListSink())
    assert (relay.place, relay.progressed_at, relay.running) == (0, None, False)
    await journal.append([viewed(), viewed()])
    await relay.start()
    await relay.caught_up()
    moved = clock.now()
    assert (relay.place, relay.progressed_at, relay.running) == (2, moved, True)
    clock.move(days=1)
    assert relay.progressed_at == moved
    await relay.close()
    assert not relay.running
