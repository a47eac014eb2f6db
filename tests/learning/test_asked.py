"""Questions are counted with the picks that answered them."""

from typing import Any

import msgspec
import pytest

from domain.event import Event, Kind
from learning import asked
from learning.asked import Answers, Asked, count_answer
from tests.learning.events import event


def shown(seq: int, proposal_id: str = "P1", *, personalized: bool = True, **data: Any) -> Event:
    readings = [{"id": f"h{n}", "position": n, "question": f"Tea {n}?"} for n in (1, 2, 3)]
    told = {"proposal_id": proposal_id, "personalized": personalized, "shown": readings, **data}
    return event(Kind.PROPOSAL_SHOWN, seq, told)


def picked(seq: int, choice: str = "h1", proposal_id: str = "p1", **data: Any) -> Event:
    return event(Kind.SELECTION_MADE, seq, {"proposal_id": proposal_id, "choice": choice, **data})


def counted(*events: Event) -> Asked:
    state = Asked()
    for one in events:
        state = count_answer(state, one)
    return state


def test_a_question_is_answered_by_a_pick() -> None:
    state = counted(shown(1), picked(2), shown(3, "p2"))
    assert (state.personalized, state.neutral) == (Answers(2, 1), Answers())
    assert list(state.open) == ["p2"]


def test_personalised_and_neutral_questions_are_counted_apart() -> None:
    state = counted(shown(1), shown(2, "p2", personalized=False), picked(3, proposal_id="p2"))
    assert (state.personalized, state.neutral) == (Answers(1, 0), Answers(1, 1))


@pytest.mark.parametrize("other", [picked(2, "none"), picked(2, auto_advanced=True)])
def test_neither_none_of_these_nor_a_judgement_afterwards_is_a_pick(other: Event) -> None:
    assert counted(shown(1), other).personalized == Answers(1, 0)


def test_a_question_is_answered_once() -> None:
    assert counted(shown(1), picked(2, "none"), picked(3)).personalized == Answers(1, 0)


@pytest.mark.parametrize(
    "odd",
    [
        shown(1, shown=[{"id": "oat", "position": 1}]),
        shown(1, shown=None),
        shown(1, ""),
        picked(1),
        event(Kind.PRODUCT_VIEWED, 1, {}),
    ],
)
def test_products_and_answers_to_nothing_only_move_the_place(odd: Event) -> None:
    assert counted(odd) == Asked(seq=1)


def test_open_questions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "MAX_OPEN", 2)
    state = counted(*(shown(n, f"p{n}") for n in range(1, 5)))
    assert list(state.open) == ["p3", "p4"]


def test_the_same_event_again_changes_nothing() -> None:
    assert counted(shown(1), shown(1)) == counted(shown(1))


def test_the_state_survives_encoding() -> None:
    state = counted(shown(1), picked(2), shown(3, "p2"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Asked) == state
