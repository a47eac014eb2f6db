"""A relay that is held hands nothing over, and afterwards nothing that was forgotten meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from domain.event import Event
from memory.dead_letters import DeadLetters
from memory.relay import Effort, Relay
from tests.fakes.clock import FixedClock
from tests.fakes.events import viewed
from tests.fakes.journal import MemoryJournal
from tests.memory.test_relay import ListSink


class SlowSink(ListSink):
    """Takes its time over each batch, until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def write(self, events: Sequence[Event], through: int) -> None:
        if events:
            self.begun.set()
            await self.may_end.wait()
        await super().write(events, through)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def sink() -> SlowSink:
    return SlowSink()


@pytest.fixture
async def relay(journal: MemoryJournal, sink: SlowSink, tmp_path: Path) -> AsyncIterator[Relay]:
    made = Relay(
        journal,
        sink,
        dead_letters=DeadLetters(tmp_path / "letters.db"),
        clock=FixedClock(),
        jitter=lambda: 0.0,
        admits=lambda event: event.data["product_sku"] != "late",
        effort=Effort(batch=2, linger=0.0),
    )
    await made.start()
    yield made
    await made.close()


async def test_what_is_handed_over_is_finished_and_the_rest_is_read_again(
    relay: Relay, sink: SlowSink, journal: MemoryJournal
) -> None:
    await journal.append([viewed("ann"), viewed("ann"), viewed("ann"), viewed("bob")])
    async with asyncio.timeout(5):
        await sink.begun.wait()
        holding = asyncio.create_task(relay.held().__aenter__())
        await asyncio.sleep(0)
        assert not holding.done()
        sink.may_end.set()
        await holding
    assert sink.taken == [1, 2]


async def test_an_event_forgotten_while_it_was_held_never_arrives(
    relay: Relay, sink: SlowSink, journal: MemoryJournal
) -> None:
    sink.may_end.set()
    async with relay.held():
        await journal.append([viewed("ann"), viewed("ann"), viewed("ann"), viewed("bob")])
        for _ in range(20):
            await asyncio.sleep(0)
        assert sink.taken == []
        await journal.forget("ann")
    async with asyncio.timeout(5):
        await relay.caught_up()
    assert sink.taken == [4]


async def test_an_event_that_is_not_admitted_is_passed_over(
    relay: Relay, sink: SlowSink, journal: MemoryJournal
) -> None:
    sink.may_end.set()
    await journal.append([viewed(), viewed(sku="late"), viewed()])
    async with asyncio.timeout(5):
        await relay.caught_up()
    assert (sink.taken, sink.place) == ([1, 3], 3)
