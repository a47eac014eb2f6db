"""What is bought regularly and liked, over HTTP."""

import pytest

from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


def patterns_of(user: str) -> str:
    """Return where somebody's patterns are."""
    return f"/api/v1/user/{user}/patterns"


async def test_of_a_stranger_nothing_is_known(shop: Shop) -> None:
    known = await shop.get(patterns_of("stranger"))
    assert known["purchase_patterns"] == {"regular_items": [], "total_regular_items": 0}
    assert known["brand_preferences"] == known["category_preferences"] == []


async def test_what_was_ordered_twice_is_regular_with_its_brand_and_category(shop: Shop) -> None:
    for day in ("02", "09", "16"):
        await shop.post(
            "/api/v1/events/order",
            user_id="regular",
            order_id=f"o-{day}",
            timestamp=f"2026-03-{day}T09:00:00Z",
            items=[{"sku": "oat", "name": "Oat Milk", "quantity": 2}],
        )
    known = await shop.get(patterns_of("regular"))
    assert known["purchase_patterns"]["total_regular_items"] == 1
    (item,) = known["purchase_patterns"]["regular_items"]
    assert (item["sku"], item["frequency"], item["avg_days_between"]) == ("oat", "weekly", 7.0)
    assert item["usual_quantity"] == 2
    assert item["last_purchased"] == "2026-03-16T09:00:00.000Z"
    assert known["brand_preferences"][0]["brand"] == "Oatly"
    assert known["category_preferences"][0]["category"] == "Milk"


async def test_what_takes_a_nightly_analysis_is_null(shop: Shop) -> None:
    known = await shop.get(patterns_of("stranger"))
    later = ("price_sensitivity", "shopping_schedule", "dietary_patterns", "complementary_products")
    assert [known[name] for name in later] == [None] * 4


async def test_only_the_first_twenty_are_listed_and_all_are_counted(shop: Shop) -> None:
    items = [{"sku": f"s{n:02}", "name": f"Thing {n}", "category": "Things"} for n in range(25)]
    for number in (1, 2):
        await shop.post("/api/v1/events/order", user_id="many", order_id=f"m{number}", items=items)
    bought = (await shop.get(patterns_of("many")))["purchase_patterns"]
    assert (len(bought["regular_items"]), bought["total_regular_items"]) == (20, 25)


async def test_a_name_that_nobody_can_have_is_refused(shop: Shop) -> None:
    assert code_of(await shop.get(patterns_of("a%00b"), 422)) == "invalid"
