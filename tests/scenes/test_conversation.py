"""Twenty turns of one conversation, over HTTP and without a model: each says what it did."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.scenes.twenty_turns import BREAD, PEA, TURNS, Shopper, Stream
from tests.serving import Serving


class Told:
    """What one turn told."""

    def __init__(self, stream: Stream) -> None:
        names = [name for name, _ in stream]
        assert (names[0], names[-1]) == ("metadata", "end")
        assert "error" not in names
        self.said = " ".join(data["content"] for name, data in stream if name == "messages")
        self.updates = [data for name, data in stream if name == "updates"]
        shown = [data for name, data in stream if name == "proposal"]
        self.proposal: Mapping[str, Any] = shown[0] if shown else {}
        self.products = [result["product"] for result in self.proposal.get("products", [])]

    @property
    def cart(self) -> Mapping[str, Any]:
        """The cart as the turn's act told it."""
        (cart,) = [update["cart"] for update in self.updates if "cart" in update]
        found: Mapping[str, Any] = cart
        return found

    @property
    def lines(self) -> dict[str, float]:
        """Sku -> quantity in that cart."""
        return {line["sku"]: line["quantity"] for line in self.cart["lines"]}


@pytest.fixture
def told(shop: Serving) -> Iterator[Told]:
    """Return the turns of the script, each taken when it is asked for."""
    shopper = Shopper(shop.http, "scene-twenty")
    shopper.bought_before()
    return (Told(shopper.turn(text)) for text in TURNS)


def test_a_conversation_of_twenty_turns(shop: Serving, told: Iterator[Told]) -> None:
    shelf_milk = looks_for_milk(told)
    oat = fills_the_cart(told, shelf_milk)
    is_told_what_there_is_not(told)
    takes_strawberries_and_puts_them_back(told)
    picks_a_reading(told)
    instead = has_the_usual(told, oat)
    other = takes_something_else(told)
    bought = reads_the_cart_and_orders(told)
    assert bought.keys() == {oat, BREAD, instead, other}
    assert next(told, None) is None
    assert shop.get("/api/v1/user/scene-twenty/cart")["lines"] == []
    ordered = shop.get("/api/v1/user/scene-twenty/orders")["orders"][0]
    assert {item["sku"]: item["quantity"] for item in ordered["items"]} == bought


def nut_free(products: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every product is known to hold no nuts."""
    known = [product["allergens"] for product in products]
    return all(allergens is not None and "nuts" not in allergens for allergens in known)


def looks_for_milk(told: Iterator[Told]) -> list[dict[str, Any]]:
    noted = next(told)
    assert noted.said.startswith("Noted: allergic to nuts.")
    milk = next(told)
    assert len(milk.products) == 10
    assert nut_free(milk.products)
    refined = next(told)
    assert refined.products
    for product in refined.products:
        assert "plant_based" in product["attributes"]
        assert product["price"] <= 3
    assert nut_free(refined.products)
    assert refined.proposal["query"] == "milk"
    return refined.products


def fills_the_cart(told: Iterator[Told], shown: list[dict[str, Any]]) -> str:
    second = shown[1]
    added = next(told)
    price = second["price"]
    assert added.said.startswith(
        f"Added 2 × {second['name']} at {price:.2f} each, {2 * price:.2f}."  # noqa: RUF001
    )
    assert added.lines == {second["sku"]: 2.0}
    assert added.cart["value"] == pytest.approx(2 * price)
    why = next(told)
    assert why.said.startswith(f"{shown[0]['name']}: ")
    assert "(learned from: you ordered on " in why.said
    three = next(told)
    assert three.lines == {second["sku"]: 3.0}
    refused = next(told)
    assert refused.said.startswith("Almond Butter holds nuts, which you rule out.")
    assert "It was not added." in refused.said
    assert nut_free(refused.products)
    sku: str = second["sku"]
    return sku


def is_told_what_there_is_not(told: Iterator[Told]) -> None:
    mower = next(told)
    assert mower.said.startswith("We do not carry")
    assert mower.proposal == {}


def takes_strawberries_and_puts_them_back(told: Iterator[Told]) -> None:
    local = next(told)
    assert "local" in local.said
    assert local.proposal["unsupported"] == ["local"]
    strawberries = local.products[0]
    assert "Strawberries" in strawberries["name"]
    added = next(told)
    assert strawberries["sku"] in added.lines
    removed = next(told)
    assert removed.said.startswith(f"Took {strawberries['name']} out of your cart.")
    assert strawberries["sku"] not in removed.lines


def picks_a_reading(told: Iterator[Told]) -> None:
    vague = next(told)
    assert len(vague.proposal["hypotheses"]) == 3
    picked = next(told)
    assert picked.products
    assert nut_free(picked.products)


def has_the_usual(told: Iterator[Told], oat: str) -> str:
    usual = next(told)
    assert usual.lines == {oat: 3.0, BREAD: 2.0}
    assert "you buy it about every 7 days, and it is due" in usual.said
    assert "Pea Protein Milk cannot be had right now." in usual.said
    (instead,) = usual.products
    assert instead["sku"] != PEA
    assert {"vegan", "gluten_free"} <= set(instead["diets"])
    assert nut_free([instead])
    taken = next(told)
    assert taken.lines[instead["sku"]] == 3.0
    sku: str = instead["sku"]
    return sku


def takes_something_else(told: Iterator[Told]) -> str:
    oat = next(told)
    second = oat.products[1]
    others = next(told)
    assert others.said.startswith(f"Instead of {second['name']}: ")
    assert 1 <= len(others.products) <= 3
    for product in others.products:
        assert product["sku"] != second["sku"]
        assert set(second["diets"]) <= set(product["diets"])
    assert nut_free(others.products)
    assert all(result["reasons"] for result in others.proposal["products"])
    taken = next(told)
    sku: str = others.products[0]["sku"]
    assert taken.lines[sku] == 1.0
    return sku


def reads_the_cart_and_orders(told: Iterator[Told]) -> dict[str, float]:
    read = next(told)
    total = sum(line["quantity"] * line["price"] for line in read.cart["lines"])
    assert read.cart["value"] == pytest.approx(total)
    assert f"In all: {total:.2f}." in read.said
    for line in read.cart["lines"]:
        assert f"{line['quantity']:g} × {line['name']} at {line['price']:.2f}" in read.said  # noqa: RUF001
    ordered = next(told)
    assert f"Total {total:.2f}. Order {ordered.cart['order_id']}." in ordered.said
    assert ordered.lines == {}
    return read.lines
