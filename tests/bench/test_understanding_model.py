"""A model's table says what it read itself, and what a conversation gets with rules behind it."""

import json

import pytest

from bench.measure import Row
from bench.understanding_model import model_rows
from domain.errors import Unavailable
from domain.understanding import Intent, Understanding
from llm.port import Utterance
from tests.fakes.completer import ScriptedCompleter
from training.evaluate.understanding import Case

OAT = Case(Utterance("oat milk"), Understanding(query="oat milk"), held_out=False)
THANKS = Case(Utterance("thank you"), Understanding(Intent.SMALL_TALK), held_out=False)
NONSENSE = "no JSON at all"


def answer(intent: str, query: str = "") -> str:
    return json.dumps({"intent": intent, "query": query})


async def table(*answers: str | Exception) -> dict[str, Row]:
    completer = ScriptedCompleter(list(answers), name="m")
    return {row.what: row for row in await model_rows(completer, [OAT, THANKS], 5.0)}


async def test_what_the_model_reads_is_scored_slot_by_slot() -> None:
    rows = await table(answer("find", "oat milk"), answer("small_talk"))
    assert rows["m: sentences, all slots right"].value == 1.0
    assert rows["m: query, recall"].value == 1.0
    assert rows["m: answers refused, so that the rules answer"].value == 0.0


async def test_a_wrong_answer_is_the_models_and_no_rule_mends_its_intent() -> None:
    rows = await table(answer("checkout"), answer("small_talk"))
    assert rows["m: intent"].value == rows["m before the rules: intent"].value == 0.5


@pytest.mark.parametrize("fault", [NONSENSE, Unavailable("away")])
async def test_a_refused_answer_is_counted_and_the_rules_answer(fault: str | Exception) -> None:
    rows = await table(fault)
    assert rows["m: answers refused, so that the rules answer"].value == 1.0
    assert rows["m: intent"].value == 0.0
    assert rows["m before the rules: intent"].value == 1.0


async def test_why_answers_were_refused_is_told_apart() -> None:
    rows = await table(NONSENSE, NONSENSE, Unavailable("away"))
    assert rows["m: answers refused, so that the rules answer"].note == (
        "1 by no usable JSON, 1 not within 5 s"
    )
