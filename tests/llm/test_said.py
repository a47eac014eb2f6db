"""A person is taken at their word, and only at their word."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.adapters.rules import said_in
from llm.adapters.rules.said_words import ALLERGENS, DIETS
from llm.port import SaidIn, Stated
from tests.llm.said_sentences import PLAIN, SILENT

HEAR: SaidIn = said_in
BRANDS = {"oatly", "brand x", "acme foods", "salt & stone"}
CATEGORIES = {"cookies", "ice cream", "milk"}
ATTRIBUTES = {"gluten_free", "organic"}


def hear(text: str) -> tuple[Stated, ...]:
    return tuple(HEAR(text, brands=BRANDS, categories=CATEGORIES, attributes=ATTRIBUTES))


def shown(said: tuple[Stated, ...]) -> tuple[str, ...]:
    return tuple(
        f"{'-' if one.action == 'remove' else ''}{one.relation} {one.value}" for one in said
    )


@pytest.mark.parametrize(("text", "said"), PLAIN, ids=[text for text, _ in PLAIN])
def test_what_is_said_plainly_is_heard(text: str, said: tuple[str, ...]) -> None:
    assert shown(hear(text)) == said


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_said_is_not_heard(text: str) -> None:
    assert hear(text) == ()


@pytest.mark.parametrize("name", sorted({*ALLERGENS, *ALLERGENS.values()}))
def test_every_allergen_can_be_stated_and_taken_back(name: str) -> None:
    (stated,) = hear(f"I'm allergic to {name}")
    (taken,) = hear(f"I'm not allergic to {name} any more")
    assert (taken.value, taken.action) == (stated.value, "remove")


@pytest.mark.parametrize("name", sorted({*DIETS, *DIETS.values()}))
def test_every_diet_can_be_stated_and_taken_back(name: str) -> None:
    (stated,) = hear(f"I follow a {name} diet")
    (taken,) = hear(f"I'm not {name} any more")
    assert (taken.value, taken.action) == (stated.value, "remove")


def test_the_words_are_those_of_the_text() -> None:
    (one,) = hear("Hello! Since I’m allergic to nuts, show me bars.")  # noqa: RUF001
    assert one.words == "I’m allergic to nuts"  # noqa: RUF001


def test_the_same_is_heard_once() -> None:
    assert shown(hear("I'm vegan. I am vegan, so: vegan!")) == ("follows_diet vegan",)


def test_a_liking_of_nothing_that_is_sold_is_not_heard() -> None:
    assert said_in("I love Quillbrook") == ()


def test_a_liking_is_of_what_the_shop_knows_by_that_name() -> None:
    assert shown(said_in("I love milk", categories={"milk"})) == ("prefers_category milk",)
    assert shown(said_in("I love milk")) == ("prefers_attribute milk",)


@given(st.text(alphabet="I'mvegan alrgictouts,.?!\n\"my", max_size=200))
def test_whatever_is_written_its_words_are_in_the_text(text: str) -> None:
    assert all(one.words in text and one.words for one in said_in(text))


@given(st.text(max_size=300))
def test_noise_says_nothing(text: str) -> None:
    assert said_in(text) == ()


def test_a_text_made_to_be_hard_is_read_quickly() -> None:
    for part in (
        "I'm, ",
        "( ",
        ", i like a ",
        "nuts and ",
        "I have a milk protein, ",
        "I like a, ",
    ):
        began = time.perf_counter()
        said_in(part * 2_000)
        assert time.perf_counter() - began < 0.5


def test_tasks_for_an_assistant_say_almost_nothing_about_their_writer(shared_data: Path) -> None:
    lines = (shared_data / "in3" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    tasks = [json.loads(line)["task"] for line in lines]
    said = [one for task in tasks for one in said_in(task)]
    assert len(tasks) > 1_000
    assert shown(tuple(said)) == ("follows_diet vegetarian",) * 2
