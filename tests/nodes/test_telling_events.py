"""Every event that means something to a person is told in one sentence to them."""

from typing import Any, get_args

import pytest

from api.schemas.told_events import ToldKind
from domain.event import INTERNAL_KINDS, Kind
from nodes.telling_events import TOLD_KINDS, product_in, told, told_within
from tests.fakes.events import event, persona_moved, picked

OAT: dict[str, Any] = {"product_sku": "oat", "product_name": "Oat Milk"}


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        (Kind.SEARCH_PERFORMED, {"query": "yogurt"}, "You searched for “yogurt”"),
        (Kind.SEARCH_PERFORMED, {"query": " "}, "You looked through the shelves"),
        (Kind.SEARCH_RESULT_CLICKED, OAT, "You looked at Oat Milk"),
        (Kind.PRODUCT_VIEWED, {"product_sku": "oat"}, "You looked at oat"),
        (Kind.RESULT_SKIPPED, OAT, "You passed by Oat Milk"),
        (Kind.CART_ITEM_ADDED, OAT, "You put Oat Milk into the cart"),
        (Kind.CART_ITEM_ADDED, OAT | {"quantity": 2.0}, "You put 2 × Oat Milk into the cart"),  # noqa: RUF001
        (Kind.CART_ITEM_REMOVED, OAT, "You took Oat Milk out of the cart"),
        (Kind.CART_ITEM_UPDATED, OAT | {"quantity": 3}, "You changed the cart to 3 × Oat Milk"),  # noqa: RUF001
        (Kind.CART_ITEM_UPDATED, OAT | {"quantity": 0}, "You took Oat Milk out of the cart"),
        (Kind.ORDER_COMPLETED, {"items": [{"name": "Oat Milk"}, {"sku": "b"}]},
         "You ordered Oat Milk and b"),
        (Kind.ORDER_COMPLETED, {"items": [{"sku": name} for name in "abcde"]},
         "You ordered a, b, c and 2 more"),
        (Kind.PREFERENCE_UPDATED, {"relation": "allergic_to", "value": "nuts"},
         "You said: allergic to nuts"),
        (Kind.FACT_STATED, {"relation": "goal", "value": "bake bread"}, "You said: bake bread"),
        (Kind.FACT_STATED, {"relation": "budget", "value": "", "action": "remove"},
         "You took back: budget: none"),
        (Kind.FACT_CORRECTED, {"relation": "budget", "value": "60"},
         "You corrected what is remembered: budget: 60"),
        (Kind.FACT_DELETED, {"relation": "allergic_to", "value": "", "content": "Picked oats"},
         "You deleted what was remembered: Picked oats"),
        (Kind.FACTS_EXTRACTED, {"goals": [{"content": "bake"}], "preferences": []},
         "Your pick was read as: bake"),
        (Kind.FEEDBACK_GIVEN, OAT | {"feedback": "like"}, "You liked Oat Milk"),
        (Kind.FEEDBACK_GIVEN, {"feedback": "dislike"}, "You disliked what was shown"),
        (Kind.FEEDBACK_GIVEN, OAT | {"feedback": "rating", "rating": 4.0},
         "You rated Oat Milk 4 of 5"),
        (Kind.CONSENT_CHANGED, {"changes": {"paused": True}},
         "You changed what may be learned about you"),
    ],
)  # fmt: skip
def test_it_is_told_as_a_person_would_say_it(
    kind: Kind, data: dict[str, Any], sentence: str
) -> None:
    assert told(event(kind, **data)) == sentence


def test_a_pick_is_told_by_what_was_picked() -> None:
    assert told(picked("h1")) == "You picked “Do you want a quick answer?”"
    assert told(picked("oat", **OAT)) == "You picked “Oat Milk”"
    assert told(picked("none")) == "You picked nothing of what was proposed"


def test_a_move_of_the_persona_is_told_by_its_direction() -> None:
    deltas = {"step_by_step": 0.02, "concise": -0.02}
    moved = told(persona_moved(facet_deltas=deltas))
    assert moved == "Your answers become more step by step and less concise"
    assert told(persona_moved(facet_deltas={})) == "Your answers stay as they are"


def test_what_is_long_is_cut_and_stays_one_line() -> None:
    sentence = told(event(Kind.SEARCH_PERFORMED, query="oat\n" * 500))
    assert len(sentence) < 150
    assert sentence.endswith("…”")
    assert "\n" not in sentence


def test_within_a_sentence_an_order_is_told_without_its_products() -> None:
    assert told_within(event(Kind.ORDER_COMPLETED, items=[{"sku": "a"}])) == "you ordered"
    assert told_within(event(Kind.PRODUCT_VIEWED, **OAT)) == "you looked at Oat Milk"


def test_what_says_nothing_to_a_person_is_not_told() -> None:
    silent = {kind for kind in Kind if not told(event(kind, action="set", rating=1.0))}
    assert silent == frozenset(Kind) - TOLD_KINDS
    assert silent < INTERNAL_KINDS
    assert Kind.PROPOSAL_SHOWN in silent


def test_the_contract_names_exactly_the_kinds_that_are_told() -> None:
    assert {kind.value for kind in TOLD_KINDS} == set(get_args(ToldKind))


def test_only_an_event_about_one_product_names_it() -> None:
    assert product_in(event(Kind.PRODUCT_VIEWED, **OAT)) == ("oat", "Oat Milk")
    assert product_in(event(Kind.RESULT_SKIPPED, product_sku="oat")) == ("oat", "oat")
    assert product_in(event(Kind.ORDER_COMPLETED, items=[{"sku": "a"}])) is None
