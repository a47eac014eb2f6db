"""Turns on one thread exclude each other; turns on different threads do not."""

import asyncio

import pytest

from domain.errors import InProgress
from memory.thread_locks import ThreadLocks


async def test_a_second_turn_on_a_held_thread_is_refused_at_once() -> None:
    locks = ThreadLocks()
    async with locks.hold("t1"):
        with pytest.raises(InProgress, match="still running") as refusal:
            async with locks.hold("t1"):
                pass
    assert (refusal.value.status, refusal.value.retry_after) == (409, 1)


async def test_a_refused_turn_leaves_the_thread_to_its_holder() -> None:
    locks = ThreadLocks()
    async with locks.hold("t1"):
        for _ in range(2):
            with pytest.raises(InProgress):
                async with locks.hold("t1"):
                    pass


async def test_another_thread_is_free_meanwhile() -> None:
    locks = ThreadLocks()
    async with locks.hold("t1"), locks.hold("t2"):
        assert len(locks) == 2


async def test_a_thread_is_free_again_after_an_error() -> None:
    locks = ThreadLocks()
    with pytest.raises(ValueError, match="broken turn"):
        async with locks.hold("t1"):
            raise ValueError("broken turn")
    async with locks.hold("t1"):
        assert len(locks) == 1


async def test_a_thread_is_free_again_after_a_cancellation() -> None:
    locks = ThreadLocks()
    holding = asyncio.Event()

    async def turn() -> None:
        async with locks.hold("t1"):
            holding.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(turn())
    await holding.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(locks) == 0


async def test_of_many_simultaneous_turns_exactly_one_runs() -> None:
    locks = ThreadLocks()
    ran = 0

    async def turn() -> None:
        nonlocal ran
        async with locks.hold("t1"):
            ran += 1
            await asyncio.sleep(0)

    replies = await asyncio.gather(*(turn() for _ in range(20)), return_exceptions=True)
    assert ran == 1
    assert sum(isinstance(reply, InProgress) for reply in replies) == 19


async def test_free_threads_take_no_memory() -> None:
    locks = ThreadLocks()
    for number in range(1_000):
        async with locks.hold(f"t{number}"):
            pass
    assert len(locks) == 0


async def test_a_turn_that_may_wait_runs_after_the_one_before() -> None:
    locks = ThreadLocks()
    order: list[str] = []

    async def second() -> None:
        async with locks.hold("t1", wait=5.0):
            order.append("second")

    async with locks.hold("t1"):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_a_turn_waits_no_longer_than_it_may() -> None:
    locks = ThreadLocks()
    async with locks.hold("t1"):
        with pytest.raises(InProgress):
            async with locks.hold("t1", wait=0.01):
                pass
