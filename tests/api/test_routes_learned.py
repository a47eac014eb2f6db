"""What a person did, told in sentences over HTTP: theirs only, newest first, in pages."""

from typing import Any

import pytest

from tests.api.shop import Shop

pytestmark = pytest.mark.asyncio(loop_scope="module")


def events_of(user: str) -> str:
    """Return where the events of somebody are."""
    return f"/api/v1/user/{user}/events"


async def told(shop: Shop, user: str, **asked: Any) -> list[str]:
    """Return the sentences about somebody."""
    reply = await shop.get(events_of(user), **asked)
    return [event["text"] for event in reply["events"]]


async def test_events_are_told_newest_first_with_their_product(shop: Shop) -> None:
    await shop.post(
        "/api/v1/events/view", user_id="teller", product_sku="oat", session_id="visit-1"
    )
    await shop.post("/api/v1/events/cart-add", user_id="teller", product_sku="whole", quantity=2)
    events = (await shop.get(events_of("teller")))["events"]
    assert [event["text"] for event in events] == [
        "You put 2 × Whole Milk into the cart",  # noqa: RUF001
        "You looked at Oat Milk",
    ]
    looked = events[1]
    assert looked["product"] == {"sku": "oat", "name": "Oat Milk"}
    assert (looked["kind"], looked["session_id"]) == ("product_viewed", "visit-1")
    assert looked["undoable"] is True


async def test_a_search_is_told_once_and_what_it_showed_is_not(shop: Shop) -> None:
    await shop.search("seeker", "milk")
    assert await told(shop, "seeker") == ["You searched for “milk”"]


async def test_an_order_cannot_be_undone(shop: Shop) -> None:
    await shop.post("/api/v1/user/buyer/cart", product_sku="oat")
    await shop.post("/api/v1/user/buyer/orders")
    order, added = (await shop.get(events_of("buyer")))["events"]
    assert (order["text"], order["undoable"]) == ("You ordered Oat Milk", False)
    assert order["product"] is None
    assert added["undoable"] is True


async def test_the_evidence_of_a_reason_is_told_and_nobody_elses(shop: Shop) -> None:
    for user in ("mine", "foreign"):
        await shop.post("/api/v1/events/click", user_id=user, product_sku="oat", query="milk")
        await shop.post("/api/v1/events/view", user_id=user, product_sku="soy")
    [foreign, _] = (await shop.get(events_of("foreign")))["events"]
    found = await shop.search("mine", "milk")
    evidence = [one for r in found["results"] for why in r["reasons"] for one in why["evidence"]]
    assert evidence
    ids = ",".join([*evidence, foreign["event_id"], "no-id", "0" * 32, ""])
    assert await told(shop, "mine", ids=ids) == ["You looked at Oat Milk"]


async def test_pages_follow_each_other_without_gap_or_overlap(shop: Shop) -> None:
    for number in range(7):
        await shop.post("/api/v1/events/search", user_id="pager", query=f"q{number}")
    seen: list[dict[str, Any]] = []
    while page := (
        await shop.get(
            events_of("pager"), limit=3, **({"before": seen[-1]["event_id"]} if seen else {})
        )
    )["events"]:
        seen += page
    assert [event["text"] for event in seen] == [
        f"You searched for “q{n}”" for n in range(6, -1, -1)
    ]
    ids = ",".join(event["event_id"] for event in seen)
    assert len(await told(shop, "pager", ids=ids, before=seen[2]["event_id"], limit=2)) == 2


async def test_only_one_visit_is_told_when_asked(shop: Shop) -> None:
    for visit in ("first", "second"):
        await shop.post("/api/v1/events/search", user_id="visitor", query=visit, session_id=visit)
    assert await told(shop, "visitor", session_id="first") == ["You searched for “first”"]
    every = ",".join(e["event_id"] for e in (await shop.get(events_of("visitor")))["events"])
    assert await told(shop, "visitor", session_id="first", ids=every) == [
        "You searched for “first”"
    ]


@pytest.mark.parametrize("before", ["nonsense", "0" * 32])
async def test_a_page_before_an_unknown_event_is_not_found(shop: Shop, before: str) -> None:
    await shop.get(events_of("pager"), status=404, before=before)


async def test_a_person_nothing_is_known_about_did_nothing(shop: Shop) -> None:
    assert await told(shop, "nobody") == []


async def test_an_undone_event_is_not_told_and_teaches_nothing(shop: Shop) -> None:
    await shop.post("/api/v1/events/view", user_id="undoer", product_sku="soy")
    await shop.post("/api/v1/events/cart-add", user_id="undoer", product_sku="oat")
    [added, _] = (await shop.get(events_of("undoer")))["events"]
    reply = await shop.delete(f"{events_of('undoer')}/{added['event_id']}")
    assert (reply["undone"], reply["event"]) == (True, added)
    assert reply["preferences"]["brands"] == {}
    assert await told(shop, "undoer") == ["You looked at Soy Milk"]
    assert (await shop.get("/api/v1/user/undoer/cart"))["lines"] == []
    await shop.delete(f"{events_of('undoer')}/{added['event_id']}", status=404)


async def test_an_undone_event_that_is_sent_again_changes_nothing(shop: Shop) -> None:
    sent: dict[str, Any] = {"user_id": "resender", "product_sku": "oat", "event_id": "tap-1"}
    first = await shop.post("/api/v1/events/cart-add", **sent)
    await shop.delete(f"{events_of('resender')}/{first['event_id']}")
    again = await shop.post("/api/v1/events/cart-add", **sent)
    assert (again["success"], again["preferences"]["brands"]) == (True, {})
    await shop.post("/api/v1/events/cart-add", status=409, **sent, quantity=2)
    assert await told(shop, "resender") == []
    assert (await shop.get("/api/v1/user/resender/cart"))["lines"] == []


async def test_an_order_and_a_pick_stand(shop: Shop) -> None:
    await shop.post("/api/v1/user/stander/cart", product_sku="oat")
    await shop.post("/api/v1/user/stander/orders")
    asked = await shop.ask("stander")
    await shop.ask("stander", execution_id=asked["execution_id"], hypothesis_id="h1")
    events = (await shop.get(events_of("stander")))["events"]
    for kind, why in (("order_completed", "order stands"), ("selection_made", "a pick")):
        [standing] = [event for event in events if event["kind"] == kind]
        assert standing["undoable"] is False
        reply = await shop.delete(f"{events_of('stander')}/{standing['event_id']}", status=409)
        assert why in reply["detail"]


async def test_nobody_undoes_what_another_one_did(shop: Shop) -> None:
    await shop.post("/api/v1/events/view", user_id="owner", product_sku="oat")
    [looked] = (await shop.get(events_of("owner")))["events"]
    for event_id in (looked["event_id"], "nonsense"):
        await shop.delete(f"{events_of('thief')}/{event_id}", status=404)
    assert await told(shop, "owner") == ["You looked at Oat Milk"]
