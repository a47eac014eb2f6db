"""A store that is away is waited for once, then tried again after ever longer waits."""

import pytest

from memory.outage import Outage
from tests.fakes.clock import FixedClock


@pytest.fixture
def outage(clock: FixedClock) -> Outage:
    return Outage(clock, first_wait=2, longest_wait=5)


def test_without_a_failure_everybody_may_ask(outage: Outage) -> None:
    assert all(outage.enter() for _ in range(3))
    assert not outage.answered()
    assert not outage.on


def test_after_a_failure_nobody_may_until_the_wait_is_over(
    outage: Outage, clock: FixedClock
) -> None:
    assert outage.enter()
    assert outage.failed()
    assert outage.on
    clock.move(seconds=1.9)
    assert not outage.enter()
    clock.move(seconds=0.1)
    assert outage.enter()


def test_one_caller_alone_tries(outage: Outage, clock: FixedClock) -> None:
    outage.failed()
    clock.move(seconds=2)
    assert [outage.enter() for _ in range(3)] == [True, False, False]


def test_a_trial_that_succeeds_lets_everybody_ask_again(outage: Outage, clock: FixedClock) -> None:
    outage.failed()
    clock.move(seconds=2)
    outage.enter()
    assert outage.answered()
    assert [outage.enter(), outage.enter()] == [True, True]
    assert outage.seconds == 2


def test_each_failed_trial_doubles_the_wait_up_to_the_longest(
    outage: Outage, clock: FixedClock
) -> None:
    outage.failed()
    waits = []
    for _ in range(4):
        waits.append(outage.seconds)
        clock.move(seconds=outage.seconds)
        assert outage.enter()
        assert outage.failed()
    assert waits == [2, 4, 5, 5]


def test_those_who_asked_before_the_outage_do_not_prolong_it(
    outage: Outage, clock: FixedClock
) -> None:
    assert outage.failed()
    clock.move(seconds=1)
    assert not outage.failed()
    assert outage.seconds == 2
    clock.move(seconds=1)
    assert outage.enter()


def test_a_trial_that_was_given_up_lets_the_next_one_try(outage: Outage, clock: FixedClock) -> None:
    outage.failed()
    clock.move(seconds=2)
    assert outage.enter()
    outage.left()
    assert outage.enter()


def test_a_clock_that_was_set_back_ends_the_wait(outage: Outage, clock: FixedClock) -> None:
    outage.failed()
    clock.move(hours=-1)
    assert outage.enter()
