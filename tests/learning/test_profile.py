"""Each kind of event teaches what the rules say, once."""

from dataclasses import replace
from typing import Any

import pytest

from domain.event import Event, Kind
from domain.ids import text_of
from domain.profile import Facet, Profile
from learning.profile import KINDS, learn
from learning.signals import DEFAULT
from tests.learning.events import OAT_MILK, cart_add, click, day, event, line, order, said

EMPTY = Profile.empty("s1")


def after(*events: Event) -> Profile:
    profile = EMPTY
    for one in events:
        profile = learn(profile, one, DEFAULT)
    return profile


def liking(profile: Profile, facet: Facet, value: str) -> float:
    preference = profile.preference(facet, value)
    assert preference is not None
    return preference.value


def test_a_click_moves_category_brand_and_attributes() -> None:
    profile = after(click(1))
    assert liking(profile, "category", "milk") == pytest.approx(0.06)
    assert liking(profile, "brand", "OATFERN") == pytest.approx(0.09)
    assert liking(profile, "attribute", "plant_based") == pytest.approx(0.06)


def test_a_preference_names_the_events_behind_it() -> None:
    first, second = click(1), click(2)
    preference = after(first, second).preference("brand", "Oatfern")
    assert preference is not None
    assert preference.evidence == (text_of(first.event_id), text_of(second.event_id))
    assert (preference.agree, preference.against) == (2, 0)
    assert preference.because == "looked at Oat Milk"


def test_the_pack_size_counts_a_little() -> None:
    assert liking(after(click(1)), "attribute", "1 l") == pytest.approx(0.006)


def test_what_was_passed_over_above_a_click_is_liked_less() -> None:
    passed = [line("chips", category="Chips", brand="Firepip", attributes=["spicy"])]
    profile = after(click(1, skipped=passed))
    assert liking(profile, "attribute", "spicy") == pytest.approx(-0.015)


def test_what_was_passed_over_further_down_counts_less() -> None:
    passed = [line(str(n), category=f"C{n}") for n in range(3)]
    profile = after(click(1, skipped=passed))
    losses = [liking(profile, "category", f"C{n}") for n in range(3)]
    assert losses == sorted(losses)
    assert len(set(losses)) == 3


def test_a_skip_is_a_weak_dislike() -> None:
    profile = after(event(Kind.RESULT_SKIPPED, 1, OAT_MILK))
    assert liking(profile, "category", "Milk") == pytest.approx(-0.015)
    assert profile.reactions == 1


def test_a_search_leans_towards_its_leading_category_and_is_no_reaction() -> None:
    profile = after(event(Kind.SEARCH_PERFORMED, 1, {"top_categories": ["Yogurt", "Milk"]}))
    assert liking(profile, "category", "Yogurt") == pytest.approx(0.03)
    assert profile.preference("category", "Milk") is None
    assert (profile.reactions, profile.last_reaction_at) == (0, None)


def test_a_search_of_our_own_teaches_nothing_so_that_it_can_be_repeated() -> None:
    own = {"top_categories": ["Yogurt"], "proposal_id": "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"}
    assert after(event(Kind.SEARCH_PERFORMED, 1, own)).preferences == {}


def test_a_search_without_results_teaches_nothing() -> None:
    assert after(event(Kind.SEARCH_PERFORMED, 1, {"top_categories": []})).preferences == {}


def test_a_view_counts_as_a_reaction_and_teaches_nothing_else() -> None:
    view = event(Kind.PRODUCT_VIEWED, 2, OAT_MILK, days=1)
    before = after(click(1))
    assert learn(before, view, DEFAULT) == replace(
        before, seq=2, as_of=day(1), reactions=2, last_reaction_at=day(1)
    )


def test_a_late_view_does_not_turn_back_time() -> None:
    profile = after(click(1, days=5), event(Kind.PRODUCT_VIEWED, 2, OAT_MILK, days=1))
    assert (profile.as_of, profile.last_reaction_at) == (day(5), day(5))


def test_a_cart_add_shows_a_usual_quantity_at_once() -> None:
    habit = after(cart_add(1, 2)).habits["oat"]
    assert (habit.quantities, habit.orders, habit.carted) == ((2,), 0, 1)


def test_an_order_takes_the_place_of_what_was_carted() -> None:
    profile = after(cart_add(1, 1), cart_add(2, 1), order(3, line(quantity=2)))
    assert profile.habits["oat"].quantities == (2,)


def test_taking_a_product_out_is_a_dislike() -> None:
    profile = after(event(Kind.CART_ITEM_REMOVED, 1, OAT_MILK))
    assert liking(profile, "category", "Milk") == pytest.approx(-0.12)
    assert profile.habits == {}


def test_taking_some_out_lowers_the_usual_quantity() -> None:
    profile = after(cart_add(1, 5), event(Kind.CART_ITEM_REMOVED, 2, {**OAT_MILK, "quantity": 2}))
    assert profile.habits["oat"].quantities == (3,)


def test_a_new_quantity_in_the_cart_replaces_the_old_one() -> None:
    profile = after(cart_add(1, 5), event(Kind.CART_ITEM_UPDATED, 2, {**OAT_MILK, "quantity": 3}))
    assert profile.habits["oat"].quantities == (3,)
    assert liking(profile, "category", "Milk") == pytest.approx(0.15)


def test_the_quantity_zero_is_a_removal() -> None:
    profile = after(cart_add(1, 5), event(Kind.CART_ITEM_UPDATED, 2, {**OAT_MILK, "quantity": 0}))
    assert profile.habits["oat"].quantities == ()
    assert liking(profile, "category", "Milk") < 0.15


