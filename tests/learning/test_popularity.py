"""Popularity is what everybody buys, fading with time."""

import msgspec
import pytest

from domain.event import Event, Kind
from learning import popularity
from learning.popularity import HALF_LIFE_DAYS, Popularity, count
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


def test_what_was_taken_a_half_life_ago_counts_half() -> None:
    state = counted(order(1, line("a")), order(2, line("b"), days=HALF_LIFE_DAYS))
    assert state.score("a") == pytest.approx(0.5)


def test_an_event_that_comes_late_counts_as_old_as_it_is() -> None:
    state = counted(order(1, line("b"), days=HALF_LIFE_DAYS), order(2, line("a")))
    assert state.score("a") == pytest.approx(0.5)


def test_counts_survive_a_thousand_half_lives() -> None:
    state = counted(
        order(1, line("a")),
        order(2, line("b"), days=1_000 * HALF_LIFE_DAYS),
        order(3, line("b"), days=2_000 * HALF_LIFE_DAYS),
    )
    assert (state.score("a"), state.score("b")) == (0.0, 1.0)
    assert state.top == pytest.approx(1.0)


def test_products_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(popularity, "MAX_PRODUCTS", 8)
    state = counted(*(order(n, line(f"p{n}")) for n in range(1, 50)))
    assert len(state.counts) <= 8


def test_a_line_that_names_no_product_counts_nothing() -> None:
    assert counted(event(Kind.ORDER_COMPLETED, 1, {"items": [{}]})).counts == {}


def test_the_same_event_again_changes_nothing() -> None:
    assert counted(order(1), order(1)) == counted(order(1))


def test_the_state_survives_encoding() -> None:
    state = counted(order(1), order(2))
    encoded = msgspec.msgpack.encode(state)
    assert msgspec.msgpack.decode(encoded, type=Popularity) == state
