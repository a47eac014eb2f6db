"""When something is due, and how often it is bought."""

import pytest

from domain.profile import Habit, Profile
from domain.proposal import Usual
from learning.reorder import (
    POPULATION,
    Rhythm,
    expected_gap,
    frequency,
    is_due,
    mean_gap,
    probability,
    rate,
    usual_of,
)
from tests.learning.events import day

WEEKLY = Habit("oat", orders=4, first_at=day(0), last_at=day(21), quantities=(2, 2))
ONCE = Habit("oat", orders=1, first_at=day(0), last_at=day(0), quantities=(2,))
CARTED = Habit("oat", quantities=(2,), carted=1)


def test_the_mean_gap_needs_two_orders() -> None:
    assert (mean_gap(WEEKLY), mean_gap(ONCE), mean_gap(CARTED)) == (7.0, None, None)


def test_one_purchase_is_expected_again_by_the_populations_gap() -> None:
    assert expected_gap(ONCE) == POPULATION.gap_days == 30.0


def test_two_orders_at_once_are_no_gap() -> None:
    assert expected_gap(Habit("oat", orders=2, first_at=day(0), last_at=day(0))) == 30.0


def test_a_gap_is_shrunk_towards_the_population() -> None:
    assert 7.0 < expected_gap(WEEKLY) < expected_gap(WEEKLY, Rhythm(shrinkage=3)) < 30.0


@pytest.mark.parametrize(
    ("gap", "name"),
    [
        (7, "weekly"),
        (7.1, "bi-weekly"),
        (14, "bi-weekly"),
        (30, "monthly"),
        (90, "quarterly"),
        (90.1, "occasional"),
    ],
)
def test_gaps_have_names(gap: float, name: str) -> None:
    assert frequency(gap) == name


@pytest.mark.parametrize(("days", "due"), [(21 + 6, False), (21 + 7, True), (99, True)])
def test_the_next_purchase_is_due_at_nine_tenths_of_the_gap(days: float, due: bool) -> None:
    assert is_due(WEEKLY, day(days)) is due


def test_one_purchase_is_due_after_27_days() -> None:
    assert (is_due(ONCE, day(26.9)), is_due(ONCE, day(27))) == (False, True)


def test_what_was_never_bought_is_not_due() -> None:
    assert is_due(CARTED, day(0)) is None
    assert rate(CARTED, day(0)) == 0.0


def test_the_rate_drops_after_a_purchase_and_peaks_when_due() -> None:
    just, due, long_ago = (rate(WEEKLY, day(21 + days)) for days in (0, 7, 60))
    assert due > just
    assert due > long_ago


def test_the_rate_has_no_jump_at_twice_the_gap() -> None:
    assert rate(WEEKLY, day(21 + 13.999)) == pytest.approx(rate(WEEKLY, day(21 + 14)), rel=1e-3)


def test_the_probability_grows_with_the_days_ahead() -> None:
    chances = [probability(WEEKLY, day(25), days) for days in (0, 1, 7, 999)]
    assert chances[0] == 0.0
    assert chances == sorted(chances)
    assert chances[-1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        (WEEKLY, Usual(2, day(21), True, 7.5)),
        (ONCE, Usual(2, day(0), True, None)),
        (CARTED, Usual(2)),
        (Habit("oat"), None),
    ],
)
def test_the_usual_says_what_is_known(habit: Habit, expected: Usual | None) -> None:
    assert usual_of(Profile("s1", habits={"oat": habit}), "oat", day(30)) == expected


def test_there_is_no_usual_of_the_unknown() -> None:
    assert usual_of(Profile.empty("s1"), "oat", day(0)) is None
