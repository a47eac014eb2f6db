"""Click-through rates over all subjects: personalised or not, and by position."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.event import Event, Kind
from domain.ids import digest_of

MAX_OPEN: Final = 10_000
"""Proposals that can still be clicked; the oldest is closed when there are more."""

MAX_POSITIONS: Final = 50

KINDS: Final = frozenset({Kind.PROPOSAL_SHOWN, Kind.SEARCH_RESULT_CLICKED})
"""Kinds that `tally` looks at."""


@dataclass(slots=True)
class Tally:
    """How often something was shown and clicked.

    Attributes:
        shown: Times shown.
        clicked: Times clicked, at most `shown`.
    """

    shown: int = 0
    clicked: int = 0


@dataclass(slots=True)
class Open:
    """A proposal that can still be clicked.

    Attributes:
        owner: Tells whose it is from whose it is not, without naming them.
        personalized: Whether the subject's profile shaped its order.
        positions: sku -> position.
        clicked: Positions already clicked.
    """

    owner: bytes
    personalized: bool
    positions: dict[str, int]
    clicked: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Ctr:
    """The fold of all subjects' proposals and clicks; changed in place.

    Attributes:
        seq: Journal place of the last event folded.
        personalized: Personalised proposals, and those clicked at least once.
        neutral: The others.
        positions: By position from 1: products shown there, and clicked at least once.
        open: Proposal id -> proposal; bounded.
    """

    seq: int = 0
    personalized: Tally = field(default_factory=Tally)
    neutral: Tally = field(default_factory=Tally)
    positions: dict[int, Tally] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)


def tally(state: Ctr, event: Event) -> Ctr:
    """Fold one event of any subject; the state is changed in place and returned.

    A click counts for the proposal its `search_session_id` names, when that was shown to the same
    subject; any other click is not attributed.

    Args:
        state: State before.
        event: One of `KINDS`; other kinds only move `seq`.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    if event.kind is Kind.PROPOSAL_SHOWN:
        _show(state, event)
    elif event.kind is Kind.SEARCH_RESULT_CLICKED:
        _click(state, event)
    return state


def _show(state: Ctr, event: Event) -> None:
    data: Mapping[str, Any] = event.data
    shown = data.get("shown") or ()
    proposal_id = str(data.get("proposal_id") or "").lower()
    # Hypotheses are picked, never clicked: they would only push the rate down.
    if not shown or not proposal_id or any(entry.get("question") for entry in shown):
        return
    positions = {
        str(entry.get("id")): int(entry.get("position") or place)
        for place, entry in enumerate(shown, start=1)
    }
    personalized = bool(data.get("personalized"))
    (state.personalized if personalized else state.neutral).shown += 1
    for position in positions.values():
        if position <= MAX_POSITIONS:
            state.positions.setdefault(position, Tally()).shown += 1
    state.open[proposal_id] = Open(_owner(event), personalized, positions)
    if len(state.open) > MAX_OPEN:
        del state.open[next(iter(state.open))]


def _click(state: Ctr, event: Event) -> None:
    data: Mapping[str, Any] = event.data
    proposal = state.open.get(str(data.get("search_session_id") or "").lower())
    if proposal is None or proposal.owner != _owner(event):
        return
    position = proposal.positions.get(str(data.get("product_sku") or ""))
    if position is None or position in proposal.clicked:
        return
    if not proposal.clicked:
        (state.personalized if proposal.personalized else state.neutral).clicked += 1
    proposal.clicked.append(position)
    if position in state.positions:
        state.positions[position].clicked += 1


def _owner(event: Event) -> bytes:
    return digest_of(event.subject.encode("utf-8", "surrogatepass"))
