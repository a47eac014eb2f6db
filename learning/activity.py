"""How much happens: events of all subjects by day and kind."""

from dataclasses import dataclass, field
from typing import Final

from domain.clock import MS_PER_DAY
from domain.event import Event, Kind
from learning.bounded import keep_latest

MAX_DAYS: Final = 400

KINDS: Final = frozenset(Kind)
"""Kinds that `count_day` looks at."""


@dataclass(slots=True)
class Activity:
    """The fold of everything that happened; changed in place. It holds counts, nobody's.

    Attributes:
        seq: Journal place of the last event folded.
        days: Days since 1970-01-01 UTC -> kind -> events of that day; the latest `MAX_DAYS` days
            on which something happened.
    """

    seq: int = 0
    days: dict[int, dict[str, int]] = field(default_factory=dict)


def count_day(state: Activity, event: Event) -> Activity:
    """Fold one event of any subject; the state is changed in place and returned.

    It counts for the day on which it happened, however late it was told.

    Args:
        state: State before.
        event: Of any kind.

    Returns:
        The same object; unchanged when the event is not newer.

    Example:
        >>> event = Event(b"", Kind.PRODUCT_VIEWED, "s1", None, 86_400_000, 86_400_000, {}, seq=1)
        >>> count_day(Activity(), event).days
        {1: {'product_viewed': 1}}
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    day = event.at // MS_PER_DAY
    counts = state.days.get(day)
    if counts is None:
        counts = state.days[day] = {}
        keep_latest(state.days, MAX_DAYS)
    kind = event.kind.value
    counts[kind] = counts.get(kind, 0) + 1
    return state
