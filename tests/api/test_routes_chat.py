"""A conversation over HTTP: the order of its events, picks, and errors."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from api.problems import TYPE_PREFIX
from domain.errors import Unavailable
from domain.event import Kind
from graph.conversation import Conversation, Update
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/v1/chat"
VAGUE = "something for breakfast"
Event = tuple[str, dict[str, Any]]


class Breaking(Conversation):
    """Says one thing, and then cannot go on."""

    async def start(self, *_: Any, **__: Any) -> AsyncGenerator[Update, None]:
        yield Update("understand", {})
        raise Unavailable("the store went away")


def read(stream: str) -> list[Event]:
    """Return the events of a stream, in order, each with its data."""
    blocks = [block for block in stream.split("\n\n") if block and not block.startswith(":")]
    events = []
    for block in blocks:
        name, data = block.split("\n", 1)
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


async def chat(shop: Shop, user: str, **body: Any) -> list[Event]:
    """Take one turn and return what was streamed."""
    reply = await shop.send("POST", ROUTE, json={"user_id": user, **body})
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"].startswith("text/event-stream")
    return read(reply.text)


def one(events: list[Event], name: str) -> dict[str, Any]:
    """Return the data of the only event of this name."""
    (data,) = [data for each, data in events if each == name]
    return data


def reply(events: list[Event]) -> dict[str, Any]:
    """Return the reply to a pick, which stands in the update of its step."""
    (stored,) = [data["reply"] for each, data in events if each == "updates" and "reply" in data]
    values: dict[str, Any] = stored
    return values


async def test_a_turn_begins_with_metadata_and_ends_with_end(shop: Shop) -> None:
    events = await chat(shop, "orderly", message="oat milk")
    names = [name for name, _ in events]
    assert (names[0], names[-1]) == ("metadata", "end")
    assert set(names) <= {"metadata", "updates", "messages", "proposal", "end"}


async def test_a_precise_request_is_answered_with_full_products(shop: Shop) -> None:
    events = await chat(shop, "precise", message="oat milk")
    proposal = one(events, "proposal")
    assert proposal["hypotheses"] == []
    assert proposal["products"][0]["product"]["name"] == "Oat Milk"
    assert {"product", "position", "score", "reasons", "usual"} <= set(proposal["products"][0])


async def test_a_vague_request_is_answered_with_questions(shop: Shop) -> None:
    proposal = one(await chat(shop, "vague", message=VAGUE), "proposal")
    assert proposal["products"] == []
    assert proposal["hypotheses"]
    assert all({"id", "question", "confidence"} <= set(each) for each in proposal["hypotheses"])


async def test_a_thread_that_is_not_named_gets_a_name(shop: Shop) -> None:
    thread_id = one(await chat(shop, "nameless", message="oat milk"), "metadata")["thread_id"]
    named = await chat(shop, "nameless", message="chips", thread_id=thread_id)
    assert one(named, "metadata")["thread_id"] == thread_id


async def test_picking_a_reading_leads_to_products(shop: Shop) -> None:
    asked = one(await chat(shop, "reads", message=VAGUE, thread_id="t1"), "proposal")
    selection = {"proposal_id": asked["proposal_id"], "choice": asked["hypotheses"][0]["id"]}
    events = await chat(shop, "reads", selection=selection, thread_id="t1")
    assert reply(events)["selected_id"] == selection["choice"]
    assert one(events, "proposal")["products"]
    (made,) = await shop.events("reads", Kind.SELECTION_MADE)
    assert made.data["choice"] == selection["choice"]


async def test_picking_a_product_is_answered_and_learned(shop: Shop) -> None:
    shown = one(await chat(shop, "takes", message="oat milk", thread_id="t1"), "proposal")
    selection = {"proposal_id": shown["proposal_id"], "choice": "oat"}
    events = await chat(shop, "takes", selection=selection, thread_id="t1")
    assert one(events, "messages")["content"].startswith("Oat Milk it is.")
    known = await shop.get("/api/v1/events/learning-status/takes")
    assert known["preferred_brands"] == ["Oatly"]


async def test_the_same_pick_again_gets_the_same_reply(shop: Shop) -> None:
    shown = one(await chat(shop, "twice", message="oat milk"), "proposal")
    selection = {"proposal_id": shown["proposal_id"], "choice": "oat"}
    first = await chat(shop, "twice", selection=selection)
    second = await chat(shop, "twice", selection=selection)
    assert reply(second) == reply(first)
    assert len(await shop.events("twice", Kind.SELECTION_MADE)) == 1


async def test_filters_hold_for_a_turn(shop: Shop) -> None:
    events = await chat(shop, "frugal", message="oat milk", filters={"price_max": 2.0})
    results = one(events, "proposal")["products"]
    assert [each["product"]["sku"] for each in results] == ["whole"]


async def test_what_nobody_sells_is_said_in_a_message(shop: Shop) -> None:
    events = await chat(shop, "wishes", message="zzqx", filters={"diets": ["breatharian"]})
    assert "breatharian" in one(events, "messages")["content"]


async def test_errors_before_the_stream_keep_their_status(shop: Shop) -> None:
    shown = one(await chat(shop, "errs", message="oat milk", thread_id="t1"), "proposal")
    proposal_id = shown["proposal_id"]

    async def refused(status: int, **body: Any) -> str:
        return code_of(await shop.post(ROUTE, status, **body))

    pick = {"proposal_id": proposal_id, "choice": "oat"}
    assert await refused(404, user_id="other", selection=pick) == "not_found"
    lost = {"proposal_id": "no-id", "choice": "oat"}
    assert await refused(404, user_id="errs", selection=lost) == "not_found"
    odd = pick | {"choice": "unicorn"}
    assert await refused(422, user_id="errs", selection=odd) == "unknown_choice"
    await chat(shop, "errs", selection=pick)
    assert await refused(409, user_id="errs", selection=odd) == "conflict"
    assert await refused(422, message="oat milk") == "invalid"


async def test_a_proposal_that_a_newer_turn_replaced_cannot_be_answered(shop: Shop) -> None:
    old = one(await chat(shop, "moves-on", message="oat milk", thread_id="t1"), "proposal")
    await chat(shop, "moves-on", message="chips", thread_id="t1")
    selection = {"proposal_id": old["proposal_id"], "choice": "oat"}
    refused = await shop.post(ROUTE, 409, user_id="moves-on", selection=selection)
    assert code_of(refused) == "conflict"


async def test_a_second_turn_while_the_first_runs_is_in_progress(shop: Shop) -> None:
    services = shop.services
    key = f"{services.pseudonyms.of('busy')}/t1"
    async with services.locks.hold(key):
        refused = await shop.post(ROUTE, 409, user_id="busy", message="milk", thread_id="t1")
        assert code_of(refused) == "in_progress"
        await chat(shop, "busy", message="oat milk", thread_id="t2")


async def test_an_error_inside_the_stream_becomes_an_event(shop: Shop) -> None:
    state = shop.routed.app.state
    whole = state.runtime
    state.runtime = replace(whole, conversation=Breaking(whole.steps, whole.conversation.graphs))
    try:
        events = await chat(shop, "unlucky", message="milk")
    finally:
        state.runtime = whole
    assert [name for name, _ in events] == ["metadata", "updates", "error", "end"]
    problem = one(events, "error")
    assert (problem["type"], problem["status"]) == (f"{TYPE_PREFIX}unavailable", 503)


async def test_two_people_may_use_the_same_thread_name(shop: Shop) -> None:
    turns = [chat(shop, f"shared-{n}", message="oat milk", thread_id="kitchen") for n in range(2)]
    one_turn, other = await asyncio.gather(*turns)
    ids = {one(turn, "proposal")["proposal_id"] for turn in (one_turn, other)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": " "},
        {"message": "x" * 8001},
        {"message": "milk", "selection": {"proposal_id": "p", "choice": "c"}},
        {"selection": {"choice": "c"}},
        {"message": "milk", "thread_id": "a\nb"},
        {"message": "milk", "limit": 0},
    ],
    ids=lambda body: str(body)[:40],
)
async def test_a_turn_that_makes_no_sense_is_refused(shop: Shop, body: dict[str, Any]) -> None:
    assert code_of(await shop.post(ROUTE, 422, user_id="senseless", **body)) == "invalid"


async def test_what_the_person_says_about_themselves_is_noted_and_told(shop: Shop) -> None:
    events = await chat(shop, "allergic", message="I'm allergic to nuts, almond milk please")
    heard = next(data for name, data in events if name == "updates" and data["step"] == "hear")
    (noted,) = heard["noted"]
    assert (noted["relation"], noted["value"], noted["kept"]) == ("allergic_to", "nuts", True)
    said = [data["content"] for name, data in events if name == "messages"]
    assert said[0].startswith("Noted: allergic to nuts. To take it back, say")
    shown = [result["product"]["sku"] for result in one(events, "proposal")["products"]]
    assert "almond" not in shown


async def test_a_statement_alone_is_acknowledged_and_the_stream_ends(shop: Shop) -> None:
    events = await chat(shop, "states", message="I'm allergic to nuts.")
    assert [name for name, _ in events] == ["metadata", "updates", "messages", "end"]


async def test_what_is_lost_is_said_also_when_nothing_is_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> Any:
        raise Unavailable("the catalogue went away")

    monkeypatch.setattr(type(shop.services.results.catalog), "search", away)
    told = await chat(shop, "unlucky", message="zebra steaks", filters={"price_max": 0.01})
    assert "proposal" not in [name for name, _ in told]
    lost = [data["degraded"] for name, data in told if name == "updates" and "degraded" in data]
    assert lost == [["catalog"]]
