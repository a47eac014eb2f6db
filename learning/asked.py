"""How often a question is answered by a pick, over all subjects."""

from dataclasses import dataclass, field
from typing import Final

from domain.event import Event, Kind
from domain.selection import NONE_OF_THESE

MAX_OPEN: Final = 10_000
"""Questions that can still be answered; the oldest is closed when there are more."""

KINDS: Final = frozenset({Kind.PROPOSAL_SHOWN, Kind.SELECTION_MADE})
"""Kinds that `count_answer` looks at."""


@dataclass(slots=True)
class Answers:
    """What became of questions.

    Attributes:
        shown: Questions asked.
        picked: Those to which one of the readings was the answer, at most `shown`.
    """

    shown: int = 0
    picked: int = 0


@dataclass(slots=True)
class Asked:
    """The fold of all subjects' questions and answers; changed in place, and nobody's.

    Attributes:
        seq: Journal place of the last event folded.
        personalized: Questions that the subject's profile shaped, as the proposal says.
        neutral: The others.
        open: Proposal id -> whether it is personalised; bounded.
    """

    seq: int = 0
    personalized: Answers = field(default_factory=Answers)
    neutral: Answers = field(default_factory=Answers)
    open: dict[str, bool] = field(default_factory=dict)


def count_answer(state: Asked, event: Event) -> Asked:
    """Fold one event of any subject; the state is changed in place and returned.

    A question is a proposal of readings. It was answered when one of them was picked: neither by
    none of these, nor by a judgement of what LeafLoop had gone on with unasked. No event tells
    that it went on, so such a question counts as shown.

    Args:
        state: State before.
        event: One of `KINDS`; other kinds only move `seq`.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    data = event.data
    proposal_id = str(data.get("proposal_id") or "").lower()
    if event.kind is Kind.PROPOSAL_SHOWN:
        if proposal_id and any(entry.get("question") for entry in data.get("shown") or ()):
            _show(state, proposal_id, personalized=bool(data.get("personalized")))
    elif event.kind is Kind.SELECTION_MADE and proposal_id in state.open:
        answers = _side(state, personalized=state.open.pop(proposal_id))
        if data.get("choice") != NONE_OF_THESE and not data.get("auto_advanced"):
            answers.picked += 1
    return state


def _show(state: Asked, proposal_id: str, *, personalized: bool) -> None:
    _side(state, personalized=personalized).shown += 1
    state.open[proposal_id] = personalized
    if len(state.open) > MAX_OPEN:
        del state.open[next(iter(state.open))]


def _side(state: Asked, *, personalized: bool) -> Answers:
    return state.personalized if personalized else state.neutral
