"""A trip counts once, whether it was carted, ordered or both."""

import pytest

from domain.event import Item
from domain.profile import Habit
from learning.habit import (
    bought,
    carted,
    confidence,
    recounted,
    uncarted,
    usual_quantity,
    weight_at,
)
from learning.signals import DEFAULT


def oat(quantity: float = 1) -> Item:
    return Item("oat", "Oat Milk", "Milk", "Oatfern", quantity=quantity)


def test_equal_cart_adds_show_their_quantity() -> None:
    once = carted(None, oat(2), "e1", DEFAULT)
    assert usual_quantity(carted(once, oat(2), "e2", DEFAULT).quantities, 0.8) == 2


def test_an_order_settles_what_was_carted() -> None:
    old = bought(None, oat(3), at=0, order_no=1, event_id="e1", signals=DEFAULT)
    trip = carted(carted(old, oat(1), "e2", DEFAULT), oat(1), "e3", DEFAULT)
    habit = bought(trip, oat(2), at=1, order_no=2, event_id="e4", signals=DEFAULT)
    assert (habit.quantities, habit.carted) == ((3, 2), 0)


def test_setting_the_quantity_takes_the_place_of_earlier_adds() -> None:
    trip = carted(carted(None, oat(1), "e1", DEFAULT), oat(1), "e2", DEFAULT)
    assert recounted(trip, oat(5), "e3", DEFAULT).quantities == (5,)


@pytest.mark.parametrize(("taken", "left"), [(1, (4,)), (5, ()), (9, ()), (None, ())])
def test_taking_out_leaves_what_is_left(taken: float | None, left: tuple[float, ...]) -> None:
    trip = carted(None, oat(5), "e1", DEFAULT)
    assert uncarted(trip, oat(), taken, "e2", DEFAULT).quantities == left


def test_an_order_that_comes_late_keeps_first_and_last_in_order() -> None:
    late = bought(None, oat(), at=9, order_no=1, event_id="e1", signals=DEFAULT)
    early = bought(late, oat(), at=3, order_no=2, event_id="e2", signals=DEFAULT)
    assert (early.first_at, early.last_at) == (3, 9)


def test_quantities_stay_bounded_with_all_of_them_carted() -> None:
    habit = None
    for n in range(20):
        habit = carted(habit, oat(n + 1), f"e{n}", DEFAULT)
    assert habit is not None
    assert len(habit.quantities) == habit.carted == DEFAULT.max_quantities


def test_the_newest_quantities_weigh_most() -> None:
    assert usual_quantity((1, 1, 1, 1, 2, 2, 2), 0.8) == 2


def test_a_weight_fades_with_orders_without_the_product() -> None:
    habit = Habit("oat", weight=2.0, order_no=3)
    assert weight_at(habit, 5, DEFAULT) == pytest.approx(2 * 0.95**2)


def test_trust_in_a_habit_grows_with_orders_up_to_a_cap() -> None:
    assert [confidence(Habit("oat", orders=n)) for n in (1, 5, 50)] == [0.1, 0.5, 0.9]
