"""Popularity is what everybody takes, fading with time."""

import msgspec
import pytest

from domain.event import Event, Kind
from learning import popularity
from learning.popularity import HALF_LIFE_DAYS, Popularity, count
from tests.learning.events import cart_add, click, event, line, order


def counted(*events: Event) -> Popularity:
    state = Popularity()
    for one in events:
        state = count(state, one)
    return state


def test_nothing_is_popular_before_any_event() -> None:
    assert Popularity().score("oat") == 0.0


def test_buying_counts_more_than_carting_more_than_clicking() -> None:
    state = counted(order(1, line("a")), cart_add(2, product_sku="b"), click(3, product_sku="c"))
    assert [state.score(sku) for sku in "abc"] == pytest.approx([1.0, 0.5, 0.2])


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
    state = counted(*(click(n, product_sku=f"p{n}") for n in range(1, 50)))
    assert len(state.counts) <= 8


@pytest.mark.parametrize(
    "odd", [event(Kind.ORDER_COMPLETED, 1, {"items": [{}]}), event(Kind.PRODUCT_VIEWED, 1, {})]
)
def test_what_names_no_product_counts_nothing(odd: Event) -> None:
    assert counted(odd) == Popularity(seq=1, since=counted(odd).since)


def test_a_pick_without_a_product_counts_nothing() -> None:
    assert counted(event(Kind.SELECTION_MADE, 1, {"choice": "h1"})).counts == {}


def test_the_same_event_again_changes_nothing() -> None:
    assert counted(click(1), click(1)) == counted(click(1))


def test_the_state_survives_encoding() -> None:
    state = counted(click(1), order(2))
    encoded = msgspec.msgpack.encode(state)
    assert msgspec.msgpack.decode(encoded, type=Popularity) == state
