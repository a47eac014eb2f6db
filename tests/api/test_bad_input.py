"""What no client should send: each row gets a clear answer, and leaves everything as it was."""

import math
from typing import Any, NamedTuple

import orjson
import pytest
import pytest_asyncio

from tests.api.shop import Shop, code_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

USER = "target"
CLICK = "/api/v1/events/click"
ADD = "/api/v1/events/cart-add"
ORDER = "/api/v1/events/order"
BATCH = "/api/v1/events"
SEARCH = "/api/search/personalized"
CART = f"/api/v1/user/{USER}/cart"
JSON = {"content-type": "application/json"}


class Row(NamedTuple):
    """One bad request and the problem it gets."""

    name: str
    path: str
    body: Any
    status: int
    code: str
    headers: dict[str, str] = {}  # noqa: RUF012
    method: str = "POST"


def raw(body: dict[str, Any]) -> bytes:
    """Return a body of the target as bytes."""
    return orjson.dumps({"user_id": USER, **body})


def spelled(path: str, number: str) -> Row:
    """Return an event whose quantity is a number that JSON does not have."""
    body = b'{"user_id":"target","product_sku":"oat","quantity":%s}' % number.encode()
    return Row(f"quantity spelled {number}", path, body, 422, "invalid")


QUANTITIES = (-1, 0, 1e9, 1001, "many", [1], {"n": 1})
PRICES = (-0.01, 1e7, "cheap", [3])
ODD_TIMES = ("yesterday", "2026-02-30T00:00:00Z", "2026-01-01", 1_767_960_000, "", "9" * 70)
FAR_TIMES = ("1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "0001-01-01T00:00:00Z")
DEEP = b'{"user_id":"target","product_sku":"oat","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
NUL_ESCAPED = b'{"user_id":"target","product_sku":"o\\u0000at"}'
CLICKED = {"product_sku": "oat"}

ROWS = [
    Row("an empty body", CLICK, b"", 422, "invalid", JSON),
    Row("no JSON", CLICK, b"milk", 422, "invalid", JSON),
    Row("half a JSON", CLICK, b'{"user_id":"target"', 422, "invalid", JSON),
    Row("a list", CLICK, b"[]", 422, "invalid", JSON),
    Row("null", CLICK, b"null", 422, "invalid", JSON),
    Row("broken UTF-8", CLICK, b'{"user_id":"\xff\xfe"}', 422, "invalid", JSON),
    Row("half a surrogate pair", CLICK, b'{"user_id":"\\ud800","product_sku":"oat"}',
        422, "invalid", JSON),
    Row("a NUL byte", CLICK, b'{"user_id":"target","product_sku":"o\x00at"}', 422, "invalid", JSON),
    Row("an escaped NUL", CLICK, NUL_ESCAPED, 422, "invalid", JSON),
    Row("an escaped NUL in a batch", BATCH, b'{"events":[' + NUL_ESCAPED + b"]}",
        422, "invalid", JSON),
    Row("10,000 levels", CLICK, DEEP, 422, "too_deep", JSON),
    Row("10,000 levels in a batch", BATCH, DEEP, 422, "too_deep", JSON),
    Row("3 MB", CLICK, raw({"product_sku": "o" * 3_000_000}), 413, "too_large", JSON),
    Row("3 MB in a batch", BATCH, b" " * 3_000_000, 413, "too_large", JSON),
    Row("a form", CLICK, b"user_id=target&product_sku=oat", 415, "wrong_media_type",
        {"content-type": "application/x-www-form-urlencoded"}),
    Row("plain text", CLICK, raw(CLICKED), 415, "wrong_media_type",
        {"content-type": "text/plain"}),
    Row("no content type", CLICK, raw(CLICKED), 415, "wrong_media_type"),
    Row("a foreign Host", CLICK, raw(CLICKED), 403, "refused",
        {**JSON, "host": "evil.example"}),
    Row("a Host that begins well", CLICK, raw(CLICKED), 403, "refused",
        {**JSON, "host": "localhost.evil.example"}),
    Row("a foreign Origin", CLICK, raw(CLICKED), 403, "refused",
        {**JSON, "origin": "https://evil.example"}),
    Row("an opaque Origin", CLICK, raw(CLICKED), 403, "refused", {**JSON, "origin": "null"}),
    Row("nobody", CLICK, orjson.dumps(CLICKED), 422, "invalid", JSON),
    Row("a user without a name", CLICK, {"user_id": "", **CLICKED}, 422, "invalid"),
    Row("a user with a long name", CLICK, {"user_id": "u" * 257, **CLICKED}, 422, "invalid"),
    Row("a user of two lines", CLICK, {"user_id": "a\nb", **CLICKED}, 422, "invalid"),
    Row("a user who is a number", CLICK, {"user_id": 7, **CLICKED}, 422, "invalid"),
    Row("a long session", CLICK, {"session_id": "s" * 257, **CLICKED}, 422, "invalid"),
    Row("a long session in a header", CLICK, CLICKED, 422, "invalid", {"x-session-id": "s" * 257}),
    Row("a long event_id", CLICK, {"event_id": "e" * 201, **CLICKED}, 422, "invalid"),
    Row("an empty event_id", CLICK, {"event_id": "", **CLICKED}, 422, "invalid"),
    Row("a field nobody knows", CLICK, {"colour": "red", **CLICKED}, 422, "invalid"),
    Row("no product", CLICK, {}, 422, "invalid"),
    Row("two products", CLICK, {"product": {"sku": "oat"}, **CLICKED}, 422, "invalid"),
    Row("a long sku", CLICK, {"product_sku": "s" * 129}, 422, "invalid"),
    Row("a product nobody knows", CLICK, {"product_sku": "unicorn"}, 422, "unknown_product"),
    Row("its name alone", CLICK, {"product": {"sku": "unicorn", "name": "Unicorn"}},
        422, "unknown_product"),
    Row("an order with a product nobody knows", ORDER, {"items": [{"sku": "unicorn"}]},
        422, "unknown_product"),
    Row("position 0", CLICK, {"position": 0, **CLICKED}, 422, "invalid"),
    Row("position -1", CLICK, {"position": -1, **CLICKED}, 422, "invalid"),
    Row("an order of nothing", ORDER, {"items": []}, 422, "invalid"),
    Row("an order of 2,001 lines", ORDER, {"items": [{"sku": "oat"}] * 2001}, 422, "invalid"),
    Row("an order of a million", ORDER, {"items": [{"sku": "oat", "quantity": 1e6}]},
        422, "invalid"),
    Row("a relation nobody knows", "/api/v1/events/preference",
        {"relation": "adores", "value": "oats"}, 422, "invalid"),
    Row("a rating without stars", "/api/v1/events/feedback",
        {"product_sku": "oat", "feedback": "rating"}, 422, "invalid"),
    Row("six stars", "/api/v1/events/feedback",
        {"product_sku": "oat", "feedback": "rating", "rating": 6}, 422, "invalid"),
    Row("a query too long", SEARCH, {"query": "q" * 1001}, 422, "invalid"),
    Row("no query", SEARCH, {}, 422, "invalid"),
    Row("a price filter below zero", SEARCH, {"query": "milk", "filters": {"price_max": -1}},
        422, "invalid"),
    Row("a cart line of nothing", CART, {"product_sku": "oat", "quantity": 0}, 422, "invalid"),
    Row("a cart line of -2", CART, {"product_sku": "oat", "quantity": -2}, 422, "invalid"),
    Row("a changed line of -2", CART, {"product_sku": "oat", "quantity": -2}, 422, "invalid",
        method="PATCH"),
    Row("a changed line that is not there", CART, {"product_sku": "soy", "quantity": 2},
        404, "not_found", method="PATCH"),
    Row("a batch without events", BATCH, {}, 422, "invalid"),
    Row("a batch whose events are no list", BATCH, {"events": {"0": CLICKED}}, 422, "invalid"),
    Row("a batch with more beside it", BATCH, {"events": [], "colour": "red"}, 422, "invalid"),
    Row("a route nobody knows", "/api/v1/events/teleport", CLICKED, 404, "not_found"),
    Row("a method the route does not answer", CLICK, CLICKED, 405, "method_not_allowed",
        method="PUT"),
    *(Row(f"quantity {quantity}", ADD, {"quantity": quantity, **CLICKED}, 422, "invalid")
      for quantity in QUANTITIES),
    *(spelled(ADD, number) for number in ("NaN", "Infinity", "-Infinity", "1e999")),
    *(Row(f"price {price}", ADD, {"product": {"sku": "oat", "price": price}}, 422, "invalid")
      for price in PRICES),
    *(Row(f"time {time}", CLICK, {"timestamp": time, **CLICKED}, 422, "invalid")
      for time in ODD_TIMES),
    *(Row(f"time {time}", CLICK, {"timestamp": time, **CLICKED}, 422, "implausible_time")
      for time in FAR_TIMES),
]  # fmt: skip

VIEW = {"event_type": "product_viewed", "user_id": USER, "data": CLICKED}
INTERNAL = (
    "proposal_shown",
    "selection_made",
    "persona_updated",
    "consent_changed",
    "fact_stated",
    "fact_deleted",
)
VERDICTS: list[tuple[str, Any, str]] = [
    *((f"the internal kind {kind}", VIEW | {"event_type": kind}, "unknown_type")
      for kind in INTERNAL),
    ("a kind nobody knows", VIEW | {"event_type": "levitated"}, "unknown_type"),
    ("a kind that is a number", VIEW | {"event_type": 7}, "unknown_type"),
    ("no kind", {"user_id": USER, "data": CLICKED}, "invalid"),
    ("no data", {"event_type": "product_viewed", "user_id": USER}, "invalid"),
    ("data that are a text", VIEW | {"data": "oat"}, "invalid"),
    ("an event that is a text", "viewed", "invalid"),
    ("an event that is null", None, "invalid"),
    ("a field nobody knows", VIEW | {"colour": "red"}, "invalid"),
    ("a long user", VIEW | {"user_id": "u" * 257}, "invalid"),
    ("a long event_id", VIEW | {"event_id": "e" * 201}, "invalid"),
    ("a product nobody knows", VIEW | {"data": {"product_sku": "unicorn"}}, "unknown_product"),
    *((f"quantity {quantity}",
       {"event_type": "cart_item_added", "user_id": USER, "data": CLICKED | {"quantity": quantity}},
       "invalid")
      for quantity in (-1, 1e9, "many", [1])),
    *((f"time {time}", VIEW | {"timestamp": time}, "invalid") for time in ODD_TIMES),
    *((f"time {time}", VIEW | {"timestamp": time}, "implausible_time") for time in FAR_TIMES),
]  # fmt: skip


async def send(shop: Shop, row: Row) -> Any:
    """Send one row as it is."""
    if isinstance(row.body, bytes):
        headers = row.headers or ({} if row.name == "no content type" else JSON)
        return await shop.send(row.method, row.path, content=row.body, headers=headers)
    body = row.body if row.path == BATCH else {"user_id": USER, **row.body}
    return await shop.send(row.method, row.path, json=body, headers=row.headers)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def known(shop: Shop) -> None:
    """The target has a profile and a cart that could change."""
    await shop.post(CLICK, user_id=USER, product_sku="oat", position=1)
    await shop.post(CART, product_sku="oat", quantity=2)


async def works(shop: Shop) -> None:
    """See that a good request still does its work."""
    before = await shop.services.journal.last_seq()
    await shop.post("/api/v1/events/view", user_id="bystander", product_sku="oat")
    assert await shop.services.journal.last_seq() == before + 1


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
async def test_a_bad_request_gets_a_clear_answer_and_changes_nothing(shop: Shop, row: Row) -> None:
    before = await shop.state(USER)
    reply = await send(shop, row)
    assert (reply.status_code, code_of(reply.json())) == (row.status, row.code)
    assert len(reply.content) < 4000
    assert await shop.state(USER) == before
    await works(shop)


@pytest.mark.parametrize(
    ("sent", "code"), [each[1:] for each in VERDICTS], ids=[each[0] for each in VERDICTS]
)
async def test_a_bad_event_gets_its_verdict_and_does_not_sink_its_batch(
    shop: Shop, sent: Any, code: str
) -> None:
    before = await shop.state(USER)
    good = VIEW | {"user_id": "neighbour"}
    reply = await shop.post(BATCH, 202, events=[good, sent, good])
    assert reply["accepted"] == 2
    (verdict,) = reply["rejected"]
    assert (verdict["index"], verdict["code"]) == (1, code)
    assert verdict["detail"]
    seq, profile, cart = await shop.state(USER)
    assert (seq - 2, profile, cart) == before


async def test_nothing_that_was_sent_comes_back_in_a_problem(shop: Shop) -> None:
    secret = "secret-allergy"
    reply = await shop.send("POST", CLICK, json={"user_id": USER, "position": secret, **CLICKED})
    assert reply.status_code == 422
    assert secret not in reply.text


async def test_a_number_json_does_not_have_sinks_its_event_or_its_batch_but_is_never_stored(
    shop: Shop,
) -> None:
    body = orjson.dumps({"events": [VIEW | {"data": CLICKED | {"price": "@"}}]})
    for number in (b"NaN", b"Infinity", b"1e999"):
        content = body.replace(b'"@"', number)
        reply = await shop.send("POST", BATCH, content=content, headers=JSON)
        assert reply.status_code == 422 or reply.json()["accepted"] == 0
    prices = [event.data.get("price", 0.0) for event in await shop.events(USER)]
    assert all(math.isfinite(price) for price in prices)
