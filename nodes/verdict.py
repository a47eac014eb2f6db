"""What became of one event on its way into the journal."""

from typing import Literal, NamedTuple

from domain.errors import LeafLoopError
from domain.event import Event


class Verdict(NamedTuple):
    """The fate of one event.

    Attributes:
        outcome: stored; duplicate (same id and body came before); untracked (the subject does not
            allow it); refused (see `error`).
        event: The event as it stands in the journal, or as it came when it was not written.
        error: Why it was refused.
    """

    outcome: Literal["stored", "duplicate", "untracked", "refused"]
    event: Event
    error: LeafLoopError | None = None
