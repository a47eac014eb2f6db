"""The learning status counts what is current."""

from domain.profile import Habit, Preference, Profile, Segment
from learning.status import Status, status
from tests.learning.events import day


def test_nothing_is_known_of_a_stranger() -> None:
    assert status(Profile.empty("s1"), day(0)) == Status(0, (), None, Segment.NEW)


def test_brands_are_listed_best_first_and_at_most_five() -> None:
    brands = {f"b{n}": Preference(f"B{n}", n / 10, day(0), agree=1) for n in range(1, 8)}
    brands["bad"] = Preference("Bad", -0.9, day(0), against=1)
    found = status(Profile("s1", preferences={"brand": brands}), day(0))
    assert found.preferred_brands == ("B7", "B6", "B5", "B4", "B3")


def test_regular_items_were_ordered_twice() -> None:
    habits = {"a": Habit("a", orders=2), "b": Habit("b", orders=1), "c": Habit("c", orders=9)}
    found = status(Profile("s1", habits=habits), day(0))
    assert (found.regular_items_count, found.learning_confidence) == (2, 0.55)


def test_confidence_is_the_mean_over_preferences_and_regular_items() -> None:
    likings = {"tea": Preference("Tea", 0.5, day(0), agree=2)}
    profile = Profile("s1", preferences={"category": likings}, habits={"a": Habit("a", orders=3)})
    assert status(profile, day(0)).learning_confidence == 0.4


def test_faded_preferences_do_not_count() -> None:
    likings = {"tea": Preference("Tea", 0.06, day(0), agree=1)}
    profile = Profile("s1", preferences={"brand": likings})
    assert status(profile, day(365)).learning_confidence is None
