"""What an event changed is told by its size, and time alone changes nothing."""

from typing import Any

from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from domain.profile import Profile
from learning.changes import MOST, Change, changes
from learning.profile import learn
from tests.fakes.clock import NOON
from tests.fakes.events import event


def after(*events: Event) -> Profile:
    profile = Profile.empty("ann")
    for place, made in enumerate(events, start=1):
        profile = learn(profile, made.placed(place))
    return profile


def click(at: int = NOON, **facets: Any) -> Event:
    return event(Kind.SEARCH_RESULT_CLICKED, at=at, product_sku="m1", **facets)


def test_a_click_moves_what_the_product_is_and_the_brand_most() -> None:
    taught = after(click(brand="Oatly", category="Milk", attributes=["vegan"]))
    assert changes(Profile.empty("ann"), taught, NOON, 60) == [
        Change("brand", "Oatly", 0.0, 0.09),
        Change("attribute", "vegan", 0.0, 0.06),
        Change("category", "Milk", 0.0, 0.06),
    ]


def test_what_was_known_is_told_as_it_is_worth_now() -> None:
    first = click(at=NOON - 60 * MS_PER_DAY, brand="Oatly")
    [change] = changes(after(first), after(first, click(brand="Oatly")), NOON, 60)
    assert change.before == 0.045
    assert change.after > change.before


def test_an_event_that_teaches_nothing_changes_nothing() -> None:
    clicked = click(brand="Oatly")
    viewed = event(Kind.PRODUCT_VIEWED, product_sku="m1", brand="Oatly")
    assert changes(after(clicked), after(clicked, viewed), NOON + MS_PER_DAY, 60) == []
    known = after(clicked)
    assert changes(known, known, NOON, 60) == []


def test_what_was_said_and_taken_back_is_told() -> None:
    said = event(Kind.PREFERENCE_UPDATED, relation="allergic_to", value="nuts", action="set")
    back = event(
        Kind.PREFERENCE_UPDATED, at=NOON + 1, relation="allergic_to", value="nuts", action="remove"
    )
    nobody = Profile.empty("ann")
    assert changes(nobody, after(said), NOON, 60) == [Change("allergic_to", "nuts", 0.0, 1.0)]
    assert changes(after(said), after(said, back), NOON, 60) == [
        Change("allergic_to", "nuts", 1.0, 0.0)
    ]
    goal = event(Kind.FACT_STATED, relation="goal", value="bake bread")
    assert changes(nobody, after(goal), NOON, 60) == [Change("goal", "bake bread", 0.0, 1.0)]


def test_of_many_changes_the_largest_are_told() -> None:
    taught = after(click(brand="Oatly", attributes=[f"a{number}" for number in range(20)]))
    told = changes(Profile.empty("ann"), taught, NOON, 60)
    assert len(told) == MOST
    assert told[0].what == "brand"