def test_a_first_purchase_teaches_less_than_a_repeat() -> None:
    once = after(order(1))
    assert liking(once, "category", "Milk") == pytest.approx(0.24)
    twice = learn(once, order(2), DEFAULT)
    assert liking(twice, "category", "Milk") == pytest.approx(0.3 + 0.7 * 0.24)


def test_the_lines_of_one_product_in_an_order_count_together() -> None:
    habit = after(order(1, line(quantity=1), line(quantity=2))).habits["oat"]
    assert (habit.orders, habit.quantities) == (1, (3,))


def test_a_habit_weighs_orders_by_their_age() -> None:
    profile = after(order(1), order(2, line("rye")), order(3))
    assert profile.order_count == 3
    assert profile.habits["oat"].weight == pytest.approx(1 + 0.95**2)
    assert profile.habits["oat"].order_no == 3


def test_prices_paid_are_remembered_by_category() -> None:
    assert after(order(1), cart_add(2)).prices["milk"].count == 2


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"feedback": "like"}, 0.3),
        ({"feedback": "dislike"}, -0.3),
        ({"feedback": "rating", "rating": 5}, 0.3),
        ({"feedback": "rating", "rating": 2}, -0.15),
    ],
)
def test_feedback_teaches_by_its_strength(data: dict[str, Any], value: float) -> None:
    profile = after(event(Kind.FEEDBACK_GIVEN, 1, {**OAT_MILK, **data}))
    assert liking(profile, "category", "Milk") == pytest.approx(value)


@pytest.mark.parametrize("data", [{"feedback": "rating"}, {"feedback": "shrug"}])
def test_feedback_that_says_nothing_teaches_nothing(data: dict[str, Any]) -> None:
    assert after(event(Kind.FEEDBACK_GIVEN, 1, {**OAT_MILK, **data})).preferences == {}


def test_a_picked_product_teaches_like_a_click() -> None:
    profile = after(event(Kind.SELECTION_MADE, 1, {**OAT_MILK, "choice": "oat"}))
    assert liking(profile, "brand", "Oatfern") == pytest.approx(0.09)
    assert [memory.type for memory in profile.history] == ["history"]


def test_a_picked_hypothesis_is_remembered_in_words() -> None:
    selected = {"id": "h1", "question": "Build an API with FastAPI?", "confidence": 0.8}
    profile = after(event(Kind.SELECTION_MADE, 1, {"choice": "h1", "selected": selected}))
    assert profile.goals[0].content == "Build an API with FastAPI"
    assert profile.statements[0].content == "Prefers: API, FastAPI"
    assert profile.preferences == {}


def test_an_event_folded_twice_changes_nothing() -> None:
    once = after(click(1), order(2))
    assert learn(once, order(2), DEFAULT) is once


def test_an_older_event_is_applied_with_its_decay() -> None:
    late = learn(after(click(1, days=60)), click(2, days=0), DEFAULT)
    assert liking(late, "category", "Milk") == pytest.approx(0.03 + 0.97 * 0.06)
    assert late.as_of == day(60)


def test_a_preference_fades_before_it_moves() -> None:
    later = after(click(1), click(2, days=60))
    assert liking(later, "category", "Milk") == pytest.approx(0.06 + 0.94 * 0.03)


def test_what_was_said_does_not_move_by_what_was_done() -> None:
    profile = after(said(1, "avoids_brand", "Oatfern"), click(2))
    assert liking(profile, "brand", "Oatfern") == -1.0


def test_the_profile_before_is_left_as_it_was() -> None:
    before = after(click(1), cart_add(2))
    copy = after(click(1), cart_add(2))
    learn(before, order(3), DEFAULT)
    assert before == copy


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"items": [], "top_categories": None, "skipped": None, "selected": None},
        {**OAT_MILK, "price": 0, "quantity": -1, "attributes": None, "skipped": [{}]},
        {"items": [{"sku": None, "quantity": None}], "relation": "prefers_brand", "value": None},
        {"product_sku": "x", "feedback": "rating", "rating": 99, "quantity": 0},
    ],
)
def test_odd_data_is_no_error(kind: Kind, data: dict[str, Any]) -> None:
    assert learn(EMPTY, event(kind, 1, data), DEFAULT).seq == 1


def test_a_profile_stays_within_its_limits() -> None:
    profile = EMPTY
    for n in range(1, 700):
        profile = learn(
            profile,
            cart_add(n, product_sku=f"p{n}", category=f"c{n}", brand=f"b{n}", attributes=[f"a{n}"]),
            DEFAULT,
        )
    assert len(profile.habits) <= DEFAULT.max_habits
    assert len(profile.prices) <= DEFAULT.max_prices
    assert all(len(one) <= DEFAULT.max_preferences for one in profile.preferences.values())
    assert f"p{n}" in profile.habits


def test_what_was_said_outlives_what_was_only_seen() -> None:
    profile = after(said(1, "prefers_category", "Tea"))
    for n in range(2, 300):
        profile = learn(profile, click(n, category=f"c{n}"), DEFAULT)
    assert liking(profile, "category", "Tea") == 1.0


def test_a_kind_that_teaches_nothing_moves_the_place() -> None:
    assert after(event(Kind.FACTS_EXTRACTED, 3, {})).seq == 3


def test_every_line_of_an_order_teaches() -> None:
    profile = after(order(1, line("oat"), line("rye", category="Bread")))
    assert set(profile.prices) == {"milk", "bread"}
    assert set(profile.habits) == {"oat", "rye"}


def test_a_quantity_of_nothing_in_particular_is_no_habit() -> None:
    assert after(event(Kind.CART_ITEM_UPDATED, 1, {"quantity": 2})).habits == {}


def test_an_item_without_a_name_gives_no_words() -> None:
    preference = after(click(1, product_name="")).preference("brand", "Oatfern")
    assert preference is not None
    assert preference.because == ""
