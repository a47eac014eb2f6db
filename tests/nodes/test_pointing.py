"""What a sentence points at, and what it says when nothing there is meant."""

from typing import Any

import pytest

from domain.caller import Caller
from domain.cart import Cart, CartLine
from domain.constraints import Constraints
from domain.profile import Profile
from domain.understanding import Reference, Understanding
from nodes.act_turn import Turn
from nodes.pointing import Pointed, listed, named_among, place_in_words, pointed_at
from tests.fakes.clock import NOON
from tests.fakes.understood import ALL, IT, name, place

SHOWN = (("oat", "Oat Milk", "Oatly"), ("barista", "Oat Milk Barista", "Oatly"), ("soy", "Soy Milk", "Alpro"))  # fmt: skip  # noqa: E501


def turn(
    *references: Reference, query: str = "", carted: tuple[str, ...] = (), **more: Any
) -> Turn:
    names = {sku: label for sku, label, _ in SHOWN} | {"bread": "Rye Bread"}
    lines = {sku: CartLine(sku, names[sku], 1.0) for sku in carted}
    shown = [{"product": {"sku": sku, "name": label, "brand": by}} for sku, label, by in SHOWN]
    values: dict[str, Any] = {"shown": tuple(shown), "pointed": (), "at_cart": False, **more}
    return Turn(
        caller=Caller("ann", None),
        thread="t",
        name="m1",
        asks=Understanding(query=query, references=references),
        pending={},
        cart=Cart("ann", lines=lines),
        profile=Profile.empty("ann"),
        held=Constraints(),
        now=NOON,
        **values,
    )


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        (place(1), ("oat",)),
        (place(-1), ("soy",)),
        (name("soy milk"), ("soy",)),
        (name("soy milks"), ("soy",)),
        (name("alpro"), ("soy",)),
        (name("oat milk"), ("oat",)),
        (name("the barista"), ()),
        (ALL, ("oat", "barista", "soy")),
    ],
)
def test_a_place_a_name_a_brand_or_all_of_what_is_shown(
    reference: Reference, meant: tuple[str, ...]
) -> None:
    assert pointed_at(turn(reference), in_cart=False).skus == meant


def test_several_places_are_meant_once_each() -> None:
    pointed = pointed_at(turn(place(-1), place(-2), place(3)), in_cart=False)
    assert pointed == Pointed(("soy", "barista"))


def test_a_name_of_several_is_unclear_and_one_of_nothing_unknown() -> None:
    assert pointed_at(turn(name("milk")), in_cart=False).unclear == ("oat", "barista", "soy")
    assert pointed_at(turn(name("oatly")), in_cart=False).unclear == ("oat", "barista")
    assert pointed_at(turn(name("bread")), in_cart=False).unknown == "bread"
    assert pointed_at(turn(name("!?")), in_cart=False).unknown == "!?"


@pytest.mark.parametrize("position", [4, -4, 0])
def test_a_place_beyond_the_list_is_missing(position: int) -> None:
    pointed = pointed_at(turn(place(position)), in_cart=False)
    assert pointed.missing.startswith("Only 3 are shown; there is no ")


def test_one_thing_wrong_stands_for_the_whole() -> None:
    assert pointed_at(turn(place(1), place(9)), in_cart=False).skus == ()


def test_it_is_what_was_talked_of_last_else_the_only_thing_there_is() -> None:
    assert pointed_at(turn(IT, pointed=("soy",)), in_cart=False).skus == ("soy",)
    assert pointed_at(turn(IT, carted=("oat",)), in_cart=True).skus == ("oat",)
    assert pointed_at(turn(IT, carted=("oat",), pointed=("soy",)), in_cart=True).skus == ("oat",)
    assert pointed_at(turn(IT), in_cart=False).unclear == ("oat", "barista", "soy")
    assert pointed_at(turn(pointed=("soy",)), in_cart=False).skus == ("soy",)


def test_nothing_there_is_said() -> None:
    for reference in (IT, ALL, place(1)):
        assert pointed_at(turn(reference, shown=()), in_cart=False).missing
        assert pointed_at(turn(reference, shown=()), in_cart=True).missing == "Your cart is empty."


def test_places_are_the_carts_after_it_was_read_out_or_where_nothing_is_shown() -> None:
    carted = ("bread", "oat")
    assert pointed_at(turn(place(1), carted=carted), in_cart=True).skus == ("oat",)
    assert pointed_at(turn(place(1), carted=carted, at_cart=True), in_cart=True).skus == ("bread",)
    assert pointed_at(turn(place(1), carted=carted, shown=()), in_cart=True).skus == ("bread",)
    only = pointed_at(turn(place(2), carted=("oat",), at_cart=True), in_cart=True)
    assert only.missing == "Only 1 is in your cart; there is no second one."


def test_words_without_a_reference_name_something() -> None:
    assert pointed_at(turn(query="soy milk"), in_cart=False).skus == ("soy",)


def test_names_are_the_same_whatever_their_order_and_number() -> None:
    known = {"a": "Oat Milk", "b": "Oat Milk Barista", "c": "Soy Milk"}
    assert named_among("oat milks", known) == ("a",)
    assert named_among("Milk, Oat", known) == ("a",)
    assert named_among("milk", known) == ("a", "b", "c")
    assert named_among("", known) == ()
    assert named_among("glass", {"g": "Glass"}) == ("g",)


def test_places_and_lists_are_said_as_people_say_them() -> None:
    said = [place_in_words(position) for position in (2, 10, 14, -1, -4)]
    assert said == ["second", "tenth", "14th", "last", "4th last"]
    assert [listed(names) for names in (["a", "b", "c"], ["a"], [])] == ["a, b or c", "a", ""]
