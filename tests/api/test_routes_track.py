"""Tracked interactions, said in JSON or in the query."""

from typing import Any

import pytest

from domain.event import Kind
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRACK = "/api/interactions/track"

INTERACTIONS = [
    ("purchase", {"quantity": 2, "price": 3.0}, Kind.ORDER_COMPLETED),
    ("add_to_cart", {"quantity": 2}, Kind.CART_ITEM_ADDED),
    ("remove_from_cart", {"quantity": 1}, Kind.CART_ITEM_REMOVED),
    ("click_product", {"query": "milk", "position": 2}, Kind.SEARCH_RESULT_CLICKED),
    ("view_product", {}, Kind.PRODUCT_VIEWED),
    ("search", {"query": "milk"}, Kind.SEARCH_PERFORMED),
    ("displayed_but_scrolled", {}, Kind.RESULT_SKIPPED),
]
NAMES = [name for name, *_ in INTERACTIONS]


def without_time(reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply without what differs between any two of them."""
    preferences = {**reply["current_preferences"], "last_updated": None}
    return {**reply, "response_time_ms": 0, "current_preferences": preferences}


@pytest.mark.parametrize(("name", "context", "kind"), INTERACTIONS, ids=NAMES)
async def test_an_interaction_becomes_its_kind_of_event(
    shop: Shop, name: str, context: dict[str, Any], kind: Kind
) -> None:
    user = f"track-{name}"
    product = None if name == "search" else "oat"
    reply = await shop.post(
        TRACK, user_id=user, event_type=name, product_id=product, context=context
    )
    (event,) = await shop.events(user)
    assert event.kind is kind
    assert reply["status"] == "tracked"
    assert reply["response_time_ms"] > 0


@pytest.mark.parametrize(("name", "context", "kind"), INTERACTIONS, ids=NAMES)
async def test_query_parameters_say_the_same_as_json(
    shop: Shop, name: str, context: dict[str, Any], kind: Kind
) -> None:
    product = {} if name == "search" else {"product_id": "oat"}
    common: dict[str, Any] = {"event_type": name, **product}
    said = await shop.post(TRACK, user_id=f"json-{name}", context=context, **common)
    asked = {"user_id": f"query-{name}", **common, **context}
    reply = (await shop.send("POST", TRACK, params=asked)).json()
    assert without_time(reply) == without_time(said)
    (event,) = await shop.events(f"query-{name}")
    assert event.kind is kind


async def test_a_purchase_is_an_order_of_one_line(shop: Shop) -> None:
    await shop.post(
        TRACK, user_id="buys", event_type="purchase", product_id="oat", context={"quantity": 2}
    )
    (event,) = await shop.events("buys")
    assert [(line["sku"], line["quantity"]) for line in event.data["items"]] == [("oat", 2)]


async def test_the_reply_says_whether_preferences_changed_and_what_they_are(shop: Shop) -> None:
    click: dict[str, Any] = {
        "user_id": "changed",
        "event_type": "click_product",
        "product_id": "oat",
    }
    reply = await shop.post(TRACK, **click)
    assert reply["preferences_updated"] is True
    assert reply["current_preferences"]["brands"]["Oatly"] > 0
    assert set(reply["current_preferences"]) == {
        "categories",
        "brands",
        "attributes",
        "last_updated",
    }


async def test_an_interaction_nobody_knows_is_refused_with_those_there_are(shop: Shop) -> None:
    refused = await shop.post(TRACK, 422, user_id="a", event_type="teleported")
    assert code_of(refused) == "unknown_type"
    assert all(name in refused["detail"] for name in NAMES)


async def test_an_interaction_with_a_product_says_which(shop: Shop) -> None:
    refused = await shop.post(TRACK, 422, user_id="a", event_type="add_to_cart")
    assert code_of(refused) == "invalid"
    assert "product_id" in refused["detail"]


@pytest.mark.parametrize(
    "params",
    [
        {"event_type": "add_to_cart", "product_id": "oat", "quantity": "nan"},
        {"event_type": "add_to_cart", "product_id": "oat", "quantity": "-1"},
        {"event_type": "click_product", "product_id": "oat", "position": "first"},
        {"event_type": "click_product", "product_id": "oat", "context": "[1]"},
        {"event_type": "click_product", "product_id": "oat", "context": "{"},
        {"product_id": "oat"},
        {},
    ],
    ids=str,
)
async def test_a_query_that_makes_no_sense_is_refused(shop: Shop, params: dict[str, str]) -> None:
    reply = await shop.send("POST", TRACK, params={"user_id": "senseless", **params})
    assert (reply.status_code, code_of(reply.json())) == (422, "invalid")
    assert await shop.events("senseless") == []


async def test_what_somebody_does_not_allow_is_not_tracked(shop: Shop) -> None:
    await shop.put("/api/v1/user/untracked/privacy", paused=True)
    click: dict[str, Any] = {
        "user_id": "untracked",
        "event_type": "click_product",
        "product_id": "oat",
    }
    reply = await shop.post(TRACK, **click)
    assert (reply["status"], reply["preferences_updated"]) == ("not_tracked", False)
