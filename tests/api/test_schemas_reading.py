"""Events are read one by one, and a bad one sinks only itself."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas.reading_events import Rejected, read_batch
from domain.clock import MS_PER_DAY, to_rfc3339
from domain.errors import Invalid, TooDeep
from domain.event import CLIENT_KINDS, INTERNAL_KINDS, Event, Kind
from domain.ids import client_event_id
from tests.fakes.ids import SeededIds

NOW = 1_772_442_900_000

DATA: dict[str, dict[str, Any]] = {
    "search_performed": {"query": "milk", "result_ids": ["a"], "filters": {"price_max": 3}},
    "search_result_clicked": {"product_sku": "m1", "query": "milk", "position": 2},
    "product_viewed": {"product_sku": "m1"},
    "cart_item_added": {"product_sku": "m1", "quantity": 2},
    "cart_item_removed": {"product_sku": "m1"},
    "cart_item_updated": {"product_sku": "m1", "quantity": 0},
    "order_completed": {"order_id": "o1", "items": [{"sku": "m1", "quantity": 2, "price": 3.5}]},
    "preference_updated": {"relation": "budget", "value": 50},
    "result_skipped": {"product_sku": "m1", "proposal_id": "p1"},
    "feedback_given": {"product_sku": "m1", "feedback": "rating", "rating": 4},
}


def sent(kind: str = "product_viewed", **fields: Any) -> dict[str, Any]:
    return {"event_type": kind, "user_id": "ana", "data": dict(DATA.get(kind, {}))} | fields


def read(*events: Any, **batch: Any) -> list[Event | Rejected]:
    body = json.dumps({"events": list(events)} | batch).encode()
    return read_batch(body, NOW, SeededIds())


def one(*events: Any, **batch: Any) -> Event:
    (event,) = read(*events, **batch)
    assert isinstance(event, Event), event
    return event


def refusal(*events: Any) -> Rejected:
    (rejected,) = read(*events)
    assert isinstance(rejected, Rejected)
    return rejected


@pytest.mark.parametrize("kind", sorted(CLIENT_KINDS))
def test_every_client_kind_is_read(kind: Kind) -> None:
    event = one(sent(kind.value, session_id="visit-1"))
    assert (event.kind, event.subject, event.session) == (kind, "ana", "visit-1")
    assert (event.at, event.received_at, event.digest) == (NOW, NOW, b"")
    assert event.event_id[6] >> 4 == 7


@pytest.mark.parametrize("kind", [*sorted(INTERNAL_KINDS), "", "CART_ITEM_ADDED", 3])
def test_a_kind_that_clients_may_not_write_is_unknown(kind: Any) -> None:
    assert refusal(sent(event_type=kind)).code == "unknown_type"


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        [],
        {},
        {"event_type": "product_viewed", "user_id": "ana"},
        sent(surprise=1),
        sent(user_id=""),
        sent(user_id="a\nb"),
        sent(user_id="x" * 257),
        sent(user_id=7),
        sent(event_id=""),
        sent(event_id="x" * 201),
        sent(data={"product_sku": ""}),
        sent(data={"product_sku": "x" * 129}),
        sent(data={"product_sku": "a", "price": -1}),
        sent(data={"product_sku": "a", "price": 1e7}),
        sent("search_result_clicked", data={"product_sku": "a", "position": 0}),
        sent("cart_item_added", data={"product_sku": "a", "quantity": 0}),
        sent("cart_item_added", data={"product_sku": "a", "quantity": 1001}),
        sent("cart_item_updated", data={"product_sku": "a"}),
        sent("order_completed", data={"order_id": "o", "items": []}),
        sent("preference_updated", data={"relation": "hates", "value": "x"}),
        sent("feedback_given", data={"product_sku": "a", "feedback": "rating"}),
        sent("feedback_given", data={"product_sku": "a", "feedback": "rating", "rating": 6}),
    ],
)
def test_an_event_out_of_bounds_is_invalid(event: Any) -> None:
    assert refusal(event).code == "invalid"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_number_that_is_not_finite_is_invalid(number: str) -> None:
    event = json.dumps(sent("cart_item_added")).replace("2", number, 1)
    body = b'{"events":[%b]}' % event.encode()
    try:
        verdicts = read_batch(body, NOW, SeededIds())
    except Invalid:
        return
    assert isinstance(verdicts[0], Rejected)


def test_one_bad_event_does_not_sink_its_batch() -> None:
    good, bad, internal, late = read(
        sent(), sent(data={}), sent("selection_made"), sent(timestamp="1999-12-31T23:59:59Z")
    )
    assert isinstance(good, Event)
    assert bad == Rejected(1, "invalid", "data.product_sku: Field required")
    assert isinstance(internal, Rejected)
    assert (internal.index, internal.code) == (2, "unknown_type")
    assert isinstance(late, Rejected)
    assert (late.index, late.code) == (3, "implausible_time")


def test_half_a_character_sinks_only_its_own_event() -> None:
    first, second = read(sent(), sent(data={"product_sku": "\ud83d"}))
    assert isinstance(first, Event)
    assert isinstance(second, Rejected)


def test_a_verdict_never_repeats_what_was_sent() -> None:
    rejected = refusal(sent("cart_item_added", data={"product_sku": "a", "quantity": "secret"}))
    assert "secret" not in rejected.detail


def test_data_keeps_what_the_kind_knows_and_drops_the_rest() -> None:
    event = one(sent(data={"product_sku": "m1", "skipped": [{"sku": "x"}], "claimed_at": "now"}))
    assert event.data == {"product_sku": "m1"}


def test_a_cart_add_without_quantity_adds_one() -> None:
    event = one(sent("cart_item_added", data={"product_sku": "m1", "quantity": None}))
    assert event.data["quantity"] == 1.0


def test_a_preference_is_set_unless_it_says_removed_and_its_value_is_text() -> None:
    assert one(sent("preference_updated")).data == {
        "relation": "budget",
        "value": "50",
        "action": "set",
    }


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-03-02T09:10:00Z",
        "2026-03-02t09:10:00z",
        "2026-03-02T11:10:00+02:00",
        "2026-03-02T09:10:00.000",
    ],
)
def test_a_timestamp_in_the_past_is_when_it_happened(stamp: str) -> None:
    event = one(sent(timestamp=stamp))
    assert to_rfc3339(event.at) == "2026-03-02T09:10:00.000Z"
    assert "claimed_at" not in event.data


@pytest.mark.parametrize(
    "stamp", ["yesterday", "1700000000", 1_700_000_000, "2026-03-02", "2026-02-30T00:00:00Z", ""]
)
def test_a_timestamp_that_is_not_rfc_3339_is_invalid(stamp: object) -> None:
    assert refusal(sent(timestamp=stamp)).code == "invalid"


def test_a_clock_that_runs_ahead_is_set_back_and_its_claim_kept() -> None:
    ahead = to_rfc3339(NOW + MS_PER_DAY)
    event = one(sent(timestamp=ahead))
    assert (event.at, event.data["claimed_at"]) == (NOW, ahead)


@pytest.mark.parametrize(
    "stamp",
    [to_rfc3339(NOW + MS_PER_DAY + 1), "1999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-12:00"],
)
def test_a_time_out_of_reach_is_implausible(stamp: str) -> None:
    assert refusal(sent(timestamp=stamp)).code == "implausible_time"


def test_a_named_event_has_the_id_of_its_subject_and_name() -> None:
    assert one(sent(event_id="web-1")).event_id == client_event_id("ana", "web-1")


def test_a_digest_does_not_depend_on_how_the_same_event_is_written() -> None:
    body = sent("order_completed", event_id="e", timestamp="2026-03-02T09:10:00Z")
    loose = dict(reversed(body.items())) | {"session_id": None}
    loose["data"] = {"unknown": 1, "total_value": None} | dict(reversed(body["data"].items()))
    plain = read_batch(orjson.dumps({"events": [body]}), NOW, SeededIds())
    spaced = read_batch(json.dumps({"events": [loose]}, indent=4).encode(), NOW + 5, SeededIds())
    assert isinstance(plain[0], Event)
    assert isinstance(spaced[0], Event)
    assert plain[0].digest == spaced[0].digest != b""


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"product_sku": "m2"}},
        {"session_id": "visit-2"},
        {"timestamp": "2026-03-02T09:10:00Z"},
        {"event_type": "result_skipped"},
    ],
)
def test_a_digest_tells_two_bodies_under_one_name_apart(change: dict[str, Any]) -> None:
    first, second = read(sent(event_id="e"), sent(event_id="e") | change)
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert first.event_id == second.event_id
    assert first.digest != second.digest


def test_two_events_of_one_name_are_both_left_to_the_journal() -> None:
    first, second = read(sent(event_id="e"), sent(event_id="e"))
    assert first == second


def test_subject_and_session_may_stand_on_the_batch() -> None:
    event = one({"event_type": "product_viewed", "data": {"product_sku": "a"}}, user_id="ben")
    assert event.subject == "ben"
    first, second = read(sent(session_id="own"), sent(data={}), user_id="ben", session_id="visit-9")
    assert isinstance(first, Event)
    assert (first.subject, first.session) == ("ana", "own")
    assert isinstance(second, Rejected)


def test_subject_and_session_may_come_with_the_call() -> None:
    body = b'{"events":[{"event_type":"product_viewed","data":{"product_sku":"a"}}]}'
    (event,) = read_batch(body, NOW, SeededIds(), subject="cleo", session="s")
    assert isinstance(event, Event)
    assert (event.subject, event.session) == ("cleo", "s")


def test_an_event_of_nobody_is_invalid() -> None:
    rejected = refusal({"event_type": "product_viewed", "data": {"product_sku": "a"}})
    assert (rejected.code, rejected.detail.split(":")[0]) == ("invalid", "user_id")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"events"',
        b"{}",
        b'{"events": {}}',
        b'{"events": null}',
        b'{"events": [], "extra": 1}',
        b'{"events": [], "user_id": ""}',
        b'{"events": [NaN]}',
        b"\xff",
        b"1" * 5000,
    ],
)
def test_a_body_that_is_no_batch_is_refused_whole(body: bytes) -> None:
    with pytest.raises(Invalid):
        read_batch(body, NOW, SeededIds())


def test_a_body_nested_beyond_every_parser_is_refused_whole() -> None:
    with pytest.raises(TooDeep):
        read_batch(b"[" * 200_000, NOW, SeededIds())


def test_an_empty_batch_is_a_batch() -> None:
    assert read() == []


def test_a_thousand_events_pass_and_one_more_does_not() -> None:
    assert len(read(*[sent()] * 1000)) == 1000
    with pytest.raises(Invalid, match="1000"):
        read(*[sent()] * 1001)


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from([*DATA, "2026-03-02T09:10:00Z", "like", "\ud800"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An event in which some field has become something else."""
    event = sent(draw(st.sampled_from(sorted(DATA))))
    part = event["data"] if draw(st.booleans()) else event
    fields = [*part, "event_id", "timestamp", "session_id", "price", "quantity", "items"]
    part[draw(st.sampled_from(fields))] = draw(JSON_VALUES)
    return event


