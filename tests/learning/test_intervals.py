"""Intervals are those published, hold for any counts, and verdicts follow from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.intervals import (
    LEAST_VALUES,
    compare,
    difference,
    mean_of,
    needed_n,
    newcombe,
    rate_of,
    wilson,
)

Z_POWER_90 = 1.2815515655446004


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_that_of_newcombes_first_paper(
    successes: int, n: int, low: float, high: float
) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_interval_is_that_of_his_table(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(rate_of(*one), rate_of(*other)) == pytest.approx((low, high), abs=5e-5)


def test_the_needed_number_is_that_of_the_manual_of_r() -> None:
    # power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7
    assert needed_n(0.5, 0.75, Z_POWER_90) == 77


@given(one=counts())
def test_a_share_lies_within_its_interval_and_the_interval_within_0_and_1(
    one: tuple[int, int],
) -> None:
    low, high = wilson(*one)
    assert 0.0 <= low <= one[0] / one[1] <= high <= 1.0
    assert low < high


@given(one=counts())
def test_the_interval_of_failures_is_that_of_successes_turned_over(one: tuple[int, int]) -> None:
    successes, n = one
    low, high = wilson(successes, n)
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(one=counts(), times=st.integers(2, 50))
def test_more_trials_make_an_interval_narrower(one: tuple[int, int], times: int) -> None:
    low, high = wilson(*one)
    closer = wilson(one[0] * times, one[1] * times)
    assert closer[1] - closer[0] < high - low


@given(one=counts(), other=counts())
def test_a_difference_lies_within_its_interval_and_changes_sign_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there = difference(rate_of(*one), rate_of(*other))
    back = difference(rate_of(*other), rate_of(*one))
    assert there.effect is not None
    assert there.low is not None
    assert there.high is not None
    assert -1.0 <= there.low <= there.effect <= there.high <= 1.0
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=1e-9)


@given(one=counts(), other=counts())
def test_a_verdict_follows_from_the_interval_and_from_what_is_needed(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    told = difference(rate_of(*one), rate_of(*other))
    assert told.low is not None
    assert told.high is not None
    enough = told.needed_n is not None and min(one[1], other[1]) >= told.needed_n
    expected = "no_difference_seen" if enough else "not_enough_data"
    if told.low > 0:
        expected = "better"
    elif told.high < 0:
        expected = "worse"
    assert told.verdict == expected


@given(share=st.floats(0.01, 0.8), change=st.floats(0.05, 0.2))
def test_a_smaller_change_needs_more_trials(share: float, change: float) -> None:
    assert needed_n(share, share + change / 2) > needed_n(share, share + change)


@pytest.mark.parametrize("sides", [((0, 0), (3, 9)), ((3, 9), (0, 0)), ((0, 0), (0, 0))])
def test_without_trials_on_one_side_nothing_is_compared(
    sides: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    told = difference(rate_of(*sides[0]), rate_of(*sides[1]), "picks")
    assert (told.effect, told.low, told.high) == (None, None, None)
    assert told.verdict == "not_enough_data"
    assert told.text == "not enough data: no picks on one side yet"


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        ((300, 1000), (100, 1000), "better: +16.6 to +23.4 points"),
        ((100, 1000), (300, 1000), "worse: -23.4 to -16.6 points"),
        ((500, 1000), (500, 1000), "no difference seen: -4.4 to +4.4 points"),
        ((41, 412), (47, 500), "not enough data: 412 of 4,117 picks needed on each side"),
        ((0, 40), (0, 50), "not enough data: 40 picks on one side"),
    ],
)
def test_a_verdict_is_said_in_words(
    one: tuple[int, int], other: tuple[int, int], text: str
) -> None:
    assert difference(rate_of(*one), rate_of(*other), "picks").text == text


def test_near_one_the_change_worth_seeing_is_a_fall() -> None:
    assert difference(rate_of(9, 10), rate_of(10, 10)).needed_n == needed_n(1.0, 0.8)


def test_a_mean_of_few_values_has_no_interval() -> None:
    assert (mean_of(0, 0.0, 0.0).mean, mean_of(0, 0.0, 0.0).low) == (None, None)
    few = mean_of(LEAST_VALUES - 1, 58.0, 116.0)
    assert (few.mean, few.low, few.high) == (2.0, None, None)


def test_a_mean_of_many_values_lies_in_the_middle_of_its_interval() -> None:
    values = [float(n) for n in range(1, 101)]
    told = mean_of(len(values), sum(values), sum(value * value for value in values))
    # sd 29.0115 of the integers to 100; 1.96 standard errors
    assert told.mean == 50.5
    assert (told.low, told.high) == pytest.approx((44.8138, 56.1862), abs=1e-4)


def test_what_is_personalised_is_compared_with_what_is_not() -> None:
    told = compare(rate_of(300, 1000), rate_of(100, 1000), "proposals")
    assert (told.personalized.rate, told.neutral.rate) == (0.3, 0.1)
    assert told.difference == difference(rate_of(300, 1000), rate_of(100, 1000), "proposals")
