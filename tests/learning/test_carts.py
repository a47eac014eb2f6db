"""Carts are ordered or abandoned, and orders have a value."""

from typing import Any

import msgspec
import pytest

from domain.event import Event, Kind
from learning import carts
from learning.carts import Carts, follow_cart, mean_value, outcomes
from tests.learning.events import START, cart_add, day, event, line, order

FIRST_DAY = START // 86_400_000
HOUR = 1 / 24


def followed(*events: Event) -> Carts:
    state = Carts()
    for one in events:
        state = follow_cart(state, one)
    return state


def removed(seq: int, days: float) -> Event:
    return event(Kind.CART_ITEM_REMOVED, seq, {"product_sku": "oat"}, days=days)


def priced(seq: int, total: Any = None, *lines: Any, days: float = 0, **data: Any) -> Event:
    told = {"order_id": f"o{seq}", "total_value": total, "items": list(lines), **data}
    return event(Kind.ORDER_COMPLETED, seq, told, days=days)


def test_a_cart_that_is_ordered_within_a_day_is_not_abandoned() -> None:
    state = followed(cart_add(1), cart_add(2, days=0.5), order(3, days=1.4))
    assert outcomes(state, day(9)) == (0, 1)


def test_a_cart_that_stays_quiet_is_abandoned_after_a_day_and_not_before() -> None:
    state = followed(cart_add(1))
    assert outcomes(state, day(1)) == (0, 0)
    assert outcomes(state, day(1) + 1) == (1, 1)


def test_an_order_that_comes_too_late_does_not_undo_it() -> None:
    state = followed(cart_add(1), order(2, days=1 + HOUR))
    assert outcomes(state, day(2)) == (1, 1)


def test_who_comes_back_after_a_day_begins_a_new_cart() -> None:
    state = followed(cart_add(1), cart_add(2, days=2), order(3, days=2.1))
    assert outcomes(state, day(9)) == (1, 2)


def test_a_change_keeps_a_cart_open_and_begins_none() -> None:
    assert outcomes(followed(removed(1, 0)), day(9)) == (0, 0)
    kept = followed(cart_add(1), removed(2, 0.9), order(3, days=1.8))
    assert outcomes(kept, day(9)) == (0, 1)
    late = followed(cart_add(1), removed(2, 2))
    assert (late.abandoned, late.open) == (1, {})


def test_a_past_order_told_today_leaves_the_cart_open() -> None:
    state = followed(cart_add(1, days=5), order(2, days=1))
    assert (state.ordered, len(state.open)) == (0, 1)


def test_an_order_without_a_cart_tells_nothing_about_carts() -> None:
    assert outcomes(followed(order(1)), day(9)) == (0, 0)


def test_each_subject_has_a_cart_of_their_own() -> None:
    other = event(Kind.ORDER_COMPLETED, 2, {"items": []}, subject="s2")
    assert outcomes(followed(cart_add(1), other), day(9)) == (1, 1)


def test_what_is_told_late_moves_the_beginning_and_not_the_end() -> None:
    state = followed(cart_add(1, days=1), cart_add(2, days=0.5), order(3, days=1.9))
    assert state.ordered == 1


def test_what_is_told_late_from_between_moves_neither() -> None:
    state = followed(cart_add(1), cart_add(2, days=0.8), cart_add(3, days=0.4))
    assert [(cart.began, cart.changed) for cart in state.open.values()] == [(day(0), day(0.8))]


def test_open_carts_are_bounded_by_leaving_out_the_longest_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carts, "MAX_OPEN", 2)
    added = [
        event(Kind.CART_ITEM_ADDED, seq, {"product_sku": "oat"}, days=days, subject=who)
        for seq, (who, days) in enumerate(
            [("a", 0), ("b", 0.1), ("a", 0.2), ("c", 0.3), ("d", 2)], start=1
        )
    ]
    assert [cart.began for cart in followed(*added[:4]).open.values()] == [day(0), day(0.3)]
    state = followed(*added)
    assert [cart.began for cart in state.open.values()] == [day(0.3), day(2)]
    assert state.abandoned == 1  # of b nothing is known, a was quiet for long enough


def test_an_order_is_worth_its_total_or_the_sum_of_its_lines() -> None:
    state = followed(
        priced(1, 20.0, line(price=3.0)),
        priced(2, None, line(price=3.0, quantity=2), line(price=4.0)),
    )
    told = mean_value(state, FIRST_DAY, FIRST_DAY)
    assert (told.n, told.mean) == (2, 15.0)


@pytest.mark.parametrize(
    "odd",
    [
        priced(1, None, line(price=3.0), line(price=None)),
        priced(1, None),
        priced(1, 20.0, unlearned=["price"]),
        priced(1, 20.0, unlearned=True),
    ],
)
def test_an_order_whose_value_is_not_known_or_withheld_has_none(odd: Event) -> None:
    assert followed(odd).days == {}


def test_values_are_those_of_the_days_asked_for() -> None:
    state = followed(*(priced(seq, 10.0 * seq, days=seq) for seq in (1, 2, 3)))
    told = mean_value(state, FIRST_DAY + 2, FIRST_DAY + 3)
    assert (told.n, told.mean) == (2, 25.0)


def test_the_latest_days_with_orders_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carts, "MAX_DAYS", 2)
    state = followed(*(priced(seq, 10.0, days=days) for seq, days in [(1, 3), (2, 1), (3, 2)]))
    assert sorted(state.days) == [FIRST_DAY + 2, FIRST_DAY + 3]


def test_other_kinds_only_move_the_place() -> None:
    assert followed(event(Kind.PRODUCT_VIEWED, 4, {})) == Carts(seq=4)


def test_the_same_event_again_changes_nothing() -> None:
    assert followed(cart_add(1), cart_add(1)) == followed(cart_add(1))


def test_the_state_survives_encoding() -> None:
    state = followed(cart_add(1), priced(2, 9.5), cart_add(3, days=1))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Carts) == state
