"""Callers who want the same share one piece of work, and leave it one by one."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import Unavailable
from tests.fakes.clock import FixedClock
from wiring.single_flight import JOIN_SECONDS, SingleFlight


class Work:
    """Work that ends when it is told to.

    Attributes:
        begun: How often it was begun.
        ended: How often it was cancelled.
        gate: Lets it end.
    """

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> str:
        self.begun += 1
        mine = self.begun
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.ended += 1
            raise
        if self.error:
            raise self.error
        return f"work {mine}"


@pytest.fixture
def flights(clock: FixedClock) -> SingleFlight[str]:
    return SingleFlight(clock)


async def settled() -> None:
    """Let everything that can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


async def asked(
    flights: SingleFlight[str], work: Callable[[], Awaitable[str]], callers: int
) -> list["asyncio.Task[tuple[str, bool]]"]:
    tasks = [asyncio.create_task(flights.do(b"key", work)) for _ in range(callers)]
    await settled()
    return tasks


async def test_callers_at_once_share_one_piece_of_work(flights: SingleFlight[str]) -> None:
    work = Work()
    tasks = await asked(flights, work, 5)
    work.gate.set()
    assert await asyncio.gather(*tasks) == [("work 1", False), *[("work 1", True)] * 4]
    assert work.begun == 1


async def test_what_ended_is_done_anew(flights: SingleFlight[str]) -> None:
    work = Work()
    work.gate.set()
    assert await flights.do(b"key", work) == ("work 1", False)
    assert await flights.do(b"key", work) == ("work 2", False)


async def test_other_keys_share_nothing(flights: SingleFlight[str]) -> None:
    work = Work()
    work.gate.set()
    both = await asyncio.gather(flights.do(b"one", work), flights.do(b"two", work))
    assert [shared for _, shared in both] == [False, False]


@pytest.mark.parametrize("leaver", [0, 1, 4])
async def test_who_is_cancelled_leaves_the_others_waiting(
    flights: SingleFlight[str], leaver: int
) -> None:
    work = Work()
    tasks = await asked(flights, work, 5)
    tasks[leaver].cancel()
    await settled()
    assert tasks[leaver].cancelled()
    work.gate.set()
    others = [task for task in tasks if task is not tasks[leaver]]
    assert [result for result, _ in await asyncio.gather(*others)] == ["work 1"] * 4
    assert (work.begun, work.ended) == (1, 0)


async def test_a_deadline_of_one_caller_is_not_the_others(flights: SingleFlight[str]) -> None:
    work = Work()
    tasks = await asked(flights, work, 2)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await flights.do(b"key", work)
    work.gate.set()
    assert len(await asyncio.gather(*tasks)) == 2


async def test_the_last_one_to_leave_ends_the_work(flights: SingleFlight[str]) -> None:
    work = Work()
    tasks = await asked(flights, work, 3)
    for task in tasks:
        task.cancel()
    await settled()
    assert (work.begun, work.ended) == (1, 1)
    work.gate.set()
    assert await flights.do(b"key", work) == ("work 2", False)


async def test_work_that_nobody_waits_for_is_not_joined(flights: SingleFlight[str]) -> None:
    work = Work()
    (task,) = await asked(flights, work, 1)
    task.cancel()
    while not task.done():
        await asyncio.sleep(0)
    work.gate.set()
    assert await flights.do(b"key", work) == ("work 2", False)


async def test_an_error_comes_to_every_caller(flights: SingleFlight[str]) -> None:
    work = Work()
    work.error = Unavailable("The catalogue does not answer; try again.")
    tasks = await asked(flights, work, 3)
    work.gate.set()
    for task in tasks:
        with pytest.raises(Unavailable, match="does not answer"):
            await task
    work.error = None
    assert await flights.do(b"key", work) == ("work 2", False)


async def test_work_that_hangs_is_not_joined_for_ever(
    flights: SingleFlight[str], clock: FixedClock
) -> None:
    hangs, works = Work(), Work()
    works.gate.set()
    (waiting,) = await asked(flights, hangs, 1)
    clock.move(seconds=JOIN_SECONDS)
    assert await flights.do(b"key", works) == ("work 1", False)
    hangs.gate.set()
    assert await waiting == ("work 1", False)


async def test_old_work_that_ends_leaves_the_new_one_to_be_joined(
    flights: SingleFlight[str], clock: FixedClock
) -> None:
    old, new = Work(), Work()
    (first,) = await asked(flights, old, 1)
    clock.move(seconds=JOIN_SECONDS)
    (second,) = await asked(flights, new, 1)
    old.gate.set()
    await first
    (third,) = await asked(flights, new, 1)
    new.gate.set()
    assert [await second, await third] == [("work 1", False), ("work 1", True)]


async def test_closing_ends_all_work_and_says_so_to_who_waits(flights: SingleFlight[str]) -> None:
    work = Work()
    tasks = await asked(flights, work, 2)
    await flights.close()
    for task in tasks:
        with pytest.raises(Unavailable, match="being closed"):
            await task
    assert work.ended == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}
