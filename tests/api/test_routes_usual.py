"""What "my usual" would put into the cart, and that the conversation does just that."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.shop import Shop, code_of, open_shop
from tests.api.test_routes_chat import chat

pytestmark = pytest.mark.asyncio(loop_scope="module")


def usual_of(user: str) -> str:
    """Return where somebody's usual is."""
    return f"/api/v1/user/{user}/usual"


async def buys(shop: Shop, user: str, *skus: str, quantity: float = 2, times: int = 3) -> None:
    """Let somebody have bought the same things a few times, a week apart, long ago."""
    for number in range(times):
        await shop.post(
            "/api/v1/events/order",
            user_id=user,
            order_id=f"{user}-{number}",
            timestamp=f"2026-01-{1 + 7 * number:02}T09:00:00Z",
            items=[{"sku": sku, "quantity": quantity} for sku in skus],
        )


def skus(usual: dict[str, Any]) -> list[str]:
    return [line["product"]["sku"] for line in usual["lines"]]


async def test_a_stranger_has_no_usual(shop: Shop) -> None:
    assert await shop.get(usual_of("stranger")) == {
        "lines": [],
        "unavailable": [],
        "held_back": [],
    }


async def test_what_is_in_most_orders_is_usual_in_its_quantity_with_the_reason(shop: Shop) -> None:
    await buys(shop, "regular", "oat")
    (line,) = (await shop.get(usual_of("regular")))["lines"]
    assert (line["product"]["name"], line["quantity"], line["in_cart"]) == ("Oat Milk", 2, False)
    assert line["reason"]["text"] == "In 3 of your 3 orders"
    assert (line["reason"]["code"], line["due"]) == ("regular", False)
    assert len(line["reason"]["evidence"]) == 3


async def test_asking_writes_nothing(shop: Shop) -> None:
    await buys(shop, "asks", "oat")
    before = await shop.state("asks")
    await shop.get(usual_of("asks"))
    assert await shop.state("asks") == before


async def test_the_conversation_adds_exactly_what_was_told(shop: Shop) -> None:
    await buys(shop, "talks", "oat", "whole", "granola", quantity=3)
    said: dict[str, Any] = {"relation": "allergic_to", "value": "nuts", "action": "set"}
    await shop.post("/api/v1/events/preference", user_id="talks", **said)
    told = await shop.get(usual_of("talks"))
    await chat(shop, "talks", message="my usual")
    lines = (await shop.get("/api/v1/user/talks/cart"))["lines"]
    assert {line["sku"]: line["quantity"] for line in lines} == {
        line["product"]["sku"]: line["quantity"] for line in told["lines"]
    }
    assert set(skus(told)) == {"oat", "whole"}
    assert [each["name"] for each in told["held_back"]] == ["Breakfast Granola"]
    assert "nuts" in told["held_back"][0]["why"]


async def test_what_is_in_the_cart_is_told_apart(shop: Shop) -> None:
    await buys(shop, "carts", "oat", "chips")
    await shop.post("/api/v1/user/carts/cart", product_sku="oat", quantity=1)
    lines = (await shop.get(usual_of("carts")))["lines"]
    assert {line["product"]["sku"]: line["in_cart"] for line in lines} == {
        "oat": True,
        "chips": False,
    }


async def test_what_cannot_be_had_is_told_with_what_would_take_its_place(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await buys(shop, "misses", "almond", "granola", "oat")
        await shop.delete("/api/v1/products/almond")
        await shop.delete("/api/v1/products/granola")
        usual = await shop.get(usual_of("misses"))
        assert skus(usual) == ["oat"]
        told = {each["sku"]: each for each in usual["unavailable"]}
        assert (told["almond"]["name"], told["almond"]["quantity"]) == ("Almond Milk", 2)
        assert told["almond"]["substitute"]["product"]["category"] == "Milk"
        assert told["almond"]["substitute"]["reasons"]
        assert told["granola"]["substitute"] is None


async def test_nothing_takes_two_places(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        rows = [{"sku": "pea", "name": "Pea Milk", "category": "Milk", "price": 3.0}]
        await shop.post("/api/v1/products", products=rows)
        await buys(shop, "loses", "almond", "soy", "whole")
        for sku in ("almond", "soy", "whole"):
            await shop.delete(f"/api/v1/products/{sku}")
        missing = (await shop.get(usual_of("loses")))["unavailable"]
        found = [each["substitute"]["product"]["sku"] for each in missing if each["substitute"]]
        assert (len(missing), sorted(found)) == (3, ["oat", "pea"])


async def test_a_line_of_the_cart_that_is_not_sold_any_more_is_told_as_it_was(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        await buys(shop, "keeps", "chips")
        await shop.post("/api/v1/user/keeps/cart", product_sku="chips")
        await shop.delete("/api/v1/products/chips")
        (line,) = (await shop.get(usual_of("keeps")))["lines"]
        assert (line["product"]["name"], line["product"]["price"]) == ("Hot Chips", 2.5)
        assert line["in_cart"] is True


async def test_a_name_that_nobody_can_have_is_refused(shop: Shop) -> None:
    assert code_of(await shop.get(usual_of("a%00b"), 422)) == "invalid"
