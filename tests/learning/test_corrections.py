"""What is corrected or deleted is not held any more, by its id or by what it says."""

from typing import Any

import pytest

from domain.event import Event, Kind
from domain.ids import text_of
from domain.profile import Profile
from learning.profile import learn
from tests.learning.events import cart_add, click, event, order, said

EMPTY = Profile.empty("s1")


def learned(*events: Event) -> Profile:
    profile = EMPTY
    for one in events:
        profile = learn(profile, one)
    return profile


def picked(seq: int, question: str, days: float = 0) -> Event:
    selected = {"id": "h1", "question": question, "confidence": 0.8}
    data = {"choice": "h1", "input_text": "help", "selected": selected}
    return event(Kind.SELECTION_MADE, seq, data, days=days)


def read_out(seq: int, **told: str) -> Event:
    data = {name: [{"content": content, "confidence": 0.7}] for name, content in told.items()}
    return event(Kind.FACTS_EXTRACTED, seq, data)


def about(label: str, key: str) -> dict[str, Any]:
    return {"thing": {"label": label, "key": key.casefold(), "name": key}}


def deleted(seq: int, relation: str, **data: Any) -> Event:
    return event(Kind.FACT_DELETED, seq, {"relation": relation, **data})


def corrected(seq: int, relation: str, value: str, days: float = 1, **data: Any) -> Event:
    told = {"memory_id": "m", "relation": relation, "value": value, **data}
    return event(Kind.FACT_CORRECTED, seq, told, days=days)


@pytest.mark.parametrize(
    ("relation", "thing", "facet", "key"),
    [
        ("CONSIDERS_BRAND", about("Brand", "Oatfern"), "brand", "oatfern"),
        ("PREFERS_BRAND", about("Brand", "Oatfern"), "brand", "oatfern"),
        ("BROWSES_CATEGORY", about("Category", "Milk"), "category", "milk"),
    ],
)
def test_a_deleted_liking_is_unlearned(
    relation: str, thing: dict[str, Any], facet: str, key: str
) -> None:
    before = learned(click(1))
    assert key in before.preferences[facet]
    after = learn(before, deleted(2, relation, memory_id="m", **thing))
    assert key not in after.preferences[facet]


def test_a_deleted_liking_leaves_what_was_said() -> None:
    gone = deleted(2, "CONSIDERS_BRAND", memory_id="m", **about("Brand", "Oatfern"))
    profile = learned(said(1, "prefers_brand", "Oatfern"), gone)
    assert "oatfern" in profile.preferences["brand"]


@pytest.mark.parametrize("relation", ["SHOWS_INTEREST", "REGULARLY_BUYS"])
def test_a_deleted_habit_is_unlearned(relation: str) -> None:
    profile = learned(order(1), deleted(2, relation, memory_id="m", **about("Product", "oat")))
    assert profile.habits == {}


def test_a_deletion_of_something_unknown_changes_nothing() -> None:
    before = learned(cart_add(1))
    after = learn(before, deleted(2, "CONSIDERS_BRAND", memory_id="m"))
    pattern = learn(after, deleted(3, "HAS_PATTERN", memory_id="m", **about("Pattern", "x")))
    assert (pattern.preferences, pattern.habits) == (before.preferences, before.habits)


def test_a_goal_that_was_read_out_goes_by_its_words() -> None:
    profile = learned(picked(1, "Want to bake bread?"))
    assert learn(profile, deleted(2, "HAS_GOAL", memory_id="m", content="Bake bread")).goals == ()


def test_a_stated_goal_stays_when_the_one_read_out_is_deleted() -> None:
    gone = deleted(2, "HAS_GOAL", memory_id="m", content="bake bread")
    assert learned(said(1, "goal", "bake bread"), gone).goals != ()


def test_a_taste_that_was_read_out_goes_by_its_words() -> None:
    profile = learned(picked(1, "Cereal with oat milk?"))
    gone = deleted(2, "PREFERS", memory_id="m", content="Prefers: oat milk")
    assert learn(profile, gone).statements == ()


@pytest.mark.parametrize(
    ("relation", "value"),
    [("allergic_to", "Nuts"), ("goal", "bake bread"), ("avoids_brand", "acme")],
)
def test_without_an_id_a_statement_goes_by_what_it_says(relation: str, value: str) -> None:
    stated = said(1, relation, value.upper())
    profile = learned(stated, deleted(2, relation, value=value))
    assert (profile.facts, profile.goals) == ((), ())
    assert not profile.preferences.get("brand")


def test_without_an_id_the_opposite_stance_stays() -> None:
    profile = learned(said(1, "prefers_brand", "Acme"), deleted(2, "avoids_brand", value="acme"))
    assert "acme" in profile.preferences["brand"]


