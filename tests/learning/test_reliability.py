"""What was said is held against what came true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.reliability import BINS, Reliability


def counted(*pairs: tuple[float, bool]) -> Reliability:
    told = Reliability()
    for probability, came_true in pairs:
        told.add(probability, came_true=came_true)
    return told


def test_before_anything_there_is_no_error() -> None:
    assert (Reliability().brier(), Reliability().calibration_error()) == (None, None)


def test_what_comes_true_as_often_as_said_is_calibrated() -> None:
    told = counted((0.25, True), (0.25, False), (0.25, False), (0.25, False))
    assert told.calibration_error() == 0.0
    assert told.brier() == pytest.approx((0.75**2 + 3 * 0.25**2) / 4)


def test_errors_of_two_bins_do_not_cancel_out() -> None:
    assert counted((0.2, True), (0.8, False)).calibration_error() == pytest.approx(0.8)


def test_certainty_belongs_to_the_last_bin() -> None:
    assert counted((1.0, True), (0.0, False)).count == [1, *[0] * (BINS - 2), 1]


@given(pairs=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_both_errors_stay_between_0_and_1(pairs: list[tuple[float, bool]]) -> None:
    told = counted(*pairs)
    brier, off = told.brier(), told.calibration_error()
    assert brier is not None
    assert off is not None
    assert 0.0 <= brier <= 1.0
    assert 0.0 <= off <= 1.0 + 1e-9
