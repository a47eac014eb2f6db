"""A replay ranks by what happened before, and by nothing that happened later."""

from collections.abc import Sequence
from typing import Any

import pytest

from catalog.orders_reading import PastOrder
from domain.product import Product
from learning.ranking.weights import HYBRID
from learning.signals import DEFAULT
from tests.training.bought import ASKER, TUNER, order, stock
from training.evaluate.search_replay import Replay, replay

MILK = stock("Milk", "m1", "m2", "m3")
OTHERS = [order("b", 1, "m1"), order("c", 1, "m1"), order("d", 1, "m2"), order("e", 1, "m3")]


def replayed(orders: Sequence[PastOrder], products: dict[str, Product] | None = None) -> Replay:
    found = MILK if products is None else products
    return replay(orders, found, weights=HYBRID, signals=DEFAULT)


def test_what_everybody_buys_stands_first_for_who_bought_nothing() -> None:
    found = replayed([*OTHERS, order(ASKER, 2, "m1")])
    assert found.ranks == {"popularity": [1], "decayed_count": [1], "leafloop": [1]}
    assert found.again == [False]


def test_what_a_user_buys_stands_first_for_that_user() -> None:
    found = replayed([*OTHERS, order(ASKER, 2, "m3"), order(ASKER, 3, "m3")])
    assert found.again == [False, True]
    assert [ranks[1] for ranks in found.ranks.values()] == [2, 1, 1]


def test_nothing_of_the_same_day_is_seen() -> None:
    found = replayed([*OTHERS, order(ASKER, 2, "m3"), order(ASKER, 2, "m3")])
    assert found.again == [False, False]
    assert found.ranks["decayed_count"] == [3, 3]


def test_nothing_later_is_seen() -> None:
    past = [*OTHERS, order(ASKER, 2, "m1", "m2")]
    later = [order(user, 3, "m3") for user in "bcdef"]
    assert replayed([*past, *later]).ranks["popularity"][:2] == replayed(past).ranks["popularity"]


def test_what_nobody_bought_before_is_counted_apart() -> None:
    found = replayed([order(TUNER, 1, "m1"), order(ASKER, 2, "m2")])
    assert (found.users, found.unsold) == ([], 1)


def test_what_has_no_category_is_counted_apart() -> None:
    bare = {"m1": Product("m1", "Milk")}
    found = replayed([order(TUNER, 1, "m1"), order(ASKER, 2, "m1", "x9")], bare)
    assert (found.users, found.unknown) == ([], 2)


def test_another_category_gives_no_candidates() -> None:
    shop = stock("Milk", "m1") | stock("Bread", "b1", "b2")
    past = [order(TUNER, 1, "b1", "b2", "m1"), order(TUNER, 1, "b1")]
    assert replayed([*past, order(ASKER, 2, "m1")], shop).ranks["popularity"] == [1]


def test_users_kept_for_tuning_teach_and_are_not_counted() -> None:
    found = replayed([order(TUNER, 1, "m2"), order(TUNER, 2, "m2"), order(ASKER, 3, "m2")])
    assert found.users == [ASKER]
    assert found.ranks["popularity"] == [1]


def test_every_order_is_told() -> None:
    told: list[int] = []
    replay(OTHERS, MILK, weights=HYBRID, signals=DEFAULT, advance=told.append)
    assert sum(told) == len(OTHERS)


def summary_of(*ranks: tuple[int, int, bool]) -> dict[str, Any]:
    """Summarise purchases of different users: rank by popularity, by leafloop, bought before."""
    found = Replay()
    for place, (popular, own, again) in enumerate(ranks):
        found.users.append(str(place))
        found.again.append(again)
        for name, rank in (("popularity", popular), ("decayed_count", own), ("leafloop", own)):
            found.ranks[name].append(rank)
    return found.summary()


def test_the_summary_is_the_mean_of_reciprocal_ranks() -> None:
    found = summary_of((2, 1, True), (4, 11, False))
    assert found["popularity"] == {
        "mrr": 0.375, "top1": 0.0, "top10": 1.0, "repeat": 0.5, "new": 0.25,
    }  # fmt: skip
    assert found["leafloop"] == {
        "mrr": round((1 + 1 / 11) / 2, 4), "top1": 0.5, "top10": 0.5, "repeat": 1.0,
        "new": round(1 / 11, 4),
    }  # fmt: skip
    assert found["difference"]["mrr"]["mean"] == pytest.approx((12 / 11 - 0.75) / 2, abs=1e-4)
    assert found["difference"]["new"]["mean"] == pytest.approx(1 / 11 - 0.25, abs=1e-4)


def test_the_summary_says_how_much_is_gained_over_own_counts() -> None:
    found = Replay()
    found.miss("a", 1)
    found.users.append("b")
    found.again.append(True)
    for name, rank in (("popularity", 8), ("decayed_count", 4), ("leafloop", 2)):
        found.ranks[name].append(rank)
    gained = found.summary()["difference_to_decayed_count"]
    assert gained["mrr"]["mean"] == 0.125
    assert gained["new"]["mean"] == 0.0


def test_nothing_to_search_for_has_no_figures() -> None:
    found = Replay().summary()
    assert found["queries"] == 0
    assert found["leafloop"]["mrr"] is found["difference"]["mrr"] is None
