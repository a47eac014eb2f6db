"""Click-through rates count each proposal and each position once."""

from typing import Any

import msgspec
import pytest

from domain.event import Event, Kind
from learning import ctr
from learning.ctr import Ctr, Tally, tally
from tests.learning.events import event


def shown(seq: int, proposal_id: str = "P1", *, personalized: bool = True, **data: Any) -> Event:
    entries = [{"id": sku, "position": n} for n, sku in enumerate("abc", start=1)]
    told = {"proposal_id": proposal_id, "personalized": personalized, "shown": entries, **data}
    return event(Kind.PROPOSAL_SHOWN, seq, told)


def clicked(seq: int, sku: str, proposal_id: str = "p1", subject: str = "s1") -> Event:
    told = {"product_sku": sku, "search_session_id": proposal_id}
    return event(Kind.SEARCH_RESULT_CLICKED, seq, told, subject=subject)


def tallied(*events: Event) -> Ctr:
    state = Ctr()
    for one in events:
        state = tally(state, one)
    return state


def test_a_proposal_clicked_twice_counts_once() -> None:
    state = tallied(shown(1), clicked(2, "a"), clicked(3, "b"), clicked(4, "b"))
    assert state.personalized == Tally(shown=1, clicked=1)
    assert [state.positions[n] for n in (1, 2, 3)] == [Tally(1, 1), Tally(1, 1), Tally(1, 0)]


def test_personalised_and_neutral_proposals_are_counted_apart() -> None:
    state = tallied(shown(1), shown(2, "p2", personalized=False), clicked(3, "a", "p2"))
    assert (state.personalized, state.neutral) == (Tally(1, 0), Tally(1, 1))


@pytest.mark.parametrize(
    "foreign", [clicked(2, "a", "p9"), clicked(2, "z"), clicked(2, "a", subject="s2")]
)
def test_a_foreign_click_is_not_attributed(foreign: Event) -> None:
    assert tallied(shown(1), foreign).personalized == Tally(1, 0)


def test_hypotheses_do_not_count() -> None:
    asked = shown(1, shown=[{"id": "h1", "position": 1, "question": "Oat milk?"}])
    assert tallied(asked) == Ctr(seq=1)


@pytest.mark.parametrize("odd", [shown(1, shown=[]), shown(1, ""), shown(1, shown=None)])
def test_an_empty_proposal_does_not_count(odd: Event) -> None:
    assert tallied(odd) == Ctr(seq=1)


def test_positions_may_be_left_out() -> None:
    state = tallied(shown(1, shown=[{"id": "a"}, {"id": "b"}]), clicked(2, "b"))
    assert state.positions[2] == Tally(1, 1)


def test_positions_far_down_are_not_kept() -> None:
    state = tallied(shown(1, shown=[{"id": "a", "position": 51}]), clicked(2, "a"))
    assert state.positions == {}
    assert state.personalized == Tally(1, 1)


def test_open_proposals_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctr, "MAX_OPEN", 2)
    state = tallied(*(shown(n, f"p{n}") for n in range(1, 5)))
    assert list(state.open) == ["p3", "p4"]


def test_other_kinds_only_move_the_place() -> None:
    assert tallied(event(Kind.PRODUCT_VIEWED, 4, {})) == Ctr(seq=4)


def test_the_same_event_again_changes_nothing() -> None:
    assert tallied(shown(1), shown(1)) == tallied(shown(1))


def test_the_state_survives_encoding() -> None:
    state = tallied(shown(1), clicked(2, "a"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Ctr) == state
