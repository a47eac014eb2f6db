"""While a subject is erased nothing of theirs runs, and everybody else goes on."""

import asyncio

import pytest

from domain.errors import Busy, Erased
from memory.subject_gate import Run, SubjectGate


@pytest.fixture
def gate() -> SubjectGate:
    return SubjectGate()


async def hang(gate: SubjectGate, begun: asyncio.Event, thread: str = "t") -> None:
    async with gate.run("ann", thread):
        begun.set()
        await asyncio.Event().wait()


async def test_nothing_new_runs_for_somebody_who_is_shut_and_others_run(gate: SubjectGate) -> None:
    async with gate.shut("ann"):
        with pytest.raises(Busy) as refused:
            async with gate.run("ann"):
                pass
        assert refused.value.retry_after
        async with gate.run("bob"):
            pass
    async with gate.run("ann"):
        pass


async def test_what_runs_is_waited_for(gate: SubjectGate) -> None:
    may_end = asyncio.Event()

    async def run() -> str:
        async with gate.run("ann"):
            await may_end.wait()
            return "ended"

    running = asyncio.create_task(run())
    await asyncio.sleep(0)
    async with gate.shut("ann"):
        emptying = asyncio.create_task(gate.empty("ann", 5))
        await asyncio.sleep(0)
        assert not emptying.done()
        may_end.set()
        await emptying
        assert await running == "ended"


async def test_what_does_not_end_is_revoked_and_says_so(gate: SubjectGate) -> None:
    begun = asyncio.Event()
    running = asyncio.create_task(hang(gate, begun))
    await begun.wait()
    async with gate.shut("ann"):
        await gate.empty("ann", 0.01)
        with pytest.raises(Erased, match="nothing of it was kept"):
            await running
        assert not running.cancelled()


async def test_what_cannot_be_ended_keeps_the_subject_from_being_emptied(
    gate: SubjectGate,
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def stubborn() -> None:
        async with gate.run("ann", "t"):
            begun.set()
            while not may_end.is_set():
                try:
                    await may_end.wait()
                except asyncio.CancelledError:
                    continue

    running = asyncio.create_task(stubborn())
    await begun.wait()
    async with gate.shut("ann"):
        with pytest.raises(Busy, match="does not end"):
            await gate.empty("ann", 0.01)
        assert gate.revoked("t")
        assert not gate.revoked("other")
    may_end.set()
    await running
    assert not gate.revoked("t")


async def test_a_run_at_rest_is_not_waited_for_and_does_not_go_on(gate: SubjectGate) -> None:
    runs: list[Run] = []

    async def steps() -> None:
        async with gate.run("ann", "t") as run:
            runs.append(run)
            run.rest()
            await rested.wait()
            run.go_on()

    rested = asyncio.Event()
    running = asyncio.create_task(steps())
    await asyncio.sleep(0)
    async with gate.shut("ann"):
        async with asyncio.timeout(1):
            await gate.empty("ann", 60)
        assert gate.revoked("t")
        rested.set()
        with pytest.raises(Erased):
            await running


async def test_a_cancellation_from_elsewhere_stays_one(gate: SubjectGate) -> None:
    begun = asyncio.Event()
    running = asyncio.create_task(hang(gate, begun))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_single_writes_wait_until_the_subject_is_empty(gate: SubjectGate) -> None:
    async with gate.shut("ann"):
        assert await gate.admit({"ann"}) == frozenset()
        await gate.empty("ann", 1)
        waiting = asyncio.create_task(gate.admit({"ann", "bob"}))
        assert await gate.admit({"bob"}) == frozenset()
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await waiting == {"ann"}
    assert not gate.emptying


async def test_two_erasures_of_one_subject_take_turns(gate: SubjectGate) -> None:
    order: list[str] = []

    async def erase(name: str) -> None:
        async with gate.shut("ann"):
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(erase("one"), erase("two"))
    assert order == ["one in", "one out", "two in", "two out"]
