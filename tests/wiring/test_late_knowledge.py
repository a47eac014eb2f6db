"""The late graph opens once, when asked for, and is tried again after a failure."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import Unavailable
from memory.knowledge import Knowledge
from tests.fakes.knowledge import FakeKnowledge
from wiring.late_knowledge import LateKnowledge

GROUP = "s_1"


def opening(
    graph: Knowledge, failures: int = 0
) -> tuple[Callable[[], Awaitable[Knowledge]], list[int]]:
    calls: list[int] = []

    async def opened() -> Knowledge:
        calls.append(1)
        await asyncio.sleep(0)
        if len(calls) <= failures:
            raise Unavailable("the graph is down")
        return graph

    return opened, calls


async def test_nothing_is_opened_before_it_is_asked_for() -> None:
    opened, calls = opening(FakeKnowledge())
    late = LateKnowledge(opened)
    assert not await late.healthy()
    await late.close()
    assert calls == []


async def test_callers_at_once_open_it_once() -> None:
    opened, calls = opening(FakeKnowledge())
    late = LateKnowledge(opened)
    await asyncio.gather(*(late.facts(GROUP, 0) for _ in range(5)))
    assert len(calls) == 1
    assert await late.healthy()


async def test_an_opening_that_failed_is_tried_again() -> None:
    opened, calls = opening(FakeKnowledge(), failures=1)
    late = LateKnowledge(opened)
    with pytest.raises(Unavailable):
        await late.watermark()
    assert not await late.healthy()
    assert await late.watermark() == 0
    assert len(calls) == 2


async def test_a_caller_waits_for_a_while_and_the_opening_goes_on() -> None:
    gate = asyncio.Event()

    async def opened() -> Knowledge:
        await gate.wait()
        return FakeKnowledge()

    late = LateKnowledge(opened, patience=0.0)
    with pytest.raises(Unavailable, match="still being opened"):
        await late.held(GROUP)
    gate.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await late.held(GROUP) == 0


async def test_a_closed_graph_is_not_opened_again() -> None:
    opened, calls = opening(FakeKnowledge())
    late = LateKnowledge(opened)
    await late.watermark()
    await late.close()
    with pytest.raises(Unavailable, match="closed"):
        await late.watermark()
    assert len(calls) == 1
