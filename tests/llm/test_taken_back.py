"""Sentences that take something back are told from those that mean a product of that name."""

import pytest

from domain.constraints import Constraints
from domain.taken_back import TakenBack
from domain.understanding import Asked, Intent, Understanding
from llm.adapters.rules.understanding import understand
from llm.port import Utterance, Words

WORDS = Words(
    categories=("Milk", "Eggs"),
    brands=("Oatly",),
    diets=("vegan",),
    attributes=("organic", "lactose_free"),
    allergens=("milk", "nuts", "eggs"),
)
ASKED = Asked("milk", Constraints(price_max=4.0, attributes=("organic",)))


def read(text: str, *, asked: Asked = ASKED) -> Understanding:
    return understand(Utterance(text, WORDS, ("Oat Milk",), ("Eggs",), asked))


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("any brand is fine", TakenBack("brands")),
        ("I don't care which brand", TakenBack("brands")),
        ("it needn't be by Oatly", TakenBack("brands")),
        ("price does not matter to me", TakenBack("price")),
        ("forget the price", TakenBack("price")),
        ("money is no object", TakenBack("price")),
        ("any size", TakenBack("sizes")),
        ("never mind organic", TakenBack("attributes", "organic")),
        ("does it have to be organic? nope", TakenBack("attributes", "organic")),
        ("it does not have to be vegan", TakenBack("diets", "vegan")),
        ("it doesn't need to be nut-free", TakenBack("free_from", "nuts")),
        ("with nuts is fine", TakenBack("free_from", "nuts")),
        ("it may contain nuts", TakenBack("free_from", "nuts")),
    ],
)
def test_what_is_taken_back_is_read_and_goes_on_looking(text: str, one: TakenBack) -> None:
    read_ = read(text)
    assert (read_.intent, read_.query, read_.taken_back) == (Intent.REFINE, "", (one,))
    assert read_.constraints.empty


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("forget the eggs", Intent.REMOVE),
        ("remove the organic eggs", Intent.REMOVE),
        ("never mind", Intent.SMALL_TALK),
        ("any price drops on milk", Intent.FIND),
        ("what size is good for two people", Intent.FIND),
    ],
)
def test_a_product_or_a_greeting_is_not_taken_for_it(text: str, intent: Intent) -> None:
    assert (read(text).intent, read(text).taken_back) == (intent, ())


def test_two_things_are_taken_back_in_the_order_of_the_sentence() -> None:
    said = read("forget the price and any brand is ok").taken_back
    assert said == (TakenBack("price"), TakenBack("brands"))


def test_what_the_same_sentence_asks_for_holds() -> None:
    said = read("any price, but vegan")
    assert (said.constraints.diets, said.taken_back) == (("vegan",), (TakenBack("price"),))


def test_a_new_search_takes_nothing_away_from_its_query() -> None:
    said = read("any brand of oat milk", asked=Asked())
    assert (said.intent, said.query) == (Intent.FIND, "oat milk")
