"""A stated allergy or diet is not a conversation's to give up: that it holds is said."""

import pytest

from domain.profile import Fact
from domain.taken_back import TakenBack
from nodes.still_held import still_held

NUTS = Fact("f1", "allergic_to", "nuts", at=0)
VEGAN = Fact("f2", "follows_diet", "vegan", at=0)
ARLA = Fact("f3", "avoids_brand", "Arla", at=0)
BUDGET = Fact("f4", "budget", "50", at=0)
FACTS = (NUTS, VEGAN, ARLA, BUDGET)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (TakenBack("free_from", "nuts"), "I'm not allergic to nuts any more"),
        (TakenBack("free_from", "walnuts"), "I'm not allergic to nuts any more"),
        (TakenBack("diets", "vegan"), "I don't follow a vegan diet any more"),
        (TakenBack("brands"), "I no longer avoid Arla"),
    ],
)
def test_what_was_stated_holds_and_the_words_that_take_it_back_are_said(
    one: TakenBack, words: str
) -> None:
    said = still_held([one], FACTS)
    assert "still holds" in said
    assert f"say “{words}”" in said


@pytest.mark.parametrize(
    "one",
    [
        TakenBack("price"),
        TakenBack("sizes"),
        TakenBack("attributes", "organic"),
        TakenBack("free_from", "gluten"),
        TakenBack("diets", "vegetarian"),
    ],
)
def test_nothing_is_said_of_what_was_not_stated(one: TakenBack) -> None:
    assert still_held([one], FACTS) == ""


def test_a_fact_is_told_once_however_often_it_is_meant() -> None:
    both = [TakenBack("free_from", "nuts"), TakenBack("free_from", "walnuts")]
    assert still_held(both, [NUTS]).count("still holds") == 1
