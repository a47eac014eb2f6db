"""A conversation is still there after a reload of its page."""

from typing import Any

import pytest

from api.schemas.thread import ProposalReply
from tests.api.shop import Shop, code_of
from tests.api.test_routes_chat import VAGUE, chat, one

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def reloaded(shop: Shop, user: str, thread: str = "t1") -> dict[str, Any]:
    """Return what a page reads when it is opened again."""
    return await shop.get(f"/v1/chat/{thread}", user_id=user)


async def test_what_was_said_comes_back_oldest_first(shop: Shop) -> None:
    events = await chat(shop, "talks", message="hello there", thread_id="t1")
    await chat(shop, "talks", message="show my cart", thread_id="t1")
    said = (await reloaded(shop, "talks"))["messages"]
    assert [each["role"] for each in said] == ["user", "assistant"] * 2
    assert [each["content"] for each in said if each["role"] == "user"] == [
        "hello there",
        "show my cart",
    ]
    assert said[1] == one(events, "messages")


async def test_an_open_proposal_comes_back_as_it_was_streamed(shop: Shop) -> None:
    shown = one(await chat(shop, "opens", message="oat milk", thread_id="t1"), "proposal")
    known = await reloaded(shop, "opens")
    assert known["proposal"] == shown
    assert (known["state"], known["choice"], known["request"]) == ("open", None, "oat milk")
    ProposalReply.model_validate(shown)


async def test_readings_come_back_too(shop: Shop) -> None:
    asked = one(await chat(shop, "wonders", message=VAGUE, thread_id="t1"), "proposal")
    known = await reloaded(shop, "wonders")
    assert known["proposal"]["hypotheses"] == asked["hypotheses"]
    ProposalReply.model_validate(asked)


async def test_a_pick_is_told_with_what_it_answers(shop: Shop) -> None:
    shown = one(await chat(shop, "picks", message="oat milk", thread_id="t1"), "proposal")
    selection = {"proposal_id": shown["proposal_id"], "choice": "oat"}
    await chat(shop, "picks", selection=selection)
    known = await reloaded(shop, "picks")
    assert (known["state"], known["choice"]) == ("answered", "oat")
    assert known["messages"][-1]["content"].startswith("Oat Milk it is.")


async def test_after_the_pick_of_a_reading_its_products_are_open(shop: Shop) -> None:
    asked = one(await chat(shop, "reads", message=VAGUE, thread_id="t1"), "proposal")
    selection = {"proposal_id": asked["proposal_id"], "choice": "h1"}
    shown = one(await chat(shop, "reads", selection=selection), "proposal")
    known = await reloaded(shop, "reads")
    assert known["proposal"]["proposal_id"] == shown["proposal_id"] != asked["proposal_id"]
    assert (known["state"], known["choice"], known["request"]) == ("open", None, VAGUE)


async def test_a_search_that_found_nothing_leaves_nothing_to_pick_from(shop: Shop) -> None:
    filters = {"diets": ["breatharian"]}
    await chat(shop, "wishes", message="zzqx", filters=filters, thread_id="t1")
    known = await reloaded(shop, "wishes")
    assert (known["proposal"], known["state"], known["request"]) == (None, None, None)
    assert len(known["messages"]) == 2


async def test_only_the_newest_two_hundred_messages_come_back(shop: Shop) -> None:
    for number in range(101):
        await chat(shop, "chatty", message=f"hello {number}", thread_id="long")
    said = (await reloaded(shop, "chatty", "long"))["messages"]
    assert len(said) == 200
    assert said[0]["content"] == "hello 1"
    assert said[-2]["content"] == "hello 100"


async def test_a_thread_of_somebody_else_is_not_there(shop: Shop) -> None:
    await chat(shop, "owner", message="oat milk", thread_id="mine")
    assert code_of(await shop.get("/v1/chat/mine", 404, user_id="other")) == "not_found"
    assert code_of(await shop.get("/v1/chat/never", 404, user_id="owner")) == "not_found"


async def test_whose_thread_it_is_may_stand_in_a_header_and_must_be_said(shop: Shop) -> None:
    await chat(shop, "header", message="oat milk", thread_id="a/b")
    reply = await shop.send("GET", "/v1/chat/a/b", headers={"x-user-id": "header"})
    assert reply.json()["thread_id"] == "a/b"
    assert code_of(await shop.get("/v1/chat/a/b", 422)) == "invalid"
