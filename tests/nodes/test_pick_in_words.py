"""When a sentence that only points is a pick from what is shown."""

from typing import Any

import msgspec
import pytest

from domain.understanding import Intent, Understanding
from nodes.pick_in_words import PickInWords, choice_in
from nodes.read_turn import TurnState
from tests.fakes.understood import IT, asks, name, place
from tests.nodes.proposals import asking, showing


def state(said: Understanding, proposal: dict[str, Any], **more: Any) -> TurnState:
    values: Any = {"understood": msgspec.to_builtins(said), "proposal": proposal, **more}
    found: TurnState = values
    return found


@pytest.mark.parametrize("intent", [Intent.FIND, Intent.REFINE, Intent.ADD, Intent.SMALL_TALK])
def test_a_place_among_questions_picks_one(intent: Intent) -> None:
    hypotheses = asking("shopping")["hypotheses"]
    for place_, each in enumerate(hypotheses, start=1):
        assert choice_in(state(asks(intent, place(place_)), asking("shopping"))) == each["id"]
    assert choice_in(state(asks(intent, place(-1)), asking("shopping"))) == hypotheses[-1]["id"]


@pytest.mark.parametrize(
    "said",
    [
        asks(Intent.FIND, place(9)),
        asks(Intent.FIND, IT),
        asks(Intent.FIND),
        asks(Intent.FIND, place(1), place(2)),
        asks(Intent.FIND, place(1), query="oat milk"),
        asks(Intent.REFINE, place(1), relative=("cheaper",)),
        asks(Intent.REMOVE, place(1)),
    ],
)
def test_other_sentences_pick_no_question(said: Understanding) -> None:
    assert choice_in(state(said, asking("shopping"))) is None


@pytest.mark.parametrize(
    ("said", "waiting", "choice"),
    [
        (asks(Intent.FIND, place(1)), "add", "oat"),
        (asks(Intent.FIND, name("oat milk")), "remove", "oat"),
        (asks(Intent.ADD, place(1)), "remove", "oat"),
        (asks(Intent.ADD, place(1)), "add", None),
        (asks(Intent.ADD, place(1), quantity=2.0), "remove", None),
        (asks(Intent.WHY, place(1)), "add", None),
        (asks(Intent.FIND, name("bread")), "add", None),
    ],
)
def test_a_product_is_picked_in_words_where_an_act_waits_for_it(
    said: Understanding, waiting: str, choice: str | None
) -> None:
    proposal = showing() | {"pending": {"intent": waiting}}
    assert choice_in(state(said, proposal)) == choice


def test_a_product_of_a_search_is_not_picked_by_pointing_at_it() -> None:
    assert choice_in(state(asks(Intent.FIND, place(1)), showing())) is None


def test_what_was_answered_is_not_picked_from_again() -> None:
    proposal = asking("shopping")
    answered = {"proposal_id": proposal["proposal_id"], "choice": "h1"}
    assert choice_in(state(asks(Intent.FIND, place(1)), proposal, selection=answered)) is None
    assert choice_in({}) is None


async def test_the_step_makes_the_selection() -> None:
    proposal = asking("shopping")
    made = await PickInWords()(state(asks(Intent.FIND, place(1)), proposal))
    assert made["selection"] == {
        "proposal_id": proposal["proposal_id"],
        "choice": proposal["hypotheses"][0]["id"],
    }
