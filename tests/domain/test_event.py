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
