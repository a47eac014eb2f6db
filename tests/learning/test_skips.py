"""Where a result stood says how much a skip or a click means."""

import pytest

from learning.skips import examination, skip_weight


def test_the_first_position_is_always_seen() -> None:
    assert examination(1, 0.5) == examination(0, 0.5) == 1.0


def test_a_skip_at_the_first_position_counts_in_full() -> None:
    assert skip_weight(1, 0.5, 0.1) == 1.0


def test_a_skip_counts_less_further_down() -> None:
    assert skip_weight(4, 0.5, 0.1) == pytest.approx(0.45 / 0.95)
