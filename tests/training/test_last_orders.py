"""The last order of everybody who ordered often enough is searched for, by the finest kind."""

from domain.product import Product
from learning.ranking.weights import HYBRID
from learning.signals import DEFAULT
from tests.training.bought import ASKER, TUNER, order, stock
from training.evaluate.last_orders import by_kind, last_orders
from training.evaluate.search_replay import MISSED, Replay, replay

MILK = stock("Milk", "m1", "m2", "m3")
PAST = [order("b", day, "m1") for day in (1, 2)]


def replayed(*days: str, user: str = ASKER) -> Replay:
    """Replay the orders of one user, one product on each day from 3 on, after those of another."""
    orders = [*PAST, *(order(user, day, sku) for day, sku in enumerate(days, start=3))]
    protocol = last_orders(orders, MILK.values())
    return replay(orders, MILK, weights=HYBRID, signals=DEFAULT, protocol=protocol)


def test_only_the_last_of_four_orders_is_searched_for() -> None:
    found = replayed("m2", "m2", "m2", "m2")
    assert (found.users, found.again) == ([ASKER], [True])
    assert found.ranks["leafloop"] == [1]


def test_users_of_three_orders_are_not_asked() -> None:
    assert replayed("m2", "m2", "m2").users == []


def test_users_kept_for_tuning_are_not_asked() -> None:
    assert replayed("m2", "m2", "m2", "m2", user=TUNER).users == []


def test_what_nobody_bought_before_counts_as_not_found() -> None:
    found = replayed("m2", "m2", "m2", "m3")
    assert (found.unsold, found.again) == (1, [False])
    assert all(ranks == [MISSED] for ranks in found.ranks.values())
    assert found.summary()["leafloop"]["new"] == found.summary()["leafloop"]["top10"] == 0.0


def test_a_name_that_products_share_is_their_kind_and_one_alone_is_none() -> None:
    eggs = [Product(sku, "Eggs", category="Dairy") for sku in ("a", "b")]
    milk = Product("c", "Oat Milk 1 l", category="Milk")
    kind = by_kind([*eggs, milk])
    assert [kind(each) for each in (*eggs, milk)] == ["eggs", "eggs", "milk"]


def test_a_product_without_a_name_is_searched_for_by_its_category() -> None:
    bare = [Product(sku, "", category="Dairy") for sku in ("a", "b")]
    assert [by_kind(bare)(each) for each in bare] == ["dairy", "dairy"]
