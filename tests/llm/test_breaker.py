"""A model that keeps failing is left alone, and tried again after ever longer waits."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Unavailable
from llm.breaker import Breaker
from tests.fakes.clock import FixedClock
from tests.fakes.completer import ScriptedCompleter

DOWN = Unavailable("The model is away.")


def breaker(model: ScriptedCompleter, clock: FixedClock, **limits: Any) -> Breaker:
    return Breaker(model, clock, failures=2, first_wait=10.0, longest_wait=40.0, **limits)


async def ask(model: Breaker) -> str:
    return await model.complete("system", "prompt", {}, 1.0)


async def fail(model: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable, match="The model is away"):
            await ask(model)


async def is_left_alone(model: Breaker) -> bool:
    try:
        await ask(model)
    except Unavailable as refused:
        return "left alone" in str(refused)
    return False


async def test_it_hands_on_what_it_is_given_and_what_it_gets(clock: FixedClock) -> None:
    model = ScriptedCompleter(["said"])
    assert await ask(breaker(model, clock)) == "said"
    (asked,) = model.asked
    assert (asked.system, asked.prompt, asked.seconds) == ("system", "prompt", 1.0)
    assert breaker(model, clock).name == "scripted"


async def test_after_failures_in_a_row_the_model_is_not_asked_any_more(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(seconds=9.999)
    with pytest.raises(Unavailable, match="left alone") as refused:
        await ask(around)
    assert refused.value.retry_after == pytest.approx(0.001)
    assert len(model.asked) == 2


async def test_failures_that_are_not_in_a_row_do_not_count_together(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN, "said", DOWN, "said", DOWN])
    around = breaker(model, clock)
    for _ in range(2):
        await fail(around, 1)
        assert await ask(around) == "said"
    await fail(around, 1)
    assert not await is_left_alone(breaker(model, clock))
    assert len(model.asked) == 6


async def test_any_error_counts(clock: FixedClock) -> None:
    around = breaker(ScriptedCompleter([ValueError("odd")]), clock)
    for _ in range(2):
        with pytest.raises(ValueError, match="odd"):
            await ask(around)
    assert await is_left_alone(around)


async def test_when_the_wait_is_over_one_prompt_tries_and_closes_it(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN, DOWN, "said"])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(seconds=10)
    assert await ask(around) == "said"
    assert await ask(around) == "said"


async def test_a_failed_trial_doubles_the_wait_up_to_the_longest(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN])
    around = breaker(model, clock)
    await fail(around, 2)
    for wait in (10, 20, 40, 40):
        clock.move(seconds=wait - 0.001)
        assert await is_left_alone(around)
        clock.move(ms=1)
        await fail(around, 1)
    assert len(model.asked) == 6


async def test_after_it_closed_the_first_wait_counts_again(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN, DOWN, DOWN, "said", DOWN, DOWN, "said"])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(seconds=10)
    await fail(around, 1)
    clock.move(seconds=20)
    assert await ask(around) == "said"
    await fail(around, 2)
    clock.move(seconds=10)
    assert await ask(around) == "said"


async def test_only_one_prompt_at_a_time_is_the_trial(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(seconds=10)
    model.hangs = True
    trial = asyncio.create_task(ask(around))
    await asyncio.wait({trial}, timeout=0)
    async with asyncio.timeout(5):
        assert await is_left_alone(around)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    assert len(model.asked) == 3


async def test_a_cancelled_trial_says_nothing_and_the_next_prompt_tries(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN, DOWN, "unread", "said"])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(seconds=10)
    model.hangs = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask(around), 0.001)
    model.hangs = False
    assert await ask(around) == "said"


async def test_a_prompt_under_way_when_it_opens_does_not_lengthen_the_wait(
    clock: FixedClock,
) -> None:
    model = ScriptedCompleter([DOWN], hangs=True)
    around = breaker(model, clock)
    late = asyncio.create_task(ask(around))
    await asyncio.wait({late}, timeout=0)
    model.hangs = False
    await fail(around, 2)
    clock.move(seconds=5)
    model.freed.set()
    await asyncio.gather(late, return_exceptions=True)
    clock.move(seconds=5)
    await fail(around, 1)


async def test_a_clock_that_is_set_back_does_not_keep_it_open(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN, DOWN, "said"])
    around = breaker(model, clock)
    await fail(around, 2)
    clock.move(days=-1)
    assert await ask(around) == "said"


async def test_it_is_healthy_as_the_model_is_but_not_while_open(clock: FixedClock) -> None:
    model = ScriptedCompleter([DOWN])
    around = breaker(model, clock)
    assert await around.healthy()
    model.well = False
    assert not await around.healthy()
    model.well = True
    await fail(around, 2)
    assert not await around.healthy()
    clock.move(seconds=10)
    assert await around.healthy()


async def test_closing_it_closes_the_model(clock: FixedClock) -> None:
    model = ScriptedCompleter()
    await breaker(model, clock).close()
    assert model.closed


@given(st.lists(st.floats(0, 60), max_size=40))
async def test_a_dead_model_is_asked_no_more_often_than_the_waits_allow(
    waits: list[float],
) -> None:
    clock, model = FixedClock(), ScriptedCompleter([DOWN])
    around = breaker(model, clock)
    for seconds in waits:
        clock.move(seconds=seconds)
        with pytest.raises(Unavailable):
            await ask(around)
    passed = (clock.now() - FixedClock().now()) / 1_000
    assert len(model.asked) <= 2 + passed / 10
