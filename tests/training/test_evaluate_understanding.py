"""Understanding is scored slot by slot, and whole sentences only when nothing is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.constraints import Constraints
from domain.errors import Invalid, Unavailable
from domain.understanding import Intent, Reference, Understanding
from llm.port import Words
from tests.fakes.understander import ScriptedUnderstander
from training.evaluate.understanding import (
    Case,
    UnderstandingReport,
    evaluate_understanding,
    is_held_out,
    read_cases,
)

WORDS = Words(brands=("Oatly",))
ADD = {
    "text": "add two of the second one",
    "context": {"shown": ["Oat Milk", "Rye Bread"], "asked": {"query": "milk"}},
    "intent": "add",
    "quantity": 2,
    "references": [{"position": 2}],
}
MILK = {
    "text": "Oatly milk 1 l under 4, local",
    "intent": "find",
    "query": "milk",
    "constraints": {"brands": ["Oatly"], "price_max": 4, "sizes": ["1 l"]},
    "unsupported": ["local"],
}
SECOND = Reference("that one", 2)
READ = Understanding(
    query="Milks",
    constraints=Constraints(brands=("oatly",), price_max=4.001, sizes=("1000 ml",)),
    unsupported=("local ones",),
)


def cases(folder: Path, *lines: dict[str, Any] | str) -> list[Case]:
    path = folder / "sentences.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return read_cases(path, WORDS)


async def score(folder: Path, line: dict[str, Any], said: Understanding) -> UnderstandingReport:
    return await evaluate_understanding(ScriptedUnderstander(said), cases(folder, line))


def test_a_line_is_a_sentence_with_what_it_may_refer_to(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, ADD, "")
    assert case.utterance.shown == ("Oat Milk", "Rye Bread")
    assert case.utterance.asked.query == "milk"
    assert case.utterance.words is WORDS
    assert case.wanted == Understanding(Intent.ADD, quantity=2, references=(Reference("", 2),))
    assert case.held_out == is_held_out(case.utterance.text)


@pytest.mark.parametrize(
    "line",
    ["{", {"text": "x"}, {**MILK, "intent": "buy"}, {**MILK, "prize": 1},
     {**MILK, "constraints": {"price_max": "four"}}],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: dict[str, Any] | str) -> None:
    with pytest.raises(Invalid, match=r"sentences\.jsonl, line 2"):
        cases(tmp_path, MILK, line)


async def test_the_same_in_other_words_is_the_same(tmp_path: Path) -> None:
    found = (await score(tmp_path, MILK, READ)).summary()
    assert (found["sentences"], found["intent"], found["exact"]) == (1, 1.0, 1.0)
    assert {name: slot["recall"] for name, slot in found["slots"].items()} == dict.fromkeys(
        ("brands", "price_max", "query", "sizes", "unsupported"), 1.0
    )


@pytest.mark.parametrize(
    ("said", "slot", "precision", "recall"),
    [
        (Understanding(Intent.ADD, quantity=3, references=(SECOND,)), "quantity", 0.0, 0.0),
        (Understanding(Intent.ADD, quantity=2), "references", None, 0.0),
        (
            Understanding(Intent.ADD, quantity=2, references=(Reference("", 2), Reference("", 1))),
            "references",
            0.5,
            1.0,
        ),
        (
            Understanding(Intent.ADD, "milk", quantity=2, references=(SECOND,)),
            "query",
            0.0,
            None,
        ),
    ],
)  # fmt: skip
async def test_what_is_missing_or_too_much_counts_against_its_slot(
    tmp_path: Path, said: Understanding, slot: str, precision: float | None, recall: float | None
) -> None:
    report = await score(tmp_path, ADD, said)
    found = report.summary()
    assert (found["intent"], found["exact"]) == (1.0, 0.0)
    scored = found["slots"][slot]
    assert (scored["precision"], scored["recall"]) == (precision, recall)
    assert report.wrong == [(ADD["text"], said)]


async def test_a_wrong_intent_alone_spoils_the_sentence(tmp_path: Path) -> None:
    said = Understanding(Intent.REMOVE, quantity=2, references=(Reference("", 2),))
    found = (await score(tmp_path, ADD, said)).summary()
    assert (found["intent"], found["exact"]) == (0.0, 0.0)
    assert found["slots"]["quantity"]["recall"] == 1.0


async def test_a_reader_that_does_not_answer_has_understood_nothing(tmp_path: Path) -> None:
    away = ScriptedUnderstander(error=Unavailable("It is away."))
    found = (await evaluate_understanding(away, cases(tmp_path, ADD, MILK))).summary()
    assert (found["unread"], found["intent"], found["exact"]) == (2, 0.0, 0.0)
    assert found["slots"]["query"] == {"precision": None, "recall": 0.0, "wanted": 1}


def test_of_no_sentences_there_is_no_share() -> None:
    assert UnderstandingReport().summary()["exact"] is None


def test_a_third_is_held_out_and_always_the_same() -> None:
    held = [is_held_out(f"sentence {number}") for number in range(3_000)]
    assert 0.3 < sum(held) / 3_000 < 0.37
    assert is_held_out("oat milk") is is_held_out("oat milk")
