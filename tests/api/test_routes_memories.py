"""What is remembered about a person, over HTTP: told, corrected and deleted, at once."""

from typing import Any

import pytest

from domain.clock import MS_PER_DAY, to_rfc3339
from domain.event import Kind
from tests.api.shop import Shop, code_of
from tests.fakes.events import event

pytestmark = pytest.mark.asyncio(loop_scope="module")

PREFERENCE = "/api/v1/events/preference"


def memories_of(user: str, memory_id: str = "") -> str:
    """Return where somebody's memories are, or one of them."""
    return f"/v1/users/{user}/memories" + (f"/{memory_id}" if memory_id else "")


async def told(shop: Shop, user: str, **asked: Any) -> list[dict[str, Any]]:
    """Return somebody's memories as the graph tells them."""
    await shop.services.knowledge.watermark()  # it is opened behind the first requests
    await shop.services.graph_relay.caught_up()
    reply = await shop.get(memories_of(user), **asked)
    assert reply["degraded"] == []
    memories: list[dict[str, Any]] = reply["memories"]
    return memories


async def state(shop: Shop, user: str, relation: str, value: str) -> dict[str, Any]:
    """State something, and return the memory of it."""
    await shop.post(PREFERENCE, user_id=user, relation=relation, value=value)
    found = [m for m in await told(shop, user) if m["relation"] == relation]
    return next(m for m in found if m["value"] == value)


async def events_of(shop: Shop, user: str) -> int:
    return len(await shop.events(user))


async def test_of_somebody_new_nothing_is_remembered_and_nothing_is_written(shop: Shop) -> None:
    assert await told(shop, "new") == []
    assert await events_of(shop, "new") == 0


async def test_what_was_stated_a_moment_ago_is_told(shop: Shop) -> None:
    await told(shop, "moment")
    reply = await shop.post(PREFERENCE, user_id="moment", relation="allergic_to", value="nuts")
    listed = await shop.get(memories_of("moment"))
    assert listed["degraded"] == []
    (memory,) = listed["memories"]
    assert memory == {
        "memory_id": reply["event_id"],
        "type": "preference",
        "content": "Allergic to nuts",
        "relation": "allergic_to",
        "value": "nuts",
        "source": "explicit",
        "confidence": 1.0,
        "evidence": [reply["event_id"]],
        "valid_at": memory["valid_at"],
        "invalid_at": None,
        "tags": ["stated"],
    }


async def test_what_behaviour_shows_is_told_with_its_evidence(shop: Shop) -> None:
    reply = await shop.post("/api/v1/events/cart-add", user_id="cart", product={"sku": "oat"})
    brand = next(m for m in await told(shop, "cart") if m["relation"] == "CONSIDERS_BRAND")
    assert (brand["type"], brand["value"], brand["source"]) == ("relationship", "Oatly", "inferred")
    assert brand["evidence"] == [reply["event_id"]]
    assert brand["confidence"] == pytest.approx(0.6, abs=1e-3)


async def test_a_kind_and_a_number_of_memories_can_be_asked_for(shop: Shop) -> None:
    for value in ("nuts", "milk"):
        await state(shop, "kinds", "allergic_to", value)
    await state(shop, "kinds", "goal", "bake bread")
    assert [m["type"] for m in await told(shop, "kinds", type="goal")] == ["goal"]
    assert len(await told(shop, "kinds", limit=2)) == 2


async def test_what_bears_on_a_text_comes_first(shop: Shop) -> None:
    await state(shop, "text", "goal", "bake sourdough bread")
    await state(shop, "text", "allergic_to", "nuts")
    found = await told(shop, "text", q="a bread to bake")
    assert found[0]["content"] == "bake sourdough bread"


@pytest.mark.parametrize(
    "asked",
    [{"type": "dream"}, {"limit": 0}, {"limit": 501}, {"history": "perhaps"}, {"q": "x" * 1001}],
    ids=str,
)
async def test_what_cannot_be_asked_is_refused(shop: Shop, asked: dict[str, Any]) -> None:
    assert code_of(await shop.get(memories_of("odd"), 422, **asked)) == "invalid"


