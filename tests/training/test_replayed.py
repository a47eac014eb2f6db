"""A replay folds orders into what the server would know, by the events the server would write."""

from dataclasses import replace

from catalog.orders_reading import PastOrder
from domain.cart import CartLine
from domain.product import Product
from learning.signals import DEFAULT
from nodes.item import line_facets
from tests.training.bought import order
from training.evaluate.replayed import Replayed, order_event

MILK = Product("m1", "Milk", "Havredal", "Dairy", price=2.0, size="1 l", attributes=("organic",))


def test_a_line_is_enriched_as_the_server_does_it() -> None:
    event = order_event(order("u1", 3, "m1"), {"m1": MILK}, 1, {})
    assert event.data["items"] == [{**line_facets(MILK), "quantity": 1.0, "first": True}]


def test_the_price_that_was_paid_stands() -> None:
    past = PastOrder("o1", "u1", 0, (CartLine("m1", "", 2.0, 1.5),))
    data = order_event(past, {"m1": MILK}, 1, {}).data
    assert data["items"][0]["price"] == 1.5
    assert data["total_value"] == 3.0


def test_a_product_nobody_knows_is_learned_as_the_order_names_it() -> None:
    past = PastOrder("o1", "u1", 0, (CartLine("x1", "Kvass", 1.0, None, "Drinks", "Birk"),))
    known = Replayed({}, DEFAULT)
    known.learn(past)
    assert known.profile("u1").habits["x1"].name == "Kvass"


def test_an_order_teaches_its_user_and_counts_for_everybody() -> None:
    known = Replayed({"m1": MILK}, DEFAULT)
    known.learn(order("u1", 1, "m1"))
    known.learn(order("u1", 2, "m1"))
    assert known.profile("u1").habits["m1"].orders == 2
    assert known.profile("u1").preference("brand", "havredal") is not None
    assert known.profile("u2").order_count == 0
    assert known.popularity.score("m1") == 1.0


def test_who_buys_again_is_one_buyer() -> None:
    known = Replayed({"m1": MILK}, DEFAULT)
    known.learn(order("u1", 1, "m1"))
    known.learn(order("u1", 2, "m1"))
    known.learn(order("u2", 3, "m2"))
    assert known.popularity.buyers.share("m2") > 0.9
    assert known.popularity.orders.share("m2") < 0.6


def test_the_rules_given_are_the_rules_learned_by() -> None:
    meek = Replayed({"m1": MILK}, replace(DEFAULT, learning_rate=0.0))
    meek.learn(order("u1", 1, "m1"))
    liked = meek.profile("u1").preference("brand", "havredal")
    assert liked is not None
    assert liked.value == 0.0
