"""The single event routes and the learning status, against the contract."""

from typing import Any

import pytest

from domain.clock import MS_PER_DAY, to_rfc3339
from domain.event import Kind
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLICK = "/api/v1/events/click"
OAT_MILK = {"sku": "oat"}

SINGLE: list[tuple[str, dict[str, Any], Kind]] = [
    ("click", {"query": "milk", "product": OAT_MILK, "position": 1}, Kind.SEARCH_RESULT_CLICKED),
    ("view", {"product_sku": "oat"}, Kind.PRODUCT_VIEWED),
    ("skip", {"product_sku": "oat"}, Kind.RESULT_SKIPPED),
    ("cart-add", {"product": OAT_MILK, "quantity": 2}, Kind.CART_ITEM_ADDED),
    ("cart-remove", {"product_sku": "oat"}, Kind.CART_ITEM_REMOVED),
    ("cart-update", {"product_sku": "oat", "quantity": 3}, Kind.CART_ITEM_UPDATED),
    ("order", {"items": [{"sku": "oat", "quantity": 2, "price": 3}]}, Kind.ORDER_COMPLETED),
    ("search", {"query": "milk", "result_ids": ["oat"]}, Kind.SEARCH_PERFORMED),
    ("preference", {"relation": "prefers_brand", "value": "Oatly"}, Kind.PREFERENCE_UPDATED),
    ("feedback", {"product_sku": "oat", "feedback": "like"}, Kind.FEEDBACK_GIVEN),
]


@pytest.mark.parametrize(("path", "body", "kind"), SINGLE, ids=[path for path, *_ in SINGLE])
async def test_a_single_event_is_written_and_acknowledged_with_its_id(
    shop: Shop, path: str, body: dict[str, Any], kind: Kind
) -> None:
    user = f"single-{path}"
    reply = await shop.post(f"/api/v1/events/{path}", user_id=user, session_id="s1", **body)
    (event,) = await shop.events(user)
    assert set(reply) == {"success", "event_id", "tracked", "preferences"}
    assert (reply["success"], reply["tracked"]) == (True, True)
    assert (event.kind, event.session) == (kind, "s1")


async def test_a_reply_holds_the_preferences_that_its_own_event_taught(shop: Shop) -> None:
    reply = await shop.post(CLICK, user_id="taught", product=OAT_MILK, query="milk", position=1)
    preferences = reply["preferences"]
    assert preferences["brands"]["Oatly"] > preferences["categories"]["Milk"] > 0
    assert preferences["attributes"]["plant_based"] > 0
    assert preferences["last_updated"].endswith("Z")


async def test_the_catalogue_fills_in_what_a_client_does_not_say(shop: Shop) -> None:
    await shop.post(CLICK, user_id="filled", product_sku="oat", query="milk", position=1)
    (event,) = await shop.events("filled")
    assert (event.data["product_name"], event.data["category"]) == ("Oat Milk", "Milk")


async def test_a_product_the_catalogue_lacks_is_taken_with_its_name_and_category(
    shop: Shop,
) -> None:
    foreign = {"sku": "f1", "name": "Ale", "category": "Beer", "supplier": "Fuller", "price": 4}
    reply = await shop.post(CLICK, user_id="foreign", product=foreign, query="ale", position=1)
    assert reply["preferences"]["brands"].keys() == {"Fuller"}


async def test_a_product_nobody_knows_is_refused(shop: Shop) -> None:
    refused = await shop.post(CLICK, 422, user_id="nobody-knows", product_sku="f2")
    assert code_of(refused) == "unknown_product"
    assert "f2" in refused["detail"]


async def test_the_value_of_the_cart_comes_from_the_stored_cart(shop: Shop) -> None:
    await shop.post("/api/v1/events/cart-add", user_id="value", product_sku="oat", quantity=2)
    await shop.post("/api/v1/events/cart-add", user_id="value", product_sku="whole")
    assert [event.data["cart_value_after"] for event in await shop.events("value")] == [6.0, 8.0]


