"""An event says the same about its subject every time, and not more than it shows."""

from typing import Any

import pytest

from domain.claim import Claim
from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.ids import known_id, text_of
from domain.knowledge import Label, Thing
from learning.knowledge import SINK_KINDS, claims_of
from tests.learning.events import OAT_MILK, cart_add, click, day, event, line, order, said

GROUP = "s_" + "0" * 32


def claims(one: Event) -> tuple[Claim, ...]:
    found = claims_of(one, GROUP)
    assert found == claims_of(one, GROUP)
    return found


def shown(one: Event) -> list[tuple[str, str]]:
    return [(claim.relation, claim.thing.name if claim.thing else "") for claim in claims(one)]


def test_a_cart_shows_an_interest_in_a_product_its_brand_and_its_category() -> None:
    made = claims(cart_add(1))
    assert [(claim.relation, claim.confidence) for claim in made] == [
        ("SHOWS_INTEREST", 0.7),
        ("CONSIDERS_BRAND", 0.6),
        ("BROWSES_CATEGORY", 0.5),
    ]
    assert [claim.thing for claim in made] == [
        Thing(Label.PRODUCT, "oat", "Oat Milk"),
        Thing(Label.BRAND, "oatfern", "Oatfern"),
        Thing(Label.CATEGORY, "milk", "Milk"),
    ]
    assert {claim.source for claim in made} == {"inferred"}
    assert made[1].memory_id == known_id(GROUP, "CONSIDERS_BRAND", "Brand", "oatfern")


def test_an_order_shows_the_same_for_every_line_and_what_is_bought() -> None:
    lines = (line("a", brand="X", category=""), line("b", brand="x", category=""), line("a"))
    assert shown(order(1, *lines)) == [
        ("SHOWS_INTEREST", "Oat Milk"),
        ("REGULARLY_BUYS", "Oat Milk"),
        ("CONSIDERS_BRAND", "X"),
        ("SHOWS_INTEREST", "Oat Milk"),
        ("REGULARLY_BUYS", "Oat Milk"),
        ("CONSIDERS_BRAND", "Oatfern"),
        ("BROWSES_CATEGORY", "Milk"),
    ]
    assert claims(order(1))[1].content == "Bought Oat Milk once"


@pytest.mark.parametrize(
    ("days", "relations"),
    [
        (0, ["SHOWS_INTEREST", "REGULARLY_BUYS", "CONSIDERS_BRAND", "BROWSES_CATEGORY"]),
        (200, ["REGULARLY_BUYS"]),
        (4_000, []),
    ],
)
def test_an_order_that_became_known_late_says_only_what_has_not_faded(
    days: int, relations: list[str]
) -> None:
    made = order(1)
    late = made._replace(received_at=made.at + days * MS_PER_DAY)
    assert [relation for relation, _ in shown(late)] == relations


def test_a_product_without_a_name_goes_by_its_sku_and_one_without_a_sku_by_nothing() -> None:
    assert shown(event(Kind.CART_ITEM_ADDED, 1, {"product_sku": "m1"})) == [
        ("SHOWS_INTEREST", "m1")
    ]
    assert shown(event(Kind.CART_ITEM_ADDED, 1, {"brand": "Acme"})) == [("CONSIDERS_BRAND", "Acme")]


def test_a_pick_says_a_goal_a_preference_and_history() -> None:
    question = "Do you want to deploy a FastAPI app with Docker?"
    selected = {"id": "h1", "question": question, "confidence": 0.8}
    data = {"input_text": "help", "choice": "h1", "selected": selected}
    goal, taste, history = claims(event(Kind.SELECTION_MADE, 1, data))
    source = text_of(event(Kind.SELECTION_MADE, 1, {}).event_id)
    assert (goal.relation, goal.confidence, goal.half_life_days) == ("HAS_GOAL", 0.8, 90.0)
    assert goal.memory_id == f"{source}:goal"
    assert (taste.relation, taste.thing) == (
        "PREFERS",
        Thing(Label.PREFERENCE, "fastapi, docker", "FastAPI, Docker"),
    )
    assert (history.type, history.thing, history.half_life_days) == ("history", None, None)
    assert history.memory_id == f"{source}:history"


def test_what_a_model_read_out_is_taken_within_bounds() -> None:
    goals = [{"content": f"goal {n}", "confidence": 0.5} for n in range(9)]
    odd = [
        {"content": "GOAL 0", "confidence": 0.9},
        {"content": "", "confidence": 0.9},
        {"content": "unsure", "confidence": 0},
        {"content": "sure", "confidence": "very"},
        {"content": "long" * 99, "confidence": 0.9},
    ]
    tastes = [{"content": "oat milk", "confidence": 3}]
    made = claims(event(Kind.FACTS_EXTRACTED, 1, {"goals": odd + goals, "preferences": tastes}))
    assert [claim.content for claim in made] == [
        "GOAL 0", "goal 1", "goal 2", "goal 3", "goal 4", "oat milk",
    ]  # fmt: skip
    assert [claim.memory_id.split(":", 1)[1] for claim in made[-2:]] == ["goal:5", "preference:1"]
    assert made[-1].confidence == 1.0


def test_a_statement_is_the_subjects_own_word_and_never_fades() -> None:
    (claim,) = claims(said(1, "allergic_to", " Nuts "))
    assert (claim.action, claim.source, claim.half_life_days) == ("state", "explicit", None)
    assert (claim.thing, claim.value) == (Thing(Label.PREFERENCE, "nuts", "Nuts"), "Nuts")
    assert claim.content == "Allergic to Nuts"
    assert claim.memory_id == claim.event_id


def test_what_has_one_value_is_about_itself() -> None:
    (claim,) = claims(said(1, "budget", 50))
    assert (claim.thing, claim.value) == (Thing(Label.PREFERENCE, "budget", "budget"), "50")


