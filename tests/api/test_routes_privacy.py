"""Export, erasure and pause over HTTP."""

from typing import Any

import pytest

from domain.event import Kind
from domain.ids import text_of
from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLICK = "/api/v1/events/click"
PAST = "2026-02-02T09:15:00Z"


def of(user: str, rest: str = "learning-data") -> str:
    """Return where something of somebody is."""
    return f"/api/v1/user/{user}/{rest}"


async def test_an_export_holds_what_every_store_holds(shop: Shop) -> None:
    await shop.search("copied", "milk")
    asked = await shop.ask("copied")
    await shop.ask("copied", execution_id=asked["execution_id"], hypothesis_id="h1")
    held = await shop.get(of("copied", "learning-data/export"))
    assert held["user_id"] == "copied"
    assert held["privacy"]["track_clicks"] is True
    stores = held["stores"]
    kinds = {event["event_type"] for event in stores["journal"]}
    assert kinds >= {"search_performed", "proposal_shown", "selection_made", "persona_updated"}
    assert stores["folds"]["persona"]["interaction_count"] == 1
    assert stores["executions"][0]["input_text"] == "build an API for my shop"
    assert next(iter(stores["threads"].values()))["text"] == "build an API for my shop"


async def test_an_erasure_answers_with_a_receipt_that_can_be_read_again(shop: Shop) -> None:
    await shop.post(CLICK, user_id="leaves", product_sku="oat")
    receipt = await shop.delete(of("leaves"))
    assert receipt["success"] is True
    stores = {store["name"]: store for store in receipt["stores"]}
    assert (stores["journal"]["deleted"], stores["journal"]["residue"]) == (1, 0)
    again = await shop.get(of("leaves", f"learning-data/receipts/{receipt['receipt_id']}"))
    assert (again["receipt_id"], again["at"]) == (receipt["receipt_id"], receipt["at"])
    assert await shop.events("leaves") == []
    assert "leaves" not in str(receipt)


async def test_an_erased_buyer_is_no_buyer_and_the_others_stay(shop: Shop) -> None:
    spelt, millet = ({"sku": sku, "name": sku, "category": "Grain"} for sku in ("spelt", "millet"))
    for user, *lines in (("stays", spelt, millet), ("goes", spelt), ("goes", spelt)):
        await shop.post("/api/v1/events/order", user_id=user, items=lines)
    await shop.delete(of("goes"))
    await shop.services.forgetting.erasure.recount()
    known = await shop.services.popularity.read()
    for counts in (known.orders.counts, known.buyers.counts):
        assert counts["spelt"] == pytest.approx(counts["millet"])


async def test_a_receipt_is_found_by_its_own_subject_only(shop: Shop) -> None:
    await shop.post(CLICK, user_id="owner", product_sku="oat")
    receipt = (await shop.delete(of("owner")))["receipt_id"]
    unknown = text_of(shop.services.new_id(shop.services.clock.now()))
    for user, named in (("other", receipt), ("owner", unknown), ("owner", "no-id")):
        reply = await shop.get(of(user, f"learning-data/receipts/{named}"), 404)
        assert code_of(reply) == "not_found"


async def test_what_happened_before_is_refused_and_what_happens_now_is_new(shop: Shop) -> None:
    await shop.post(CLICK, user_id="again", product_sku="oat")
    await shop.delete(of("again"))
    late: dict[str, Any] = {"user_id": "again", "product_sku": "oat", "timestamp": PAST}
    assert code_of(await shop.post(CLICK, 409, **late)) == "erased"
    sent = {"event_type": "product_viewed", "user_id": "again", "data": {"product_sku": "oat"}}
    other = {**sent, "user_id": "not-again"}
    batch = [{**sent, "timestamp": PAST}, {**other, "timestamp": PAST}]
    reply = await shop.post("/api/v1/events", 202, events=batch)
    assert (reply["accepted"], [r["code"] for r in reply["rejected"]]) == (1, ["erased"])
    assert (await shop.post(CLICK, user_id="again", product_sku="oat"))["tracked"] is True
    assert len(await shop.events("again")) == 1


