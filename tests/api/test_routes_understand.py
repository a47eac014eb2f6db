"""A sentence is understood over HTTP without anything being done."""

import hashlib
from typing import Any

import pytest

from domain.understanding import Intent
from tests.api.shop import Shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/v1/understand"


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """A shopper of each test's own: all tests of this file share the shop."""
    return hashlib.sha256(request.node.nodeid.encode("utf-8", "backslashreplace")).hexdigest()[:16]


async def understood(shop: Shop, user: str, text: str, **more: Any) -> dict[str, Any]:
    return await shop.post(PATH, user_id=user, text=text, **more)


async def said(shop: Shop, user: str, message: str, thread: str = "kitchen") -> None:
    body = {"user_id": user, "thread_id": thread, "message": message}
    reply = await shop.http.post("/v1/chat", json=body)
    assert reply.status_code == 200


async def test_constraints_are_told_by_the_names_of_the_filters(shop: Shop, user: str) -> None:
    assert await understood(shop, user, "plant based Oatly milk under $5 without nuts") == {
        "intent": "find",
        "query": "milk",
        "constraints": {
            "price_max": 5.0,
            "brands": ["Oatly"],
            "attributes": ["plant_based"],
            "free_from": ["nuts"],
        },
        "quantity": None,
        "references": [],
        "unsupported": [],
        "taken_back": [],
        "vague": False,
        "degraded": [],
    }


@pytest.mark.parametrize(
    ("text", "intent"),
    [("oat milk", "find"), ("without nuts, cheaper", "refine"), ("add oat milk", "add"),
     ("remove the eggs", "remove"), ("make it three", "change_quantity"), ("my usual", "reorder"),
     ("show my cart", "show_cart"), ("checkout", "checkout"), ("why this one?", "why"),
     ("what can I take instead of milk", "substitute"), ("thank you!", "small_talk")],
)  # fmt: skip
async def test_every_intent_has_its_name(shop: Shop, user: str, text: str, intent: str) -> None:
    assert (await understood(shop, user, text))["intent"] == intent
    assert intent in [one.value for one in Intent]


async def test_what_no_filter_gives_is_said(shop: Shop, user: str) -> None:
    reply = await understood(shop, user, "two local oat milks delivered by 5pm")
    assert reply["unsupported"] == ["local", "delivered by 5pm"]
    assert reply["quantity"] == 2.0


async def test_what_is_taken_back_is_told_and_no_longer_holds(shop: Shop, user: str) -> None:
    await said(shop, user, "organic milk under 5")
    reply = await understood(shop, user, "price doesn't matter", thread_id="kitchen")
    assert (reply["intent"], reply["query"]) == ("refine", "milk")
    assert reply["taken_back"] == [{"what": "price", "value": ""}]
    assert "price_max" not in reply["constraints"]


async def test_a_vague_sentence_is_said_to_be(shop: Shop, user: str) -> None:
    assert (await understood(shop, user, "something for breakfast"))["vague"] is True


async def test_a_thread_gives_context(shop: Shop, user: str) -> None:
    await said(shop, user, "milk under 5")
    reply = await understood(shop, user, "cheaper", thread_id="kitchen")
    assert (reply["intent"], reply["query"]) == ("refine", "milk")
    assert reply["constraints"] == {"price_max": 1.99}
    again = await understood(shop, user, "without nuts", thread_id="kitchen")
    assert again["constraints"] == {"price_max": 5.0, "free_from": ["nuts"]}


async def test_it_is_the_subjects_own_thread(shop: Shop, user: str) -> None:
    await said(shop, user, "milk under 5")
    reply = await understood(shop, f"not-{user}", "without nuts", thread_id="kitchen")
    assert reply["constraints"] == {"free_from": ["nuts"]}
    assert reply["intent"] == "find"


async def test_nothing_is_done_or_remembered(shop: Shop, user: str) -> None:
    before = await shop.state(user)
    for text in ("add oat milk", "checkout", "I'm allergic to nuts, oat milk please"):
        await understood(shop, user, text, thread_id="quiet")
    assert await shop.state(user) == before
    reply = await understood(shop, user, "without nuts", thread_id="quiet")
    assert reply["intent"] == "find"


async def test_what_a_sentence_says_of_its_writer_holds_for_it(shop: Shop, user: str) -> None:
    reply = await understood(shop, user, "I'm allergic to nuts, oat milk please")
    assert (reply["query"], reply["constraints"]) == ("oat milk", {"free_from": ["nuts"]})
    alone = await understood(shop, user, "I'm vegan.")
    assert (alone["intent"], alone["constraints"]) == ("small_talk", {"diets": ["vegan"]})
    assert alone["vague"] is False
    back = await understood(shop, user, "I'm not allergic to nuts any more")
    assert back["constraints"] == {}


@pytest.mark.parametrize("text", ["", "   ", "\u202e\u0001", "🥛" * 4_000, "no " * 2_600])
async def test_whatever_is_written_is_answered(shop: Shop, user: str, text: str) -> None:
    assert (await understood(shop, user, text))["constraints"] == {}


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "x" * 8_001}, {"text": 7}, {"text": "x", "thread_id": ""},
     {"text": "x", "do": 1}],
)  # fmt: skip
async def test_what_is_no_sentence_is_refused(shop: Shop, user: str, body: dict[str, Any]) -> None:
    await shop.post(PATH, 422, user_id=user, **body)


async def test_somebody_must_ask(shop: Shop) -> None:
    await shop.post(PATH, 422, text="oat milk")