def test_a_correction_takes_the_place_of_a_statement() -> None:
    nuts = said(1, "allergic_to", "nuts")
    made = corrected(2, "allergic_to", "soy", memory_id=text_of(nuts.event_id), old_value="nuts")
    (fact,) = learned(nuts, made).facts
    assert (fact.value, fact.fact_id) == ("soy", text_of(made.event_id))


def test_a_corrected_liking_is_unlearned_and_the_new_one_is_said() -> None:
    made = corrected(2, "CONSIDERS_BRAND", "Acme", **about("Brand", "Oatfern"))
    brands = learned(click(1), made).preferences["brand"]
    assert set(brands) == {"acme"}
    assert brands["acme"].explicit


def test_a_corrected_goal_is_the_subjects_word() -> None:
    made = corrected(2, "HAS_GOAL", "bake cake", **about("Goal", "bake bread"))
    (goal,) = learned(picked(1, "Want to bake bread?"), made).goals
    assert (goal.content, goal.tags, goal.memory_id) == (
        "bake cake",
        ("stated",),
        text_of(made.event_id),
    )


def test_a_corrected_taste_is_the_subjects_word() -> None:
    made = corrected(2, "PREFERS", "soy milk", old_value="Prefers: oat milk")
    (taste,) = learned(picked(1, "Cereal with oat milk?"), made).statements
    assert (taste.content, taste.tags) == ("soy milk", ("stated",))


def test_history_can_be_rewritten() -> None:
    profile = learned(picked(1, "Tea?"))
    old = profile.history[0].memory_id
    made = corrected(2, "", "User asked for tea", type="history", memory_id=old)
    assert [piece.content for piece in learn(profile, made).history] == ["User asked for tea"]
    bare = corrected(2, "", "", type="history", memory_id=old)
    assert learn(profile, bare).history == ()


@pytest.mark.parametrize("relation", ["", "HAS_FACET"])
def test_what_cannot_be_corrected_stays(relation: str) -> None:
    before = learned(said(1, "allergic_to", "nuts"))
    assert learn(before, corrected(2, relation, "x")).facts == before.facts


def test_a_correction_without_a_value_only_ends_the_old() -> None:
    nuts = said(1, "allergic_to", "nuts")
    assert learned(nuts, corrected(2, "allergic_to", "", old_value="nuts")).facts == ()


def test_what_a_model_read_out_is_remembered_once() -> None:
    profile = learned(
        picked(1, "Want to bake bread?"),
        read_out(2, goals="BAKE BREAD", preferences="oat milk"),
        read_out(3, goals="lose weight", preferences="Oat Milk"),
    )
    assert [goal.content for goal in profile.goals] == ["bake bread", "lose weight"]
    assert [taste.content for taste in profile.statements] == ["oat milk"]


def test_a_goal_read_out_again_does_not_take_the_place_of_the_stated_one() -> None:
    profile = learned(said(1, "goal", "bake bread"), picked(2, "Want to bake bread?", days=1))
    assert [goal.tags for goal in profile.goals] == [("stated",)]


def test_what_was_said_before_it_was_taken_back_comes_too_late() -> None:
    taken = said(2, "budget", 50, action="remove", days=3)
    profile = learned(said(1, "budget", 50, days=2), taken)
    assert learn(profile, said(3, "budget", 50, days=2.5)).facts == ()
    assert learn(profile, said(3, "budget", 30, days=1)).facts == ()
    assert learn(profile, said(3, "budget", 30, days=4)).facts != ()


def test_a_late_withdrawal_does_not_end_what_was_said_since() -> None:
    late = said(2, "allergic_to", "nuts", action="remove", days=1)
    assert learned(said(1, "allergic_to", "nuts", days=2), late).facts != ()


def test_a_withdrawal_of_many_without_a_value_ends_nothing() -> None:
    nuts = said(1, "allergic_to", "nuts")
    assert learned(nuts, said(2, "allergic_to", None, action="remove")).facts != ()


def test_a_goal_stated_late_does_not_take_the_place_of_the_newer() -> None:
    newer, older = said(1, "goal", "Bake", days=2), said(2, "goal", "bake", days=1)
    assert [goal.content for goal in learned(newer, older).goals] == ["Bake"]


def test_a_goal_read_out_before_it_was_taken_back_comes_too_late() -> None:
    taken = said(1, "goal", "bake bread", action="remove", days=3)
    assert learned(taken, picked(2, "Want to bake bread?", days=2)).goals == ()
    assert learned(taken, picked(2, "Want to bake bread?", days=4)).goals != ()
