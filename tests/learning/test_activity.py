"""Activity counts each event on the day it happened, for as many days as are kept."""

import random

import msgspec
import pytest

from domain.event import Event, Kind
from learning import activity
from learning.activity import Activity, count_day
from tests.learning.events import START, event

FIRST_DAY = START // 86_400_000


def counted(*events: Event) -> Activity:
    state = Activity()
    for one in events:
        state = count_day(state, one)
    return state


def viewed(seq: int, days: float) -> Event:
    return event(Kind.PRODUCT_VIEWED, seq, {}, days=days)


def test_events_are_counted_by_day_and_kind() -> None:
    state = counted(viewed(1, 0), viewed(2, 1), event(Kind.SELECTION_MADE, 3, {}, days=1))
    assert state.days == {
        FIRST_DAY: {"product_viewed": 1},
        FIRST_DAY + 1: {"product_viewed": 1, "selection_made": 1},
    }


def test_what_is_told_late_counts_on_the_day_it_happened() -> None:
    assert list(counted(viewed(1, 5), viewed(2, 2)).days) == [FIRST_DAY + 5, FIRST_DAY + 2]


def test_the_same_event_again_changes_nothing() -> None:
    assert counted(viewed(1, 0), viewed(1, 0)) == counted(viewed(1, 0))


def test_the_latest_days_are_kept_in_whatever_order_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(activity, "MAX_DAYS", 3)
    days = [0, 1, 2, 3, 4, 4]
    random.Random(1).shuffle(days)
    state = counted(*(viewed(seq, day) for seq, day in enumerate(days, start=1)))
    assert state.days == {
        FIRST_DAY + 2: {"product_viewed": 1},
        FIRST_DAY + 3: {"product_viewed": 1},
        FIRST_DAY + 4: {"product_viewed": 2},
    }


def test_the_state_survives_encoding() -> None:
    state = counted(viewed(1, 0), viewed(2, 9))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Activity) == state
