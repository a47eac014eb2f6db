"""What a fold is: a pure step from state to state, and how its state is kept."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from domain.event import Event, Kind


class Sequenced(Protocol):
    """A fold's state: it knows the last event it holds."""

    @property
    def seq(self) -> int:
        """Journal place of the last event folded."""
        ...


S = TypeVar("S", bound=Sequenced)
S_co = TypeVar("S_co", bound=Sequenced, covariant=True)


@dataclass(frozen=True, slots=True)
class Fold(Generic[S]):
    """One fold over the journal, handed in by wiring.

    Attributes:
        name: Stable name; snapshots are kept under it.
        state_type: The frozen dataclass of the state; msgspec encodes and decodes it.
        empty: Makes the state before any event; its argument is the subject ("" for a fold over
            all subjects).
        step: Folds one event; deterministic; returns the state unchanged when
            `event.seq <= state.seq`.
        kinds: Kinds it looks at; others never reach it.
        per_subject: Whether each subject has a state of its own.
        version: Raised when the state's layout or the rule changes; older snapshots are dropped
            and the journal is replayed.
    """

    name: str
    state_type: type[S]
    empty: Callable[[str], S]
    step: Callable[[S, Event], S]
    kinds: Collection[Kind]
    per_subject: bool = True
    version: int = 1


class States(Protocol[S_co]):
    """Reads the states of one fold."""

    async def read(self, subject: str = "") -> S_co:
        """Return the state as of the last committed event; empty when nothing is known."""
        ...
