"""Every outcome has one plain sentence, which says what was asked, what there is, and no more."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.port import Found
from domain.constraints import Constraints
from domain.product import Product
from domain.proposal import Hit, Outcome
from nodes.outcome_words import asked_in_words, outcome_in_words

HITS = (Hit(Product("oat", "Oat Milk")),)
ORGANIC_OATLY = Constraints(attributes=("organic",), brands=("Oatly",), price_max=3)


def told(
    found: Found, query: str = "oat milk", degraded: tuple[str, ...] = (), **asked: Any
) -> str:
    return outcome_in_words(query, Constraints(**asked), found, degraded)


def test_what_was_asked_for_and_found_needs_no_words() -> None:
    assert told(Found(HITS), price_max=3) == ""


def test_what_was_given_up_is_said_with_what_was_asked() -> None:
    found = Found(HITS, Outcome.RELAXED, relaxed=("organic",))
    assert outcome_in_words("oat milk", ORGANIC_OATLY, found) == (
        "Nothing organic by Oatly under 3: without 'organic' there are these."
    )


def test_all_that_was_given_up_is_named() -> None:
    found = Found(HITS, Outcome.RELAXED, relaxed=("1 l", "organic", "Oatly"))
    assert "without '1 l', 'organic' and 'Oatly' there" in told(found, brands=("Oatly",))


def test_brands_that_contradict_each_other_are_not_spelled_out() -> None:
    found = Found(HITS, Outcome.RELAXED, relaxed=("that brand",))
    assert told(found, brands=("\0",)).startswith("Nothing satisfies all of that: without")


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Found((), Outcome.NOT_CARRIED), "We do not carry oat milk."),
        (
            Found((), Outcome.NOT_CARRIED, nearest=("Milk", "Tea")),
            "We do not carry oat milk. Nearest: Milk, Tea.",
        ),
        (
            Found((), Outcome.OUT_OF_PRICE_RANGE, (2.5, 9.0)),
            "Nothing within that price. It starts at 2.50 and goes up to 9.",
        ),
        (
            Found((), Outcome.OUT_OF_PRICE_RANGE, (4.0, 4.0)),
            "Nothing within that price. It costs 4.",
        ),
        (Found((), Outcome.OUT_OF_PRICE_RANGE), "Nothing within that price."),
        (
            Found((), Outcome.OUT_OF_PRICE_RANGE, (2.0, 2.0), relaxed=("organic",)),
            "Nothing within that price: even without 'organic' it costs 2.",
        ),
        (
            Found((), Outcome.FILTER_UNSUPPORTED, unsupported=("keto", "paleo")),
            "None of our products is marked 'keto' or 'paleo'.",
        ),
        (
            Found(HITS, Outcome.FILTER_UNSUPPORTED, unsupported=("local",)),
            "None of our products is marked 'local'. These match the rest.",
        ),
        (
            Found(HITS, corrections={"oatt": "oat", "mlik": "milk"}),
            "Searched for 'oat milk' instead of 'oatt mlik'.",
        ),
        (Found(()), "Nothing we have satisfies all of that."),
    ],
)
def test_each_outcome_has_its_sentence(found: Found, sentence: str) -> None:
    assert told(found) == sentence


def test_what_is_carried_but_ruled_out_says_by_what() -> None:
    assert told(Found(()), free_from=("milk",)) == "We carry oat milk, but nothing free from milk."


@pytest.mark.parametrize("query", ["", "x" * 61, "?!"])
def test_a_query_that_cannot_be_repeated_is_not(query: str) -> None:
    assert told(Found((), Outcome.NOT_CARRIED), query) == "We do not carry that."
    assert told(Found(()), query, free_from=("milk",)) == "Nothing we have satisfies all of that."


def test_while_the_catalogue_is_away_nobody_knows_what_is_carried() -> None:
    away = ("catalog",)
    assert "cannot be searched right now. Ask" in told(Found((), Outcome.NOT_CARRIED), "", away)
    assert "right now: these were found lately" in told(Found(HITS), "", away)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Constraints(), ""),
        (Constraints(diets=("low_salt",), attributes=("organic",)), "organic, low salt"),
        (Constraints(not_brands=("Oatly", "Alpro")), "not by Oatly or Alpro"),
        (Constraints(categories=("Milk",), sizes=("1 l",)), "in Milk of 1 l"),
        (Constraints(free_from=("nuts",), in_stock=True), "free from nuts in stock"),
        (Constraints(price_min=1, price_max=2.5), "between 1 and 2.50"),
        (Constraints(price_min=1), "from 1"),
        (Constraints(price_per_kg_max=3, price_per_each_max=0.5), "under 3 per kg under 0.50 each"),
    ],
)
def test_constraints_follow_the_word_nothing(asked: Constraints, words: str) -> None:
    assert asked_in_words(asked) == words


words = st.lists(st.text(max_size=80), max_size=12).map(tuple)
range_ = st.none() | st.tuples(st.floats(0, 1e6), st.floats(0, 1e6))


@given(
    st.text(max_size=200),
    st.builds(
        Found,
        st.sampled_from([(), HITS]),
        st.sampled_from(Outcome),
        range_,
        st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=2),
        words,
        words,
        words,
    ),
    st.builds(Constraints, brands=words, attributes=words, price_max=st.none() | st.floats(0, 9)),
)
def test_whatever_is_said_stays_on_a_line_and_short(
    query: str, found: Found, asked: Constraints
) -> None:
    sentence = outcome_in_words(query, asked, found)
    assert sentence.isprintable()
    assert len(sentence) < 3_000
