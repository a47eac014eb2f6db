"""Times are whole milliseconds inside and RFC 3339 outside, and nothing is lost between them."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import MS_PER_DAY, SystemClock, days_between, from_ms, to_ms, to_rfc3339

MOMENTS = st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999)
"""Years 1 to 9999."""


@given(MOMENTS)
def test_a_time_survives_the_way_to_rfc_3339_and_back(ms: int) -> None:
    written = to_rfc3339(ms)
    assert written.endswith("Z")
    assert to_ms(datetime.fromisoformat(written)) == ms


@given(MOMENTS, MOMENTS)
def test_written_times_sort_like_the_times(one: int, other: int) -> None:
    assert (to_rfc3339(one) < to_rfc3339(other)) == (one < other)


@given(MOMENTS)
def test_a_time_survives_the_way_to_a_datetime_and_back(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert to_ms(datetime(1970, 1, 1, 9, 0, 1, tzinfo=tokyo)) == 1_000


@pytest.fixture
def _in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_tokyo")
def test_a_moment_without_a_zone_is_taken_as_utc_wherever_the_machine_stands() -> None:
    assert to_ms(datetime(1970, 1, 1, 0, 0, 1)) == 1_000


def test_less_than_a_millisecond_is_cut_off() -> None:
    assert to_ms(datetime(1970, 1, 1, 0, 0, 0, 1_999)) == 1


def test_days_are_negative_backwards() -> None:
    assert days_between(0, MS_PER_DAY * 3) == 3.0
    assert days_between(MS_PER_DAY * 3, 0) == -3.0


def test_the_system_clock_tells_the_time_of_the_machine_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    told = SystemClock().now()
    assert before <= told <= time.time_ns() // 1_000_000
