"""What a subject does not want to be learned is not learned; to forget is always allowed."""

from typing import Any

import pytest

from domain.consent import PARTS
from domain.event import Event, Kind
from domain.profile import Profile
from learning.profile import learn
from learning.reorder import expected_gap, mean_gap, rate, usual_of
from learning.withheld import is_dietary, learnable, parts_off
from tests.learning.events import cart_add, click, day, event, line, order, said

EMPTY = Profile.empty("s1")
ALL_OFF = True


def off(one: Event, *parts: str) -> Event:
    return one.with_data({**one.data, "unlearned": list(parts) or ALL_OFF})


def learned(*events: Event) -> Profile:
    profile = EMPTY
    for one in events:
        profile = learn(profile, one)
    return profile


def picked(question: str, *parts: str) -> Profile:
    selected = {"id": "h1", "question": question, "confidence": 0.8}
    data = {"choice": "h1", "input_text": "help", "selected": selected}
    return learned(off(event(Kind.SELECTION_MADE, 1, data), *parts))


def test_with_everything_off_nothing_changes_not_even_the_place() -> None:
    before = learned(click(1))
    assert learn(before, off(click(2))) is before


def test_with_nothing_off_everything_is_learned() -> None:
    one = click(1).with_data({**click(1).data, "unlearned": []})
    assert learnable(one) is one
    assert learned(one) == learned(click(1))


def test_a_part_that_is_off_moves_the_place_all_the_same() -> None:
    assert learned(off(said(1, "budget", 50), "price")).seq == 1


def test_without_brands_no_brand_is_learned() -> None:
    skipped = [{"sku": "x", "brand": "Acme", "category": "Tea"}]
    profile = learned(
        off(click(1, skipped=skipped), "brands"),
        off(order(2), "brands"),
        off(said(3, "avoids_brand", "Acme"), "brands"),
    )
    assert "brand" not in profile.preferences
    assert profile.facts == ()
    assert profile.habits["oat"].brand == ""
    assert set(profile.preferences["category"]) == {"milk", "tea"}


def test_without_diets_no_diet_allergen_or_dietary_attribute_is_learned() -> None:
    attributes = ["vegan", "gluten_free", "spicy", "nut-free"]
    profile = learned(
        off(click(1, attributes=attributes, size=""), "dietary"),
        off(said(2, "allergic_to", "nuts"), "dietary"),
        off(said(3, "follows_diet", "vegan"), "dietary"),
        off(said(4, "prefers_attribute", "plant_based"), "dietary"),
        off(said(5, "prefers_attribute", "organic"), "dietary"),
    )
    assert set(profile.preferences["attribute"]) == {"spicy", "organic"}
    assert profile.facts == ()


def test_without_diets_no_sentence_that_tells_one_is_kept() -> None:
    assert picked("Want to cook vegan food?", "dietary").goals == ()
    assert picked("Want to cook vegan food?", "dietary").history == ()
    assert picked("Want to cook vegan food?", "price").goals != ()
    told = {"goals": [{"content": "avoid gluten-free bread", "confidence": 0.9}]}
    assert learned(off(event(Kind.FACTS_EXTRACTED, 1, told), "dietary")).goals == ()


def test_without_brands_no_name_is_kept_as_a_preference() -> None:
    assert picked("Cereal with Oatly?", "brands").statements == ()
    assert picked("Cereal with oat milk?", "brands").statements != ()
    told = {"preferences": [{"content": "likes Oatly", "confidence": 0.9}]}
    extracted = event(Kind.FACTS_EXTRACTED, 1, told)
    assert learned(off(extracted, "brands")).statements == ()
    assert learned(extracted).statements != ()


def test_without_prices_no_price_and_no_budget_is_learned() -> None:
    profile = learned(
        off(cart_add(1), "price"), off(order(2), "price"), off(said(3, "budget", 50), "price")
    )
    assert profile.prices == {}
    assert profile.facts == ()
    assert profile.habits["oat"].orders == 1


def test_without_a_schedule_no_date_of_a_purchase_is_kept() -> None:
    profile = learned(order(1), order(2, days=7), off(order(3, days=14), "schedule"))
    habit = profile.habits["oat"]
    assert (habit.orders, habit.first_at, habit.last_at, habit.undated) == (3, None, None, 3)
    usual = usual_of(profile, "oat", day(60))
    assert usual is not None
    assert (usual.last_bought, usual.due, usual.every_days) == (None, None, None)
    assert rate(habit, day(60)) == 0.0


def test_a_rhythm_counts_only_the_purchases_whose_dates_are_kept() -> None:
    dated = [order(n, days=7 * n) for n in range(3, 6)]
    profile = learned(off(order(1), "schedule"), off(order(2, days=1), "schedule"), *dated)
    plain = learned(*dated)
    assert mean_gap(profile.habits["oat"]) == mean_gap(plain.habits["oat"]) == 7.0
    assert expected_gap(profile.habits["oat"]) == expected_gap(plain.habits["oat"])
    assert profile.habits["oat"].orders == 5
    carted = learn(profile, cart_add(6, days=40))
    assert carted.habits["oat"].undated == 2


@pytest.mark.parametrize("parts", [(), PARTS])
def test_to_forget_is_allowed_whatever_is_off(parts: tuple[str, ...]) -> None:
    nuts = said(1, "allergic_to", "nuts")
    taken_back = off(said(2, "allergic_to", "nuts", action="remove"), *parts)
    assert learned(nuts, taken_back).facts == ()
    gone: dict[str, Any] = {"fact_id": learned(nuts).facts[0].fact_id}
    assert learned(nuts, off(event(Kind.FACT_DELETED, 2, gone), *parts)).facts == ()


@pytest.mark.parametrize(("parts", "left"), [((), []), (("dietary",), []), (("price",), ["soy"])])
def test_what_is_corrected_ends_and_the_new_is_kept_where_it_may_be(
    parts: tuple[str, ...], left: list[str]
) -> None:
    nuts = said(1, "allergic_to", "nuts")
    data = {
        "memory_id": learned(nuts).facts[0].fact_id,
        "type": "preference",
        "relation": "allergic_to",
        "thing": {"label": "Preference", "key": "nuts", "name": "nuts"},
        "old_value": "nuts",
        "value": "soy",
    }
    profile = learned(nuts, off(event(Kind.FACT_CORRECTED, 2, data), *parts))
    assert [fact.value for fact in profile.facts] == left


def test_lines_without_anything_are_left_as_they_are() -> None:
    bare = off(event(Kind.ORDER_COMPLETED, 1, {"items": None}), *PARTS)
    assert learned(bare).order_count == 1
    assert learned(off(order(1, line(attributes=None)), "dietary")).order_count == 1


def test_what_is_not_understood_counts_as_everything() -> None:
    assert parts_off({"unlearned": "brands"}) == frozenset(PARTS)
    assert learnable(click(1).with_data({"unlearned": "brands"})) is None


@pytest.mark.parametrize(
    "text",
    ["vegan", "Vegetarian", "plant_based", "halal", "kosher", "lactose_free", "nut-free",
     "low_sugar", "sugar free", "eat less because of my diet", "I have an allergy"],
)  # fmt: skip
def test_these_words_tell_a_diet(text: str) -> None:
    assert is_dietary(text)


@pytest.mark.parametrize("text", ["organic", "spicy", "1 l", "feel free to deploy", "kids"])
def test_these_words_tell_none(text: str) -> None:
    assert not is_dietary(text)
