"""What a subject usually buys and needs now, with reasons that name their events."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profile import Habit, Profile
from learning.reorder_basket import LAPSED_AFTER, usual_basket
from learning.signals import Signals
from tests.learning.events import day

WEEKLY = Habit(
    "oat",
    "Oat Milk",
    weight=3.0,
    order_no=10,
    orders=4,
    first_at=day(0),
    last_at=day(21),
    quantities=(2, 2),
    evidence=("e1", "e2"),
)


def shopper(*habits: Habit, orders: int = 10) -> Profile:
    return Profile("ann", order_count=orders, habits={habit.sku: habit for habit in habits})


def skus(profile: Profile, at: int, **more: object) -> list[str]:
    return [line.sku for line in usual_basket(profile, at, **more)]  # type: ignore[arg-type]


def test_what_is_due_comes_with_its_quantity_its_reason_and_its_evidence() -> None:
    (line,) = usual_basket(shopper(WEEKLY), day(28))
    assert (line.name, line.quantity) == ("Oat Milk", 2)
    assert line.reason.code == "due"
    assert line.reason.text == "You buy it about every 7 days, and it is due"
    assert line.reason.evidence == ("e1", "e2")


def test_what_is_bought_daily_is_said_so() -> None:
    daily = replace(WEEKLY, last_at=day(3))
    assert usual_basket(shopper(daily), day(5))[0].reason.text.startswith("You buy it every day,")


def test_what_was_bought_just_now_is_not_due() -> None:
    assert skus(shopper(WEEKLY), day(22)) == []


def test_what_is_in_most_orders_is_usual_without_being_due() -> None:
    staple = replace(WEEKLY, weight=9.0, orders=10)
    (line,) = usual_basket(shopper(staple), day(22))
    assert (line.reason.code, line.reason.text) == ("regular", "In 10 of your 10 orders")


def test_what_was_given_up_long_ago_is_not_due_any_more() -> None:
    gap = 7.5
    assert skus(shopper(WEEKLY), day(21 + gap * (LAPSED_AFTER - 0.5)))
    assert skus(shopper(WEEKLY), day(21 + gap * (LAPSED_AFTER + 0.5))) == []


@pytest.mark.parametrize(
    "habit",
    [
        replace(WEEKLY, orders=1),
        replace(WEEKLY, quantities=()),
        replace(WEEKLY, evidence=()),
        replace(WEEKLY, last_at=None, first_at=None, undated=4),
    ],
    ids=["once", "no quantity", "no evidence", "no dates"],
)
def test_what_is_no_usual_is_left_out(habit: Habit) -> None:
    assert skus(shopper(habit), day(28)) == []


def test_dates_that_are_not_kept_leave_the_regular_ones() -> None:
    undated = replace(WEEKLY, weight=9.0, last_at=None, first_at=None, undated=4)
    assert usual_basket(shopper(undated), day(28))[0].reason.code == "regular"


def test_due_ones_come_first_then_the_most_often_bought_ties_by_sku() -> None:
    staple = replace(WEEKLY, sku="a", weight=9.0, orders=10, last_at=day(27))
    rare, other = replace(WEEKLY, sku="z", weight=1.0), replace(WEEKLY, sku="b")
    profile = shopper(staple, rare, WEEKLY, other)
    assert skus(profile, day(28)) == ["b", "oat", "z", "a"]
    assert skus(profile, day(28), limit=2) == ["b", "oat"]


def test_what_is_in_the_cart_is_left_out() -> None:
    assert skus(shopper(WEEKLY), day(28), without={"oat"}) == []


def test_nobody_known_has_no_usual() -> None:
    assert usual_basket(Profile.empty("ann"), day(28)) == ()
    assert skus(shopper(WEEKLY, orders=0), day(22)) == ["oat"]  # the share of no orders is all


@given(
    st.lists(
        st.builds(
            Habit,
            st.sampled_from("abcdef"),
            weight=st.floats(0, 20),
            orders=st.integers(0, 20),
            first_at=st.just(day(0)),
            last_at=st.integers(day(0), day(60)),
            quantities=st.lists(st.floats(0.5, 9), max_size=8).map(tuple),
            evidence=st.lists(st.text(max_size=3), max_size=3).map(tuple),
        )
    ),
    st.integers(0, 30),
)
def test_every_line_is_a_habit_with_evidence_and_no_sku_comes_twice(
    habits: list[Habit], orders: int
) -> None:
    profile = shopper(*habits, orders=orders)
    lines = usual_basket(profile, day(61), signals=Signals(order_decay=0.9))
    assert len({line.sku for line in lines}) == len(lines)
    for line in lines:
        habit = profile.habits[line.sku]
        assert line.quantity in habit.quantities
        assert line.reason.evidence == habit.evidence != ()
        assert habit.orders >= 2
