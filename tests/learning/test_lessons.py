"""A pick teaches goals, preferences and history by published rules."""

from typing import Any

import pytest

from domain.event import Kind
from domain.profile import Memory
from learning.lessons import goal_in, kept, memories_of, tastes_in
from tests.learning.events import event


def picked(question: str, choice: str = "h1", **data: Any) -> tuple[Memory, ...]:
    selected = {"id": choice, "question": question, "confidence": 0.8} if question else None
    told = {"input_text": "help", "choice": choice, "selected": selected, **data}
    return memories_of(event(Kind.SELECTION_MADE, 1, told))


def test_a_pick_teaches_a_goal_a_preference_and_history() -> None:
    goal, preference, history = picked("Do you want to deploy a FastAPI app with Docker?")
    assert goal.content == "deploy a FastAPI app with Docker"
    assert goal.confidence == 0.8
    assert preference.content == "Prefers: FastAPI, Docker"
    assert preference.confidence == pytest.approx(0.71)
    assert goal.tags == preference.tags == ("learned", "hypothesis_derived")
    assert (
        history.content
        == "User requested: help | Selected: Do you want to deploy a FastAPI app with Docker?"
    )
    assert history.tags == ("interaction", "text", "h1")


def test_a_pick_is_its_memories_evidence() -> None:
    memories = picked("Do you want to deploy a FastAPI app with Docker?")
    assert {memory.evidence for memory in memories} == {memories[0].evidence}
    assert len({memory.memory_id for memory in memories}) == 3


def test_a_question_without_a_wish_or_a_taste_is_only_history() -> None:
    assert [memory.type for memory in picked("Something quick?")] == ["history"]


def test_a_refusal_teaches_only_history() -> None:
    (history,) = picked("Do you want to build it with Docker?", choice="none")
    assert history.content == "User requested: help | Selected: none of these"


def test_a_picked_product_is_told_by_its_name() -> None:
    (history,) = picked("", choice="oat", product_name="Oat Milk")
    assert history.content.endswith("Selected: Oat Milk")


def test_an_answer_without_anything_is_still_history() -> None:
    (history,) = memories_of(event(Kind.SELECTION_MADE, 1, {}))
    assert history.content == "User requested:  | Selected: none"


@pytest.mark.parametrize(
    ("question", "goal"),
    [
        ("Do you need to lose weight?", "lose weight"),
        ("Implement a login page", "Implement a login page"),
        ("Are you creating a shop?", None),
        ("Something for breakfast?", None),
        ("Do you want to ?", None),
    ],
)
def test_a_goal_is_what_follows_the_wish(question: str, goal: str | None) -> None:
    assert goal_in(question) == goal


@pytest.mark.parametrize(
    ("question", "tastes"),
    [
        ("Cereal with oat milk?", ("oat milk",)),
        ("Would you like a smoothie or some fruit?", ("smoothie", "fruit")),
        ("Do you prefer Oatfern and Quillbrook?", ("Oatfern", "Quillbrook")),
        ("Do you like New York Cheesecake?", ("New York Cheesecake",)),
        ("Something else?", ()),
        ("Shall I go on with?", ()),
    ],
)
def test_tastes_are_the_names_or_else_what_follows(question: str, tastes: tuple[str]) -> None:
    assert tastes_in(question) == tastes


def test_the_same_content_is_kept_once_and_newest_last() -> None:
    a, b = (Memory(name, "goal", name, 1.0, (), 0) for name in ("a", "b"))
    again = Memory("c", "goal", "A", 1.0, (), 0)
    assert kept((a, b), again, 9) == (b, again)


def test_the_oldest_memory_goes_first() -> None:
    a, b, c = (Memory(name, "goal", name, 1.0, (), 0) for name in "abc")
    assert kept((a, b), c, 2) == (b, c)
