"""What was noted is said in a sentence, and a request is told from what is stated beside it."""

import pytest

from llm.port import Stated
from nodes.noting import noted_in_words, request_beside

NUTS = Stated("allergic_to", "nuts", "I'm allergic to nuts")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I'm allergic to nuts, something for breakfast", "something for breakfast"),
        ("Something for breakfast? I'm allergic to nuts.", "Something for breakfast?"),
        ("snacks please, but I'm allergic to nuts", "snacks"),
        ("hi! i'm allergic to nuts - find me a bar", "find me a bar"),
        ("I'm allergic to nuts.", ""),
        ("Hello, I'm allergic to nuts, thanks!", ""),
        ("", ""),
        ("oat milk", "oat milk"),
        ("but just oat milk, please", "but just oat milk, please"),
    ],
)
def test_a_request_is_what_is_left_beside_the_statement(text: str, asked: str) -> None:
    assert request_beside(text, [NUTS.words]) == asked


def test_a_long_gap_beside_a_statement_is_cut_at_once() -> None:
    assert request_beside(f"{NUTS.words}{' ' * 7_000}milk{' ' * 900}", [NUTS.words]) == "milk"


def test_what_no_words_take_back_names_none() -> None:
    assert noted_in_words([Stated("goal", "bake", "")], [True]) == "Noted: bake."


def test_what_is_not_kept_is_told_apart() -> None:
    said = [NUTS, Stated("budget", "50", "")]
    assert noted_in_words(said, [True, False]) == (
        "Noted: allergic to nuts. To take it back, say “I'm not allergic to nuts any more”. "
        "For this request only, since you do not want it kept: budget: 50."
    )


def test_what_is_long_or_on_several_lines_is_said_in_short() -> None:
    told = noted_in_words([Stated("goal", "a\nb " + "x" * 500, "")], [True])
    assert told.startswith("Noted: a b xxx")
    assert len(told) < 150
