"""Kinds are split between clients and LeafLoop, and an event names the products it is about."""

from typing import Any

import pytest

from domain.event import (
    CLIENT_KINDS,
    INTERNAL_KINDS,
    REACTION_KINDS,
    SCHEMA_VERSION,
    Event,
    Item,
    Kind,
    item_from,
    items_of,
)
from domain.ids import uuid7


def event(**data: Any) -> Event:
    """Return an event with this data."""
    return Event(uuid7(0), Kind.PRODUCT_VIEWED, "ann", None, 0, 0, data)


def test_every_kind_is_written_by_clients_or_by_leafloop_and_never_by_both() -> None:
    assert set(Kind) == CLIENT_KINDS | INTERNAL_KINDS
    assert not CLIENT_KINDS & INTERNAL_KINDS


def test_clients_write_ten_kinds_the_last_of_them_feedback() -> None:
    assert len(CLIENT_KINDS) == 10
    assert Kind.FEEDBACK_GIVEN in CLIENT_KINDS
    assert Kind.PROPOSAL_SHOWN in INTERNAL_KINDS


def test_searches_and_proposals_are_no_reactions() -> None:
    shown = {Kind.SEARCH_PERFORMED, Kind.PROPOSAL_SHOWN}
    assert not shown & REACTION_KINDS
    assert CLIENT_KINDS - shown < REACTION_KINDS
    assert frozenset({Kind.SELECTION_MADE}) == REACTION_KINDS & INTERNAL_KINDS


def test_a_new_event_has_no_place_in_the_journal_yet() -> None:
    made = event()
    assert (made.seq, made.digest, made.schema_version) == (0, b"", SCHEMA_VERSION)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        event().seq = 1  # type: ignore[misc]


def test_an_order_is_about_each_of_its_lines() -> None:
    order = event(items=[{"sku": "m1", "quantity": 2}, {"sku": "b1"}], product_sku="ignored")
    assert [(item.sku, item.quantity) for item in items_of(order)] == [("m1", 2), ("b1", 1.0)]


def test_an_order_without_lines_is_about_nothing() -> None:
    assert list(items_of(event(items=[], product_sku="ignored"))) == []


def test_any_other_event_is_about_the_one_product_it_names() -> None:
    assert list(items_of(event(product_sku="m1", price=2.5))) == [Item("m1", price=2.5)]


@pytest.mark.parametrize("data", [{}, {"product_sku": None}, {"product_sku": ""}])
def test_an_event_that_names_no_product_is_about_none(data: dict[str, Any]) -> None:
    assert list(items_of(event(**data))) == []


def test_an_item_is_read_with_everything_an_event_says_of_it() -> None:
    told = {
        "product_sku": "m1",
        "product_name": "Oat Milk",
        "category": "Milk",
        "brand": "Havredal",
        "attributes": ["organic"],
        "price": 2.5,
        "size": "1 l",
        "quantity": 3,
    }
    assert item_from(told) == Item(
        "m1", "Oat Milk", "Milk", "Havredal", ("organic",), 2.5, "1 l", 3
    )


def test_a_line_of_an_order_uses_the_short_names() -> None:
    assert item_from({"sku": "m1", "name": "Oat Milk"}) == Item("m1", "Oat Milk")


def test_what_an_event_leaves_out_or_does_not_know_is_empty() -> None:
    told = dict.fromkeys(
        ("sku", "name", "category", "brand", "attributes", "price", "size", "quantity")
    )
    assert item_from(told) == item_from({}) == Item("")
