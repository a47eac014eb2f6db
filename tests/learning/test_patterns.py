"""What is bought regularly and liked, in figures."""

from domain.event import Event
from domain.profile import Profile
from learning.patterns import likings, regular_items
from learning.profile import learn
from learning.signals import DEFAULT
from tests.learning.events import click, day, line, order, said


def after(*events: Event) -> Profile:
    profile = Profile.empty("s1")
    for each in events:
        profile = learn(profile, each, DEFAULT)
    return profile


def weekly(*skus: str, times: int = 3, begin: int = 1) -> list[Event]:
    lines = [line(sku, 2, name=sku.title()) for sku in skus]
    return [order(begin + n, *lines, days=7 * n) for n in range(times)]


def test_what_was_ordered_once_is_not_regular() -> None:
    assert regular_items(after(order(1)), day(1)) == ()


def test_a_product_of_every_week_is_told_with_its_rhythm() -> None:
    (item,) = regular_items(after(*weekly("oat")), day(15))
    assert (item.sku, item.name, item.category) == ("oat", "Oat", "Milk")
    assert (item.frequency, item.avg_days_between, item.usual_quantity) == ("weekly", 7.0, 2)
    assert (item.confidence, item.last_purchased, item.is_due) == (0.3, day(14), False)


def test_it_is_due_when_its_time_has_come() -> None:
    (item,) = regular_items(after(*weekly("oat")), day(22))
    assert item.is_due is True


def test_the_most_frequent_comes_first() -> None:
    events = [*weekly("oat", "tea", times=2), *weekly("tea", times=2, begin=3)]
    assert [item.sku for item in regular_items(after(*events), day(30))] == ["tea", "oat"]


def test_a_brand_is_told_with_its_strength_and_the_events_behind_it() -> None:
    (brand,) = likings(after(click(1), click(2)), "brand", day(0))
    assert (brand.label, brand.signals) == ("Oatfern", 2)
    assert 0 < brand.score < 1
    assert brand.confidence == 0.5


def test_the_strongest_comes_first_whether_liked_or_not() -> None:
    profile = after(click(1), said(2, "avoids_brand", "Sourly"), said(3, "prefers_brand", "Bestly"))
    found = likings(profile, "brand", day(0))
    assert [one.label for one in found] == ["Bestly", "Sourly", "Oatfern"]
    assert found[1].score < 0


def test_what_has_faded_is_left_out() -> None:
    profile = after(click(1))
    assert likings(profile, "brand", day(0))
    assert likings(profile, "brand", day(1000)) == ()