async def test_a_click_writes_down_what_was_shown_above_it(shop: Shop) -> None:
    found = await shop.search("above", "milk")
    third = found["results"][2]["product"]["sku"]
    await shop.post(
        CLICK,
        user_id="above",
        query="milk",
        product_sku=third,
        position=3,
        search_session_id=found["proposal_id"],
    )
    (click,) = await shop.events("above", Kind.SEARCH_RESULT_CLICKED)
    above = [result["product"]["sku"] for result in found["results"][:2]]
    assert sorted(line["sku"] for line in click.data["skipped"]) == sorted(above)


async def test_a_search_session_from_elsewhere_is_accepted_without_attribution(shop: Shop) -> None:
    await shop.post(
        CLICK, user_id="elsewhere", product_sku="oat", position=3, search_session_id="their-17"
    )
    (click,) = await shop.events("elsewhere")
    assert click.data["skipped"] == []


async def test_the_same_event_sent_again_is_written_once(shop: Shop) -> None:
    body: dict[str, Any] = {"user_id": "again", "event_id": "c1", "product_sku": "oat"}
    first = await shop.post(CLICK, **body)
    second = await shop.post(CLICK, **body)
    assert second == first
    assert len(await shop.events("again")) == 1


async def test_the_same_name_for_another_event_is_a_conflict_and_the_first_stands(
    shop: Shop,
) -> None:
    await shop.post(CLICK, user_id="clash", event_id="c1", product_sku="oat")
    refused = await shop.post(CLICK, 409, user_id="clash", event_id="c1", product_sku="whole")
    assert code_of(refused) == "conflict"
    (event,) = await shop.events("clash")
    assert event.data["product_sku"] == "oat"


async def test_two_people_may_use_the_same_name_for_their_events(shop: Shop) -> None:
    one = await shop.post(CLICK, user_id="names-1", event_id="c1", product_sku="oat")
    other = await shop.post(CLICK, user_id="names-2", event_id="c1", product_sku="whole")
    assert one["event_id"] != other["event_id"]


async def test_a_time_a_little_ahead_is_taken_as_now_and_kept_as_claimed(shop: Shop) -> None:
    now = shop.services.clock.now()
    ahead = "2100-01-01T00:00:00Z"
    refused = await shop.post(CLICK, 422, user_id="ahead", product_sku="oat", timestamp=ahead)
    assert code_of(refused) == "implausible_time"
    soon = to_rfc3339(now + MS_PER_DAY // 2)
    await shop.post(CLICK, user_id="ahead", product_sku="oat", timestamp=soon)
    (event,) = await shop.events("ahead")
    assert event.at == event.received_at
    assert event.data["claimed_at"] == soon


@pytest.mark.parametrize("place", ["query", "headers"])
async def test_a_caller_may_be_named_beside_the_body(shop: Shop, place: str) -> None:
    user = f"beside-{place}"
    named: dict[str, Any] = (
        {"params": {"user_id": user, "session_id": "s9"}}
        if place == "query"
        else {"headers": {"X-User-Id": user, "X-Session-Id": "s9"}}
    )
    view = {"product_sku": "oat"}
    await shop.send("POST", "/api/v1/events/view", json=view, **named)
    batch = {"events": [{"event_type": "product_viewed", "data": view}]}
    await shop.send("POST", "/api/v1/events", json=batch, **named)
    events = await shop.events(user)
    assert [event.session for event in events] == ["s9", "s9"]


async def test_the_learning_status_of_somebody_new_says_that_nothing_is_known(shop: Shop) -> None:
    assert await shop.get("/api/v1/events/learning-status/newcomer") == {
        "user_id": "newcomer",
        "regular_items_count": 0,
        "preferred_brands": [],
        "learning_confidence": None,
        "last_updated": None,
        "events_seen": 0,
        "segment": "new",
    }


async def test_the_learning_status_counts_reactions_and_not_searches(shop: Shop) -> None:
    await shop.search("counted", "milk")
    for _ in range(2):
        await shop.post(CLICK, user_id="counted", product_sku="oat", position=1)
    known = await shop.get("/api/v1/events/learning-status/counted")
    assert known["events_seen"] == 2
    assert known["preferred_brands"] == ["Oatly"]
    assert 0 < known["learning_confidence"] <= 1
