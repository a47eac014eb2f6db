"""The fakes keep the promises of what they stand for."""

from datetime import UTC, datetime

from domain.clock import Clock, to_ms
from domain.ids import NewId, is_named, text_of, uuid7
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.ids import SeededIds


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock: Clock = FixedClock()
    assert clock.now() == clock.now() == NOON == to_ms(datetime(2026, 1, 9, 12, tzinfo=UTC))


def test_a_fixed_clock_moves_by_what_it_is_told() -> None:
    clock = FixedClock(time=0)
    assert clock.move(days=1, hours=1, seconds=1.5, ms=1) == clock.now() == 90_001_501
    assert clock.move(days=-1) == 3_601_501


def test_seeded_ids_come_out_the_same_again() -> None:
    first, second = SeededIds(7), SeededIds(7)
    assert [first(NOON) for _ in range(3)] == [second(NOON) for _ in range(3)]


def test_seeded_ids_differ_and_sort_by_time() -> None:
    ids: NewId = SeededIds()
    made = [ids(NOON + at) for at in range(100)]
    assert len(set(made)) == 100
    assert made == sorted(made)


def test_a_seeded_id_has_the_form_of_a_real_one() -> None:
    seeded, real = text_of(SeededIds()(NOON)), text_of(uuid7(NOON))
    assert seeded[:15] == real[:15]
    assert seeded[19] in "89ab"
    assert not is_named(SeededIds()(NOON))