def test_a_relation_that_nobody_declared_is_a_preference() -> None:
    (claim,) = claims(said(1, "favourite_colour", "green"))
    assert (claim.type, claim.content) == ("preference", "Favourite colour: green")


def test_a_statement_of_a_chat_is_history_too() -> None:
    data = {"relation": "allergic_to", "value": "nuts", "words": "I'm allergic to nuts"}
    statement, history = claims(event(Kind.FACT_STATED, 1, data))
    assert statement.relation == "allergic_to"
    assert (history.type, history.content) == ("history", "User said: I'm allergic to nuts")
    assert history.memory_id == f"{statement.memory_id}:history"


@pytest.mark.parametrize(
    ("relation", "value", "action"),
    [("", "x", "set"), ("budget", "", "set"), ("allergic_to", None, "remove")],
)
def test_a_statement_without_relation_or_value_says_nothing(
    relation: str, value: Any, action: str
) -> None:
    assert claims(said(1, relation, value, action=action)) == ()


def test_a_withdrawal_says_what_holds_no_longer() -> None:
    (claim,) = claims(said(1, "allergic_to", "nuts", action="remove"))
    assert (claim.action, claim.content) == ("withdraw", "No longer holds: Allergic to nuts")
    (whole,) = claims(said(1, "budget", None, action="remove"))
    assert (whole.value, whole.content) == ("", "No longer holds: budget")


def corrected(**data: Any) -> tuple[Claim, ...]:
    thing = {"label": "Brand", "key": "oatly", "name": "Oatly"}
    told = {"memory_id": "m", "type": "preference", "thing": thing} | data
    return claims(event(Kind.FACT_CORRECTED, 1, told))


def test_a_correction_ends_the_old_and_states_the_new() -> None:
    old, new = corrected(relation="CONSIDERS_BRAND", value="Acme")
    assert (old.action, old.relation, old.thing) == (
        "withdraw",
        "CONSIDERS_BRAND",
        Thing(Label.BRAND, "oatly", "Oatly"),
    )
    assert (new.action, new.relation, new.value) == ("state", "prefers_brand", "Acme")
    assert old.memory_id != new.memory_id == new.event_id


def test_a_correction_without_a_value_only_ends_the_old() -> None:
    assert [claim.action for claim in corrected(relation="prefers_brand")] == ["withdraw"]


def test_a_correction_of_history_takes_its_place() -> None:
    (claim,) = corrected(type="history", relation="", thing=None, value="User asked for tea")
    assert (claim.action, claim.memory_id, claim.content) == ("correct", "m", "User asked for tea")
    assert corrected(type="history", relation="", thing=None) == ()


@pytest.mark.parametrize(
    "thing",
    [None, "Oatly", {"label": "Planet", "key": "x"}, {"label": "Brand"},
     {"label": "Facet", "key": "formal", "name": "Formal"}],
)  # fmt: skip
def test_a_correction_of_nothing_that_can_be_corrected_says_nothing(thing: Any) -> None:
    assert corrected(relation="HAS_FACET", value="x", thing=thing) == ()


def test_a_deletion_names_what_is_gone() -> None:
    (claim,) = claims(event(Kind.FACT_DELETED, 1, {"fact_id": "m"}))
    assert (claim.action, claim.memory_id, claim.thing) == ("delete", "m", None)
    assert claims(event(Kind.FACT_DELETED, 1, {})) == ()


def test_a_persona_says_where_each_facet_stands() -> None:
    facets = {"concise": 0.52, "formal": 2, "charming": 1}
    made = claims(event(Kind.PERSONA_UPDATED, 1, {"new_facets": facets}))
    assert [(claim.relation, claim.content) for claim in made] == [
        ("HAS_FACET", "Concise: 0.52"),
        ("HAS_FACET", "Formal: 1"),
    ]


def test_what_only_looks_says_nothing() -> None:
    assert claims(click(1)) == ()
    assert Kind.SEARCH_RESULT_CLICKED not in SINK_KINDS


def test_times_and_place_are_the_events() -> None:
    late = event(Kind.CART_ITEM_ADDED, 7, OAT_MILK)._replace(received_at=day(1))
    assert {(claim.at, claim.received_at, claim.seq) for claim in claims(late)} == {
        (day(0), day(1), 7)
    }


def off(one: Event, *parts: str) -> Event:
    return one.with_data({**one.data, "unlearned": list(parts) or True})


def test_what_must_not_be_learned_says_nothing() -> None:
    assert claims(off(order(1))) == ()


@pytest.mark.parametrize(
    ("part", "gone"),
    [("brands", "CONSIDERS_BRAND"), ("schedule", "REGULARLY_BUYS"), ("price", "none")],
)
def test_a_part_that_is_off_is_not_said(part: str, gone: str) -> None:
    left = [relation for relation, _ in shown(off(order(1), part))]
    assert left == [relation for relation, _ in shown(order(1)) if relation != gone]


@pytest.mark.parametrize(
    ("part", "relation", "value"),
    [
        ("dietary", "allergic_to", "nuts"),
        ("dietary", "follows_diet", "vegan"),
        ("dietary", "prefers_attribute", "gluten_free"),
        ("dietary", "goal", "Eat a vegan diet"),
        ("brands", "avoids_brand", "Acme"),
        ("price", "budget", "50"),
    ],
)
def test_a_statement_about_a_part_that_is_off_is_not_kept(
    part: str, relation: str, value: str
) -> None:
    assert claims(off(said(1, relation, value), part)) == ()
    assert claims(off(said(1, relation, value), "schedule")) != ()
    assert claims(off(said(1, relation, value, action="remove"), part)) != ()
