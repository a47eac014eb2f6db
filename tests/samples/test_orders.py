"""The sample orders are histories that the loop can learn from."""

import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]


PRODUCTS = {p["sku"]: p for p in lines("products.jsonl")}
ORDERS = lines("orders.jsonl")


def bought_by(user: str) -> list[dict[str, Any]]:
    return [PRODUCTS[o["sku"]] for o in ORDERS if o["user_id"] == user]


def test_every_line_names_a_product_a_price_and_a_quantity() -> None:
    for line in ORDERS:
        assert set(line) == {"user_id", "order_id", "ordered_at", "sku", "quantity", "price"}
        assert line["sku"] in PRODUCTS
        assert line["quantity"] >= 1
        assert line["price"] == PRODUCTS[line["sku"]]["price"]


def test_an_order_is_one_shoppers_at_one_time_and_lists_a_product_once() -> None:
    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in ORDERS:
        owners[line["order_id"]].add((line["user_id"], line["ordered_at"]))
    assert all(len(who_and_when) == 1 for who_and_when in owners.values())
    assert len({(o["order_id"], o["sku"]) for o in ORDERS}) == len(ORDERS)


def test_lines_are_in_the_order_of_time() -> None:
    times = [datetime.fromisoformat(o["ordered_at"]) for o in ORDERS]
    assert times == sorted(times)
    assert 150 <= (times[-1] - times[0]).days <= 190


def test_each_of_six_shoppers_has_orders_enough_to_learn_a_rhythm() -> None:
    orders = defaultdict(set)
    for line in ORDERS:
        orders[line["user_id"]].add(line["order_id"])
    assert len(orders) == 6
    assert min(map(len, orders.values())) >= 10


def test_the_family_usually_buys_two_gallons_of_milk() -> None:
    quantities = sorted(
        o["quantity"]
        for o in ORDERS
        if o["user_id"] == "sample-family-okafor" and o["sku"] == "wrenfield-whole-milk-gallon"
    )
    assert len(quantities) >= 20
    assert quantities[len(quantities) // 2] == 2


def test_the_vegan_shopper_buys_only_vegan_food() -> None:
    food = [p for p in bought_by("sample-ana") if p["department"] != "Household"]
    assert all("vegan" in p["diets"] for p in food)


def test_the_lactose_free_shopper_buys_no_ordinary_milk() -> None:
    for product in bought_by("sample-lena"):
        assert "milk" not in product["allergens"] or "lactose_free" in product["attributes"]


def test_the_gluten_free_shopper_buys_nothing_with_gluten() -> None:
    assert all("gluten" not in p["allergens"] for p in bought_by("sample-noor"))
