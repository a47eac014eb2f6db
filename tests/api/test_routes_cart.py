"""A cart and its orders over HTTP."""

import asyncio

import pytest

from domain.event import Kind
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


def cart_of(user: str) -> str:
    """Return where somebody's cart is."""
    return f"/api/v1/user/{user}/cart"


async def test_the_cart_of_somebody_new_is_empty(shop: Shop) -> None:
    assert await shop.get(cart_of("new")) == {"user_id": "new", "lines": [], "value": 0.0}


async def test_a_product_is_put_into_the_cart_with_what_is_known_of_it(shop: Shop) -> None:
    cart = await shop.post(cart_of("puts"), product_sku="oat", quantity=2)
    assert cart["lines"] == [
        {
            "sku": "oat",
            "name": "Oat Milk",
            "quantity": 2,
            "price": 3.0,
            "category": "Milk",
            "brand": "Oatly",
        }
    ]
    assert cart["value"] == 6.0
    assert await shop.get(cart_of("puts")) == cart


async def test_what_is_added_twice_is_one_line(shop: Shop) -> None:
    await shop.post(cart_of("twice"), product_sku="oat")
    cart = await shop.post(cart_of("twice"), product_sku="oat", quantity=2)
    assert [(line["sku"], line["quantity"]) for line in cart["lines"]] == [("oat", 3)]


async def test_a_line_gets_a_new_quantity(shop: Shop) -> None:
    await shop.post(cart_of("changes"), product_sku="oat", quantity=2)
    cart = await shop.patch(cart_of("changes"), product_sku="oat", quantity=5)
    assert cart["lines"][0]["quantity"] == 5


async def test_quantity_0_takes_the_line_out(shop: Shop) -> None:
    await shop.post(cart_of("zero"), product_sku="oat")
    assert (await shop.patch(cart_of("zero"), product_sku="oat", quantity=0))["lines"] == []


async def test_a_line_is_taken_out_and_the_others_stay(shop: Shop) -> None:
    await shop.post(cart_of("takes"), product_sku="oat")
    await shop.post(cart_of("takes"), product_sku="whole")
    cart = await shop.delete(cart_of("takes"), product_sku="oat")
    assert [line["sku"] for line in cart["lines"]] == ["whole"]


async def test_every_line_is_taken_out(shop: Shop) -> None:
    await shop.post(cart_of("empties"), product_sku="oat")
    await shop.post(cart_of("empties"), product_sku="whole")
    assert (await shop.delete(cart_of("empties")))["lines"] == []


async def test_a_line_that_is_not_there_is_not_found(shop: Shop) -> None:
    user = cart_of("absent")
    assert code_of(await shop.patch(user, 404, product_sku="oat", quantity=2)) == "not_found"
    assert code_of(await shop.delete(user, 404, product_sku="oat")) == "not_found"


async def test_a_product_nobody_sells_does_not_get_into_a_cart(shop: Shop) -> None:
    refused = await shop.post(cart_of("unknown"), 422, product_sku="unicorn")
    assert code_of(refused) == "unknown_product"
    assert (await shop.get(cart_of("unknown")))["lines"] == []


async def test_ordering_empties_the_cart_and_remembers_the_order(shop: Shop) -> None:
    await shop.post(cart_of("orders"), product_sku="oat", quantity=2)
    await shop.post(cart_of("orders"), product_sku="chips")
    order = await shop.post("/api/v1/user/orders/orders", session_id="s1")
    assert (order["total_value"], len(order["items"])) == (8.5, 2)
    assert (await shop.get(cart_of("orders")))["lines"] == []
    assert await shop.get("/api/v1/user/orders/orders") == {"orders": [order]}
    (event,) = await shop.events("orders", Kind.ORDER_COMPLETED)
    assert (event.data["order_id"], event.session) == (order["order_id"], "s1")


async def test_the_newest_order_comes_first(shop: Shop) -> None:
    for sku in ("oat", "whole"):
        await shop.post(cart_of("newest"), product_sku=sku)
        await shop.post("/api/v1/user/newest/orders")
    orders = (await shop.get("/api/v1/user/newest/orders"))["orders"]
    assert [order["items"][0]["sku"] for order in orders] == ["whole", "oat"]


async def test_an_empty_cart_cannot_be_ordered(shop: Shop) -> None:
    refused = await shop.post("/api/v1/user/hungry/orders", 422)
    assert code_of(refused) == "invalid"
    assert "empty" in refused["detail"]
    assert await shop.get("/api/v1/user/hungry/orders") == {"orders": []}


async def test_two_orders_at_once_make_one(shop: Shop) -> None:
    await shop.post(cart_of("double"), product_sku="oat")
    orders = [shop.http.post("/api/v1/user/double/orders", json={}) for _ in range(2)]
    statuses = [reply.status_code for reply in await asyncio.gather(*orders)]
    assert sorted(statuses) == [200, 422]
    assert len(await shop.events("double", Kind.ORDER_COMPLETED)) == 1


async def test_a_cart_event_and_the_cart_route_fill_the_same_cart(shop: Shop) -> None:
    await shop.post("/api/v1/events/cart-add", user_id="same", product_sku="oat")
    cart = await shop.post(cart_of("same"), product_sku="oat")
    assert cart["lines"][0]["quantity"] == 2


async def test_who_does_not_allow_purchases_to_be_tracked_has_no_cart(shop: Shop) -> None:
    await shop.put("/api/v1/user/cartless/privacy", track_purchases=False)
    refused = await shop.post(cart_of("cartless"), 422, product_sku="oat")
    assert "does not allow" in refused["detail"]
    assert (await shop.get(cart_of("cartless")))["lines"] == []
