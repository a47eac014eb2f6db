"""Where a result stood says how much a skip or a click means."""

import pytest

from learning.skips import click_weight, examination, passed_over, skip_weight


def test_the_first_position_is_always_seen() -> None:
    assert examination(1, 0.5) == examination(0, 0.5) == 1.0


def test_a_skip_at_the_first_position_counts_in_full() -> None:
    assert skip_weight(1, 0.5, 0.1) == 1.0


def test_a_skip_counts_less_further_down() -> None:
    assert skip_weight(4, 0.5, 0.1) == pytest.approx(0.45 / 0.95)


def test_a_click_counts_more_further_down_up_to_a_cap() -> None:
    assert [click_weight(rank, 1.0, cap=5.0) for rank in (1, 3, 9)] == [1.0, 3.0, 5.0]


@pytest.mark.parametrize(
    ("clicked", "passed"),
    [({"a"}, ()), ({"a", "c"}, ("b",)), (set(), ()), ({"z"}, ())],
)
def test_only_what_stands_above_the_last_click_was_passed_over(
    clicked: set[str], passed: tuple[str, ...]
) -> None:
    assert passed_over(("a", "b", "c", "d"), clicked) == passed
