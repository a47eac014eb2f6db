"""A batch of events: a verdict for each, and none sinks the others."""

from typing import Any

import pytest

from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

BATCH = "/api/v1/events"
OLD = "1999-12-31T23:59:59Z"


def view(sku: str = "oat", **more: Any) -> dict[str, Any]:
    """Return the least event there is."""
    return {"event_type": "product_viewed", "data": {"product_sku": sku}, **more}


async def post(shop: Shop, user: str, *events: dict[str, Any]) -> dict[str, Any]:
    """Post a batch of one subject."""
    return await shop.post(BATCH, 202, user_id=user, events=list(events))


async def test_a_batch_gets_a_verdict_for_each_event(shop: Shop) -> None:
    reply = await post(
        shop,
        "verdicts",
        view(event_id="a"),
        view(event_id="a"),
        view(event_id="a", timestamp="2026-01-01T00:00:00Z"),
        view("nobody-sells-this"),
        view(timestamp=OLD),
        {"event_type": "levitated", "data": {}},
        {"event_type": "product_viewed", "data": {}},
    )
    assert (reply["accepted"], reply["duplicates"]) == (1, 1)
    verdicts = {each["index"]: each["code"] for each in reply["rejected"]}
    assert verdicts == {
        2: "conflict",
        3: "unknown_product",
        4: "implausible_time",
        5: "unknown_type",
        6: "invalid",
    }


async def test_rejections_come_in_the_order_of_the_batch(shop: Shop) -> None:
    reply = await post(shop, "order", view("none"), view(timestamp=OLD), view("none"))
    assert [each["index"] for each in reply["rejected"]] == [0, 1, 2]


async def test_a_batch_of_which_nothing_can_be_taken_is_answered_all_the_same(shop: Shop) -> None:
    reply = await post(shop, "nothing", view("none-1"), view("none-2"))
    assert (reply["accepted"], len(reply["rejected"])) == (0, 2)
    assert await shop.events("nothing") == []


async def test_an_empty_batch_is_nothing_to_do(shop: Shop) -> None:
    assert await post(shop, "empty") == {"accepted": 0, "duplicates": 0, "rejected": []}


async def test_a_thousand_events_are_taken_and_one_more_is_not(shop: Shop) -> None:
    assert (await post(shop, "many", *[view()] * 1000))["accepted"] == 1000
    refused = await shop.post(BATCH, 422, user_id="many", events=[view()] * 1001)
    assert code_of(refused) == "invalid"
    assert len(await shop.events("many")) == 1000


async def test_a_batch_may_be_about_several_people(shop: Shop) -> None:
    reply = await post(shop, "several-1", view(), view(user_id="several-2"))
    assert reply["accepted"] == 2
    assert len(await shop.events("several-2")) == 1


async def test_an_event_that_names_nobody_is_rejected_alone(shop: Shop) -> None:
    reply = await shop.post(BATCH, 202, events=[view(), view(user_id="somebody")])
    (verdict,) = reply["rejected"]
    assert (verdict["index"], verdict["code"]) == (0, "invalid")
    assert "user_id" in verdict["detail"]


async def test_what_somebody_does_not_allow_is_not_tracked(shop: Shop) -> None:
    await shop.put("/api/v1/user/private/privacy", track_clicks=False)
    like = {"event_type": "feedback_given", "data": {"product_sku": "oat", "feedback": "like"}}
    reply = await post(shop, "private", view(), like)
    assert reply["accepted"] == 1
    assert [each["code"] for each in reply["rejected"]] == ["not_tracked"]


async def test_an_import_of_orders_accepts_products_nobody_knows(shop: Shop) -> None:
    order = {
        "event_type": "order_completed",
        "data": {"order_id": "o1", "items": [{"sku": "long-gone", "quantity": 1500}]},
    }
    refused = await post(shop, "importing", order)
    assert [each["code"] for each in refused["rejected"]] == ["unknown_product"]
    reply = await shop.post(f"{BATCH}?imported=true", 202, user_id="importing", events=[order])
    assert reply["accepted"] == 1


async def test_who_orders_a_product_again_stays_one_buyer_of_it(shop: Shop) -> None:
    def order(user: str, number: int, *skus: str) -> dict[str, Any]:
        items = [{"sku": sku} for sku in skus]
        data = {"order_id": f"{user} {number}", "items": items}
        return {"event_type": "order_completed", "user_id": user, "data": data}

    first = [order("weekly", 1, "rye"), order("weekly", 2, "rye"), order("monthly", 1, "barley")]
    for batch in (first, [order("weekly", 3, "rye"), order("yearly", 1, "barley")]):
        reply = await shop.post(f"{BATCH}?imported=true", 202, events=batch)
        assert reply["accepted"] == len(batch)
    known = await shop.services.popularity.read()
    assert known.orders.counts["rye"] / known.orders.counts["barley"] == pytest.approx(3 / 2)
    assert known.buyers.counts["rye"] / known.buyers.counts["barley"] == pytest.approx(1 / 2)


async def test_a_wholesalers_order_of_two_thousand_lines_fits(shop: Shop) -> None:
    lines = [{"sku": "oat", "quantity": 1}] * 2000
    order = {"event_type": "order_completed", "data": {"order_id": "w1", "items": lines}}
    assert (await post(shop, "wholesaler", order))["accepted"] == 1
    order["data"] = {"order_id": "w2", "items": [*lines, lines[0]]}
    assert (await post(shop, "wholesaler", order))["accepted"] == 0


async def test_clicks_carts_orders_and_preferences_are_learned_before_the_reply(
    shop: Shop,
) -> None:
    await post(
        shop,
        "learned",
        {"event_type": "search_result_clicked", "data": {"product_sku": "oat", "position": 1}},
        {"event_type": "cart_item_added", "data": {"product_sku": "oat", "quantity": 2}},
        {"event_type": "order_completed",
         "data": {"order_id": "o1", "items": [{"sku": "oat", "quantity": 2}]}},
        {"event_type": "preference_updated",
         "data": {"relation": "allergic_to", "value": "nuts"}},
    )  # fmt: skip
    known = await shop.get("/api/v1/events/learning-status/learned")
    assert known["preferred_brands"] == ["Oatly"]
    assert "almond" not in await shop.skus("learned", "milk")