@pytest.mark.parametrize("as_of", ["yesterday", "2026-13-01T00:00:00Z", "2026-01-01", ""])
async def test_a_time_that_is_none_is_refused_with_what_is_accepted(shop: Shop, as_of: str) -> None:
    problem = await shop.get(memories_of("odd"), 422, as_of=as_of)
    assert "RFC 3339, such as 2026-03-02T09:15:00Z" in problem["detail"]


@pytest.mark.parametrize(
    "as_of",
    ["2026-03-02T09:15:00Z", "2026-03-02T09:15:00.123456789+02:00", "2026-03-02T09:15:00 02:00",
     "2026-03-02 09:15:00", "2026-03-02t09:15:00z"],
)  # fmt: skip
async def test_every_form_of_a_time_is_read(shop: Shop, as_of: str) -> None:
    assert (await shop.get(memories_of("forms"), as_of=as_of))["memories"] == []


async def test_as_of_shows_what_was_known_and_true_then(shop: Shop) -> None:
    now = shop.services.clock.now()
    past = [
        event(Kind.FACT_STATED, "past", now - days * MS_PER_DAY, relation="budget", value=value)
        for days, value in ((20, "50"), (10, "60"))
    ]
    await shop.services.journal.append(past)
    assert [m["value"] for m in await told(shop, "past")] == ["60"]
    then = to_rfc3339(now - 15 * MS_PER_DAY)
    assert [m["value"] for m in await told(shop, "past", as_of=then)] == ["50"]
    before = to_rfc3339(now - 30 * MS_PER_DAY)
    assert await told(shop, "past", as_of=before) == []


async def test_history_also_tells_what_does_not_hold_any_more(shop: Shop) -> None:
    await state(shop, "history", "budget", "50")
    await state(shop, "history", "budget", "60")
    values = {m["value"]: m["invalid_at"] for m in await told(shop, "history", history=True)}
    assert values["60"] is None
    assert values["50"] is not None


async def test_what_has_faded_is_told_only_as_history(shop: Shop) -> None:
    old = shop.services.clock.now() - 300 * MS_PER_DAY
    data = {"product_sku": "oat", "product_name": "Oat Milk", "brand": "Oatly"}
    added = event(Kind.CART_ITEM_ADDED, "faded", old, quantity=1, **data)
    await shop.services.journal.append([added])
    assert await told(shop, "faded") == []
    (brand, _) = sorted(await told(shop, "faded", history=True), key=lambda m: m["relation"])
    assert (brand["relation"], brand["invalid_at"]) == ("CONSIDERS_BRAND", None)
    assert brand["confidence"] < 0.15


async def test_a_corrected_budget_takes_the_place_of_the_old_one(shop: Shop) -> None:
    old = await state(shop, "budget", "budget", "50")
    new = await shop.put(memories_of("budget", old["memory_id"]), value=60)
    assert (new["value"], new["source"], new["degraded"]) == ("60", "explicit", [])
    assert [m["memory_id"] for m in await told(shop, "budget")] == [new["memory_id"]]
    past = [m for m in await told(shop, "budget", history=True) if m["invalid_at"]]
    assert [(m["memory_id"], m["value"]) for m in past] == [(old["memory_id"], "50")]


async def test_the_same_correction_twice_changes_nothing_more(shop: Shop) -> None:
    old = await state(shop, "twice", "budget", "50")
    first = await shop.put(memories_of("twice", old["memory_id"]), value=60)
    seen = await events_of(shop, "twice")
    assert await shop.put(memories_of("twice", old["memory_id"]), value=60) == first
    assert await shop.put(memories_of("twice", first["memory_id"]), value="60") == first
    assert await events_of(shop, "twice") == seen