@given(st.lists(mutated(), min_size=1, max_size=4))
def test_a_mutated_batch_gets_a_verdict_per_event(events: list[dict[str, Any]]) -> None:
    body = json.dumps({"events": [*events, sent()]}).encode()
    try:
        verdicts = read_batch(body, NOW, SeededIds())
    except Invalid:
        assert b"NaN" in body or b"Infinity" in body
        return
    assert len(verdicts) == len(events) + 1
    assert isinstance(verdicts[-1], Event)
    for verdict in verdicts:
        assert isinstance(verdict, Rejected) or orjson.dumps(dict(verdict.data))


@given(mutated())
def test_an_event_is_judged_alike_alone_and_beside_a_bad_one(event: dict[str, Any]) -> None:
    def verdict(*others: Any) -> Event | Rejected | None:
        try:
            return read(event, *others)[0]
        except Invalid:
            return None

    alone, beside = verdict(), verdict({})
    if alone is not None and beside is not None:
        assert alone == beside


@given(st.one_of(st.binary(), st.binary().map(lambda junk: b'{"events":[' + junk + b"]}")))
def test_no_bytes_make_the_reader_fail(body: bytes) -> None:
    try:
        read_batch(body, NOW, SeededIds())
    except (Invalid, TooDeep) as error:
        assert error.status == 422  # noqa: PT017