async def test_what_was_switched_off_stays_off_through_the_next_change(shop: Shop) -> None:
    await shop.put(of("firm-one", "privacy"), track_clicks=False, retention_days=30)
    await shop.delete(of("firm-one"))
    kept = await shop.get(of("firm-one", "privacy"))
    assert (kept["track_clicks"], kept["retention_days"]) == (False, 365)
    assert (await shop.post(CLICK, user_id="firm-one", product_sku="oat"))["tracked"] is False
    changed = await shop.put(of("firm-one", "privacy"), learn_brands=False)
    assert (changed["track_clicks"], changed["learn_brands"]) == (False, False)
    changed = await shop.put(of("firm-one", "privacy"), track_clicks=True)
    assert (changed["track_clicks"], changed["learn_brands"]) == (True, False)


async def test_nobody_is_asked_for_and_nothing_is_made(shop: Shop) -> None:
    seen = await shop.services.journal.last_seq()
    held = await shop.get(of("no-one", "learning-data/export"))
    assert not any(what for name, what in held["stores"].items() if name != "training_log")
    receipt = await shop.delete(of("no-one"))
    assert {(s["deleted"], s["residue"], s["status"]) for s in receipt["stores"]} == {
        (0, 0, "complete")
    }
    assert await shop.services.journal.last_seq() == seen
    found = await shop.get(of("no-one", f"learning-data/receipts/{receipt['receipt_id']}"), 404)
    assert code_of(found) == "not_found"


WRITES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/api/v1/events/click", {"product_sku": "oat"}),
    ("/api/v1/events/view", {"product_sku": "oat"}),
    ("/api/v1/events/skip", {"product_sku": "oat"}),
    ("/api/v1/events/cart-add", {"product_sku": "oat"}),
    ("/api/v1/events/cart-update", {"product_sku": "oat", "quantity": 1}),
    ("/api/v1/events/cart-remove", {"product_sku": "oat"}),
    ("/api/v1/events/order", {"items": [{"sku": "oat"}]}),
    ("/api/v1/events/search", {"query": "milk"}),
    ("/api/v1/events/preference", {"relation": "allergic_to", "value": "nuts"}),
    ("/api/v1/events/feedback", {"product_sku": "oat", "feedback": "like"}),
    ("/api/interactions/track", {"event_type": "click_product", "product_id": "oat"}),
    ("/api/search/personalized", {"query": "milk"}),
    ("/v1/chat", {"message": "I am allergic to nuts, oat milk please"}),
)


async def test_while_paused_no_route_writes_learns_or_logs(shop: Shop) -> None:
    user = "pausing"
    await shop.post(CLICK, user_id=user, product_sku="oat")
    await shop.put(of(user, "privacy"), paused=True)
    before, lines = await shop.state(user), shop.services.training_log.counts
    for path, body in WRITES:
        reply = await shop.send("POST", path, json={"user_id": user, **body})
        assert reply.is_success, path
    sent = {"event_type": "product_viewed", "user_id": user, "data": {"product_sku": "oat"}}
    batch = await shop.post("/api/v1/events", 202, events=[sent])
    assert [each["code"] for each in batch["rejected"]] == ["not_tracked"]
    assert (await shop.send("POST", of(user, "cart"), json={"product_sku": "oat"})).is_error
    assert await shop.state(user) == before
    asked = await shop.ask(user)
    await shop.ask(user, execution_id=asked["execution_id"], hypothesis_id="h1")
    _, profile, cart = await shop.state(user)
    assert (profile.preferences, profile.goals, cart) == (
        before[1].preferences,
        before[1].goals,
        before[2],
    )
    await shop.services.training_relay.caught_up()
    assert shop.services.training_log.counts == lines
    (answer,) = [e for e in await shop.events(user) if e.seq > before[0]]
    assert (answer.kind, answer.data["unlearned"]) == (Kind.SELECTION_MADE, True)
