"""A single route reads the one kind of event it stands for."""

from typing import Any

import orjson
import pytest

from api.schemas.event_bodies import (
    CartAddBody,
    ClickBody,
    EventBody,
    FeedbackBody,
    OrderBody,
    ViewBody,
)
from api.schemas.reading_events import read_batch, read_event
from domain.errors import ImplausibleTime, Invalid
from domain.event import Event
from tests.fakes.ids import SeededIds

NOW = 1_772_442_900_000
ORDER: dict[str, Any] = {
    "order_id": "o1",
    "items": [{"sku": "m1", "quantity": 2, "price": 3.5}],
}

SINGLE = [
    (
        ClickBody.model_validate(
            {
                "query": "milk",
                "product": {"sku": "m1", "name": "Oat Milk", "supplier": "Oatly", "price": 3.5},
                "position": 2,
            }
        ),
        {
            "query": "milk",
            "product_sku": "m1",
            "product_name": "Oat Milk",
            "brand": "Oatly",
            "price": 3.5,
            "position": 2,
        },
    ),
    (ViewBody.model_validate({"product_sku": "m1"}), {"product_sku": "m1"}),
    (CartAddBody.model_validate({"product_sku": "m1"}), {"product_sku": "m1", "quantity": 1.0}),
    (
        OrderBody.model_validate(ORDER),
        ORDER,
    ),
]


@pytest.mark.parametrize(("body", "data"), SINGLE)
def test_a_single_body_becomes_canonical_data(body: EventBody, data: dict[str, Any]) -> None:
    event = read_event(body, NOW, SeededIds(), subject="ana", session="s")
    assert (event.kind, event.subject, event.session, event.data) == (body.kind, "ana", "s", data)


@pytest.mark.parametrize(("body", "data"), SINGLE)
def test_the_same_event_is_the_same_alone_and_in_a_batch(
    body: EventBody, data: dict[str, Any]
) -> None:
    named = body.model_copy(update={"user_id": "ana", "event_id": "e"})
    alone = read_event(named, NOW, SeededIds())
    sent = {"event_type": body.kind, "user_id": "ana", "event_id": "e", "data": data}
    (batched,) = read_batch(orjson.dumps({"events": [sent]}), NOW, SeededIds())
    assert isinstance(batched, Event)
    assert (alone.event_id, alone.digest) == (batched.event_id, batched.digest)


def test_a_single_event_of_nobody_is_invalid() -> None:
    with pytest.raises(Invalid, match="user_id"):
        read_event(ViewBody(product_sku="m1"), NOW, SeededIds())


def test_a_single_event_out_of_reach_is_implausible() -> None:
    body = ViewBody(product_sku="m1", user_id="ana", timestamp="1990-01-01T00:00:00Z")
    with pytest.raises(ImplausibleTime):
        read_event(body, NOW, SeededIds())


def test_a_single_rating_says_which() -> None:
    with pytest.raises(Invalid, match="rating"):
        read_event(FeedbackBody(user_id="ana", feedback="rating"), NOW, SeededIds())