async def test_what_does_not_hold_any_more_cannot_be_corrected(shop: Shop) -> None:
    old = await state(shop, "late", "budget", "50")
    await shop.put(memories_of("late", old["memory_id"]), value=60)
    reply = await shop.send("PUT", memories_of("late", old["memory_id"]), json={"value": 70})
    assert (reply.status_code, code_of(reply.json())) == (409, "conflict")


async def test_a_corrected_allergy_acts_on_the_next_search(shop: Shop) -> None:
    old = await state(shop, "allergy", "allergic_to", "nuts")
    assert "almond" not in await shop.skus("allergy", "milk")
    await shop.put(memories_of("allergy", old["memory_id"]), value="Milk")
    assert "whole" not in await shop.skus("allergy", "milk")
    assert "almond" in await shop.skus("allergy", "milk")


async def test_a_corrected_goal_is_a_new_sentence(shop: Shop) -> None:
    old = await state(shop, "goal", "goal", "bake bread")
    new = await shop.put(memories_of("goal", old["memory_id"]), content="bake rye bread")
    assert (new["type"], new["content"]) == ("goal", "bake rye bread")
    assert [m["content"] for m in await told(shop, "goal")] == ["bake rye bread"]


async def test_a_brand_that_was_only_inferred_becomes_the_persons_own_word(shop: Shop) -> None:
    await shop.post("/api/v1/events/cart-add", user_id="brand", product={"sku": "oat"})
    inferred = next(m for m in await told(shop, "brand") if m["relation"] == "CONSIDERS_BRAND")
    new = await shop.put(memories_of("brand", inferred["memory_id"]), value="Alpro")
    assert (new["relation"], new["value"], new["source"]) == ("prefers_brand", "Alpro", "explicit")
    relations = {(m["relation"], m["value"]) for m in await told(shop, "brand")}
    assert ("prefers_brand", "Alpro") in relations
    assert ("CONSIDERS_BRAND", "Oatly") not in relations


@pytest.mark.parametrize(
    ("relation", "value", "body", "says"),
    [
        ("budget", "50", {"value": "plenty"}, "a number"),
        ("budget", "50", {"value": -1}, "a number"),
        ("budget", "50", {"content": "sixty"}, "send `value`"),
        ("budget", "50", {}, "either `value` or `content`"),
        ("budget", "50", {"value": 60, "content": "sixty"}, "either `value` or `content`"),
        ("allergic_to", "nuts", {"value": "work"}, "milk, nuts"),
        ("follows_diet", "vegan", {"value": "fast food"}, "vegan"),
        ("goal", "bake", {"content": "bake\nbread"}, "plain text"),
        ("goal", "bake", {"content": "  "}, "plain text"),
        ("goal", "bake", {"content": "a\u202eb"}, "plain text"),
        ("prefers_brand", "Oatly", {"value": "x" * 121}, "120"),
    ],
)
async def test_a_correction_that_does_not_fit_is_refused_with_what_to_send(
    shop: Shop, relation: str, value: str, body: dict[str, Any], says: str
) -> None:
    old = await state(shop, f"unfit-{relation}", relation, value)
    reply = await shop.send("PUT", memories_of(f"unfit-{relation}", old["memory_id"]), json=body)
    assert (reply.status_code, code_of(reply.json())) == (422, "invalid")
    assert says in reply.json()["detail"]
    assert await told(shop, f"unfit-{relation}") == [old]


async def test_a_body_that_names_somebody_else_is_refused(shop: Shop) -> None:
    old = await state(shop, "mine", "budget", "50")
    body = {"value": 60, "user_id": "other"}
    reply = await shop.send("PUT", memories_of("mine", old["memory_id"]), json=body)
    assert reply.status_code == 422


async def test_a_deleted_memory_is_gone_from_the_list_the_history_and_the_searches(
    shop: Shop,
) -> None:
    old = await state(shop, "gone", "allergic_to", "nuts")
    reply = await shop.delete(memories_of("gone", old["memory_id"]))
    assert reply == {"deleted": old, "degraded": []}
    assert await told(shop, "gone", history=True) == []
    assert "almond" in await shop.skus("gone", "milk")
    assert code_of(await shop.delete(memories_of("gone", old["memory_id"]), 404)) == "not_found"


