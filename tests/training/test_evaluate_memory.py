"""Recall counts the evidence that comes back, and nothing of another conversation."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.fakes.knowledge import FakeKnowledge
from training.evaluate.conversations import Conversation, Question, Turn
from training.evaluate.memory import MemoryReport, evaluate_memory

START = datetime(2026, 1, 1, tzinfo=UTC)
SAID = ("We bought a red canoe", "The canoe leaks", "My sister plays the cello", "It rained")


def conversation(name: str, *questions: Question, said: tuple[str, ...] = SAID) -> Conversation:
    turns = tuple(
        Turn(id=f"t{number}", speaker="Ann", text=text, at=START + timedelta(minutes=number))
        for number, text in enumerate(said)
    )
    return Conversation(conversation_id=name, turns=turns, questions=questions)


async def report_of(*conversations: Conversation) -> MemoryReport:
    ticks: Iterator[int] = count()
    answered: list[int] = []
    report = await evaluate_memory(
        conversations, FakeKnowledge(), lambda: next(ticks) / 1000, answered.append
    )
    assert len(answered) == len(report.asked)
    return report


async def test_evidence_that_shares_words_with_the_question_is_found() -> None:
    report = await report_of(conversation("c1", Question(text="red canoe", evidence=("t0",))))
    assert report.asked[0].recall == {5: 1.0, 10: 1.0, 20: 1.0, 50: 1.0}


async def test_evidence_that_shares_nothing_with_it_is_missed() -> None:
    asked = Question(text="red canoe", evidence=("t0", "t3"))
    assert (await report_of(conversation("c1", asked))).asked[0].recall[50] == 0.5


async def test_another_conversation_answers_nothing() -> None:
    asked = Question(text="cello", evidence=("t0",))
    other = conversation("c2", asked, said=("Nothing of the kind",))
    report = await report_of(conversation("c1"), other)
    assert report.asked[0].recall[50] == 0.0
    assert (report.conversations, report.turns) == (2, 5)


async def test_the_summary_has_an_interval_around_each_mean() -> None:
    found = Question(text="canoe", evidence=("t0",))
    missed = Question(text="trumpet", evidence=("t0",))
    summary = (await report_of(conversation("c1", found, missed, found, missed))).summary()
    recall = summary["recall@10"]
    assert recall["low"] < recall["mean"] == 0.5 < recall["high"]
    assert summary["milliseconds"] == {"p50": 1.0, "p95": 1.0}


async def test_without_questions_there_is_nothing_to_average() -> None:
    summary = (await report_of(conversation("c1"))).summary()
    assert summary["questions"] == 0
    assert summary["recall@5"] is summary["milliseconds"] is None
