"""A tracked interaction stands for one event."""

from typing import Any

import pytest

from api.schemas.reading_events import read_event
from api.schemas.track import TrackBody, event_body
from domain.errors import Invalid, UnknownType
from domain.event import Event, Kind
from domain.ids import text_of
from tests.fakes.ids import SeededIds

NOW = 1_772_442_900_000


def tracked(event_type: str, product_id: str | None = "m1", **context: Any) -> Event:
    said = TrackBody(user_id="ana", event_type=event_type, product_id=product_id, context=context)
    return read_event(event_body(said), NOW, SeededIds())


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("purchase", Kind.ORDER_COMPLETED),
        ("add_to_cart", Kind.CART_ITEM_ADDED),
        ("remove_from_cart", Kind.CART_ITEM_REMOVED),
        ("click_product", Kind.SEARCH_RESULT_CLICKED),
        ("view_product", Kind.PRODUCT_VIEWED),
        ("search", Kind.SEARCH_PERFORMED),
        ("displayed_but_scrolled", Kind.RESULT_SKIPPED),
    ],
)
def test_an_interaction_is_the_event_it_stands_for(event_type: str, kind: Kind) -> None:
    assert tracked(event_type).kind is kind


def test_the_context_says_what_the_product_is_and_what_is_unknown_is_left_out() -> None:
    event = tracked(
        "click_product", product_name="Oat Milk", supplier="Oatly", position=3, weather="rain"
    )
    assert event.data == {
        "product_sku": "m1",
        "product_name": "Oat Milk",
        "brand": "Oatly",
        "position": 3,
    }


def test_a_purchase_of_one_product_is_an_order_named_by_its_event() -> None:
    event = tracked("purchase", quantity=2, price=3.5, supplier="Oatly")
    assert event.data == {
        "order_id": text_of(event.event_id),
        "items": [{"sku": "m1", "quantity": 2.0, "price": 3.5, "brand": "Oatly"}],
    }


def test_a_purchase_of_several_lists_them() -> None:
    items = [{"sku": "a", "quantity": 1.0}, {"sku": "b", "quantity": 2.0}]
    event = tracked("purchase", None, items=items, order_id="o1")
    assert event.data == {"order_id": "o1", "items": items}


def test_everything_may_come_as_query_parameters() -> None:
    said = TrackBody.from_query(
        {
            "user_id": "ana",
            "session_id": "s",
            "event_type": "add_to_cart",
            "product_id": "m1",
            "quantity": "2",
            "context": '{"price": 3.5}',
        }
    )
    event = read_event(event_body(said), NOW, SeededIds())
    assert (event.subject, event.session) == ("ana", "s")
    assert event.data == {"product_sku": "m1", "quantity": 2.0, "price": 3.5}


def test_an_interaction_nobody_knows_is_an_unknown_type() -> None:
    with pytest.raises(UnknownType, match="add_to_cart"):
        tracked("teleport")


@pytest.mark.parametrize("event_type", ["purchase", "add_to_cart", "click_product"])
def test_an_interaction_with_a_product_names_it(event_type: str) -> None:
    with pytest.raises(Invalid, match="product_id"):
        tracked(event_type, None)


def test_a_context_out_of_bounds_is_invalid_and_says_where() -> None:
    with pytest.raises(Invalid) as refused:
        tracked("add_to_cart", quantity=-1)
    assert refused.value.errors[0]["field"] == "quantity"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"event_type": "search", "context": "{"},
        {"event_type": "search", "context": "[1]"},
        {"event_type": "search", "context": "[" * 100_000},
        {"event_type": "search", "user_id": ""},
        {"event_type": "search"} | {f"k{n}": "v" for n in range(51)},
    ],
)
def test_parameters_that_cannot_be_read_are_invalid(parameters: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        TrackBody.from_query(parameters)
