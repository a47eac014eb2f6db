"""A subject's word holds until they take it back."""

import pytest

from domain.event import Event, Kind
from domain.ids import text_of
from domain.profile import Fact, Profile
from learning.facts import budget_of, constraints_of, stated
from learning.profile import learn
from learning.signals import DEFAULT
from tests.learning.events import click, event, said

EMPTY = Profile.empty("s1")


def hearing(*told: Event) -> Profile:
    profile = EMPTY
    for one in told:
        profile = learn(profile, one, DEFAULT)
    return profile


@pytest.mark.parametrize(
    ("relation", "facet", "value"),
    [
        ("prefers_brand", "brand", 1.0),
        ("avoids_brand", "brand", -1.0),
        ("prefers_category", "category", 1.0),
        ("avoids_category", "category", -1.0),
        ("prefers_attribute", "attribute", 1.0),
        ("avoids_attribute", "attribute", -1.0),
    ],
)
def test_a_stance_is_an_explicit_preference(relation: str, facet: str, value: float) -> None:
    preference = hearing(said(1, relation, "X")).preferences[facet]["x"]
    assert (preference.value, preference.explicit) == (value, True)


def test_an_avoided_brand_is_filtered_out() -> None:
    assert constraints_of(hearing(said(1, "avoids_brand", "Acme"))).not_brands == ("Acme",)


def test_a_brand_liked_again_is_no_longer_filtered_out() -> None:
    profile = hearing(said(1, "avoids_brand", "Acme"), said(2, "prefers_brand", "acme"))
    assert constraints_of(profile).empty
    assert profile.preferences["brand"]["acme"].value == 1.0


def test_allergies_and_diets_constrain_every_search() -> None:
    profile = hearing(
        event(Kind.FACT_STATED, 1, {"relation": "allergic_to", "value": "nuts"}),
        said(2, "follows_diet", "vegan"),
        said(3, "allergic_to", "milk"),
    )
    constraints = constraints_of(profile)
    assert constraints.free_from == ("nuts", "milk")
    assert constraints.diets == ("vegan",)


def test_a_newer_budget_takes_the_place_of_the_older() -> None:
    profile = hearing(said(1, "budget", 50), said(2, "budget", 30))
    assert [fact.value for fact in profile.facts] == ["30"]
    assert budget_of(profile) == 30.0


def test_a_budget_replayed_late_does_not_overrule_a_newer_one() -> None:
    assert budget_of(hearing(said(1, "budget", 50, days=2), said(2, "budget", 30, days=1))) == 50.0


def test_a_stance_replayed_late_does_not_overrule_a_newer_one() -> None:
    profile = hearing(
        said(1, "avoids_category", "Tea", days=2), said(2, "prefers_category", "Tea", days=1)
    )
    assert profile.preferences["category"]["tea"].value == -1.0


def test_a_late_liking_does_not_lift_a_newer_brand_filter() -> None:
    profile = hearing(
        said(1, "avoids_brand", "Acme", days=2), said(2, "prefers_brand", "Acme", days=1)
    )
    assert constraints_of(profile).not_brands == ("Acme",)


def test_a_budget_that_is_no_number_is_no_budget() -> None:
    assert budget_of(hearing(said(1, "budget", "tight"))) is None
    assert budget_of(EMPTY) is None


def test_the_same_fact_is_kept_once() -> None:
    profile = hearing(said(1, "allergic_to", "nuts"), said(2, "allergic_to", "Nuts"))
    assert [fact.value for fact in profile.facts] == ["Nuts"]


def test_a_fact_taken_back_is_gone() -> None:
    profile = hearing(said(1, "allergic_to", "nuts"), said(2, "allergic_to", "soy"))
    profile = learn(profile, said(3, "allergic_to", "NUTS", action="remove"), DEFAULT)
    assert [fact.value for fact in profile.facts] == ["soy"]


def test_taking_back_a_relation_without_a_value_takes_all_of_it_back() -> None:
    profile = hearing(said(1, "budget", 50), said(2, "budget", None, action="remove"))
    assert profile.facts == ()


def test_a_stance_taken_back_is_gone_and_learning_starts_afresh() -> None:
    profile = hearing(
        said(1, "prefers_brand", "Oatfern"),
        said(2, "prefers_brand", "Oatfern", action="remove"),
        click(3),
    )
    assert profile.preferences["brand"]["oatfern"].value == pytest.approx(0.09)


@pytest.mark.parametrize("other", ["avoids_brand", "prefers_category"])
def test_only_the_same_stance_is_taken_back(other: str) -> None:
    profile = hearing(said(1, "prefers_brand", "Acme"), said(2, other, "Acme", action="remove"))
    assert "acme" in profile.preferences["brand"]


def test_a_goal_is_remembered_and_can_be_taken_back() -> None:
    profile = hearing(said(1, "goal", "Eat less sugar"))
    assert [goal.content for goal in profile.goals] == ["Eat less sugar"]
    gone = learn(profile, said(2, "goal", "eat less sugar", action="remove"), DEFAULT)
    assert gone.goals == ()


def test_a_statement_without_a_relation_says_nothing() -> None:
    assert hearing(said(1, "", "x")).facts == ()


def test_a_deleted_fact_is_forgotten() -> None:
    first = said(1, "allergic_to", "nuts")
    gone = event(Kind.FACT_DELETED, 3, {"fact_id": text_of(first.event_id)})
    profile = hearing(first, said(2, "allergic_to", "soy"), gone)
    assert [fact.value for fact in profile.facts] == ["soy"]


def test_a_deleted_explicit_preference_is_forgotten() -> None:
    first = said(1, "avoids_brand", "Acme")
    gone = event(Kind.FACT_DELETED, 3, {"fact_id": text_of(first.event_id)})
    profile = hearing(first, click(2), gone)
    assert "acme" not in profile.preferences["brand"]
    assert "oatfern" in profile.preferences["brand"]
    assert constraints_of(profile).empty


def test_a_deleted_goal_is_forgotten() -> None:
    stated_goal = said(1, "goal", "Eat less sugar")
    gone = event(Kind.FACT_DELETED, 2, {"fact_id": text_of(stated_goal.event_id)})
    assert hearing(stated_goal, gone).goals == ()


def test_an_allergy_is_never_crowded_out_by_lesser_facts() -> None:
    facts: tuple[Fact, ...] = (Fact("f0", "allergic_to", "nuts", 0),)
    for n in range(1, 9):
        facts = stated(facts, Fact(f"f{n}", "store", str(n), n), 3)
    assert [fact.value for fact in facts] == ["nuts", "7", "8"]


def test_too_many_allergies_lose_the_oldest() -> None:
    facts: tuple[Fact, ...] = ()
    for n in range(4):
        facts = stated(facts, Fact(f"f{n}", "allergic_to", str(n), n), 3)
    assert [fact.value for fact in facts] == ["1", "2", "3"]