async def test_what_was_inferred_can_be_deleted_and_is_learned_anew_only_from_new_events(
    shop: Shop,
) -> None:
    await shop.post("/api/v1/events/cart-add", user_id="anew", product={"sku": "oat"})
    brand = next(m for m in await told(shop, "anew") if m["relation"] == "CONSIDERS_BRAND")
    await shop.delete(memories_of("anew", brand["memory_id"]))
    assert "CONSIDERS_BRAND" not in [m["relation"] for m in await told(shop, "anew")]
    profile = await shop.services.profiles.read("anew")
    assert profile.preference("brand", "Oatly") is None
    await shop.post("/api/v1/events/cart-add", user_id="anew", product={"sku": "oat"})
    again = next(m for m in await told(shop, "anew") if m["relation"] == "CONSIDERS_BRAND")
    await shop.delete(memories_of("anew", again["memory_id"]))
    assert "CONSIDERS_BRAND" not in [m["relation"] for m in await told(shop, "anew")]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_reaches_somebody_elses_memory(shop: Shop, method: str) -> None:
    old = await state(shop, "owner", "budget", "50")
    body = {"json": {"value": 60}} if method == "PUT" else {}
    for memory_id in (old["memory_id"], "no-such-memory"):
        reply = await shop.send(method, memories_of("thief", memory_id), **body)
        assert (reply.status_code, code_of(reply.json())) == (404, "not_found")
    assert await told(shop, "owner") == [old]
    assert await events_of(shop, "thief") == 0


async def test_a_person_may_correct_and_delete_while_they_have_paused_everything(
    shop: Shop,
) -> None:
    old = await state(shop, "paused", "budget", "50")
    await shop.put("/api/v1/user/paused/privacy", paused=True)
    new = await shop.put(memories_of("paused", old["memory_id"]), value=60)
    await shop.delete(memories_of("paused", new["memory_id"]))
    assert [m["value"] for m in await told(shop, "paused")] == []


async def test_what_is_wanted_instead_is_one_preference_told_corrected_and_deleted(
    shop: Shop,
) -> None:
    user = "instead"
    await state(shop, user, "substitutes", "never")
    memory = await state(shop, user, "substitutes", "cheapest")
    (held,) = [m for m in await told(shop, user) if m["relation"] == "substitutes"]
    assert held == memory
    assert (held["type"], held["source"]) == ("preference", "explicit")
    assert held["content"] == "When something is out: the cheapest"
    refused = await shop.send("PUT", memories_of(user, held["memory_id"]), json={"value": "best"})
    assert refused.status_code == 422
    assert "one of most_alike, same_brand, cheapest, never" in refused.json()["detail"]
    corrected = await shop.put(memories_of(user, held["memory_id"]), value="same_brand")
    assert corrected["content"] == "When something is out: the same brand or nothing"
    past = [m["value"] for m in await told(shop, user, history=True)]
    assert sorted(past) == ["cheapest", "never", "same_brand"]
    await shop.delete(memories_of(user, corrected["memory_id"]))
    assert await told(shop, user) == []
    assert (await shop.services.profiles.read(user)).facts == ()


@pytest.mark.parametrize("action", ["set", "remove"])
async def test_what_nobody_can_want_instead_is_refused_with_what_can_be(
    shop: Shop, action: str
) -> None:
    said = {"user_id": "odd", "relation": "substitutes", "value": "best", "action": action}
    refused = await shop.post(PREFERENCE, 422, **said)
    assert code_of(refused) == "invalid"
    assert "one of most_alike, same_brand, cheapest, never" in refused["detail"]
    data = {name: value for name, value in said.items() if name != "user_id"}
    sent = {"user_id": "odd", "event_type": "preference_updated", "data": data}
    batch = await shop.post("/api/v1/events", 202, events=[sent])
    assert "one of most_alike, same_brand, cheapest, never" in str(batch["rejected"])
