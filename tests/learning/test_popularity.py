"""Popularity is what everybody buys and how many do, fading with time."""

import msgspec
import pytest

from domain.event import Event, Kind
from learning import popularity
from learning.popularity import (
    BUYERS_HALF_LIFE_DAYS,
    ORDERS_HALF_LIFE_DAYS,
    Popularity,
    count,
)
from tests.learning.events import event, line, order


def counted(*events: Event) -> Popularity:
    state = Popularity()
    for one in events:
        state = count(state, one)
    return state


def test_nothing_is_popular_before_any_event() -> None:
    assert Popularity().score("oat") == 0.0


def test_what_is_bought_twice_as_often_counts_twice() -> None:
    state = counted(order(1, line("a"), line("b")), order(2, line("a")))
    assert [state.score(sku) for sku in "ab"] == pytest.approx([1.0, 0.5])


def test_what_many_buy_once_is_more_popular_than_what_one_buys_as_often() -> None:
    again = line("weekly", first=False)
    state = counted(
        *(order(n, line("shared", first=True)) for n in (1, 2, 3, 4)),
        order(5, line("weekly", first=True)),
        *(order(n, again) for n in (6, 7, 8)),
    )
    assert state.score("shared") == 1.0
    assert state.score("weekly") == pytest.approx((1 + 1 / 4) / 2)


def test_lines_that_do_not_say_whether_they_are_the_first_count_as_such() -> None:
    told = counted(order(1, line("a", first=True)), order(2, line("a", first=True)))
    assert counted(order(1, line("a")), order(2, line("a"))) == told


def test_a_product_on_two_lines_of_one_order_counts_once() -> None:
    assert counted(order(1, line("a"), line("a"))) == counted(order(1, line("a")))


def test_an_order_a_half_life_ago_counts_half() -> None:
    state = counted(order(1, line("a")), order(2, line("b"), days=ORDERS_HALF_LIFE_DAYS))
    assert state.orders.share("a") == pytest.approx(0.5)


def test_a_buyer_is_remembered_for_longer() -> None:
    state = counted(order(1, line("a")), order(2, line("b"), days=BUYERS_HALF_LIFE_DAYS))
    assert state.buyers.share("a") == pytest.approx(0.5)


def test_an_event_that_comes_late_counts_as_old_as_it_is() -> None:
    state = counted(order(1, line("b"), days=ORDERS_HALF_LIFE_DAYS), order(2, line("a")))
    assert state.orders.share("a") == pytest.approx(0.5)


def test_counts_survive_a_thousand_half_lives() -> None:
    state = counted(
        order(1, line("a")),
        order(2, line("b"), days=1_000 * BUYERS_HALF_LIFE_DAYS),
        order(3, line("b"), days=2_000 * BUYERS_HALF_LIFE_DAYS),
    )
    assert (state.score("a"), state.score("b")) == (0.0, 1.0)
    assert state.orders.top == state.buyers.top == pytest.approx(1.0)


def test_products_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(popularity, "MAX_PRODUCTS", 8)
    state = counted(*(order(n, line(f"p{n}")) for n in range(1, 50)))
    assert len(state.orders.counts) <= 8
    assert len(state.buyers.counts) <= 8


def test_a_line_that_names_no_product_counts_nothing() -> None:
    assert counted(event(Kind.ORDER_COMPLETED, 1, {"items": [{}]})).orders.counts == {}


def test_the_same_event_again_changes_nothing() -> None:
    assert counted(order(1), order(1)) == counted(order(1))


def test_the_state_survives_encoding() -> None:
    state = counted(order(1), order(2, line("oat", first=False)))
    encoded = msgspec.msgpack.encode(state)
    assert msgspec.msgpack.decode(encoded, type=Popularity) == state
