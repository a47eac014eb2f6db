"""A draft copies what it touches, once, and nothing else."""

from domain.profile import Preference, Profile
from learning.bounded import amount
from learning.draft import Draft
from learning.signals import DEFAULT
from tests.learning.events import click

BEFORE = Profile(
    "s1",
    preferences={"brand": {"b": Preference("B", 0.1, 0)}, "category": {}},
)


def test_what_was_not_touched_is_shared() -> None:
    after = Draft(BEFORE, click(1), DEFAULT).freeze(reacted=False)
    assert after.preferences is BEFORE.preferences
    assert after.habits is BEFORE.habits


def test_what_was_touched_is_copied_once() -> None:
    draft = Draft(BEFORE, click(1), DEFAULT)
    draft.facet("brand").clear()
    assert draft.facet("brand") == {}
    assert draft.habits() is draft.habits()
    assert "b" in BEFORE.preferences["brand"]
    assert draft.freeze(reacted=False).preferences["category"] is BEFORE.preferences["category"]


def test_only_numbers_above_nothing_are_amounts() -> None:
    odd = (None, "2", True, 0, -1, float("nan"), float("inf"))
    assert [amount(value) for value in odd] == [None] * len(odd)
    assert amount(2) == 2
