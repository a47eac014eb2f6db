"""An interval holds its mean, narrows with more data, and knows what hangs together."""

import pytest

from training.evaluate.intervals import interval


def test_the_mean_lies_within() -> None:
    found = interval([0.0, 1.0] * 50)
    assert found is not None
    assert found["low"] < found["mean"] == 0.5 < found["high"]


def test_a_share_has_the_width_that_its_standard_error_gives() -> None:
    found = interval([1.0] * 200 + [0.0] * 200)
    assert found is not None
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1)


def test_values_of_one_subject_are_no_independent_evidence() -> None:
    values = [float(user % 2) for user in range(20) for _ in range(30)]
    users = [user for user in range(20) for _ in range(30)]
    alone, together = interval(values), interval(values, users)
    assert alone is not None
    assert together is not None
    assert alone["mean"] == together["mean"]
    assert together["high"] - together["low"] > 3 * (alone["high"] - alone["low"])


def test_the_mean_is_over_values_not_over_clusters() -> None:
    found = interval([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"])
    assert found is not None
    assert found["mean"] == 0.75


def test_nothing_has_no_interval() -> None:
    assert interval([]) is None
