"""States of a fold that are given instead of learned."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from learning.calibration import Calibrations


class _Owned(Protocol):
    @property
    def subject(self) -> str: ...

    @property
    def seq(self) -> int: ...


S = TypeVar("S", bound=_Owned)


class GivenStates(Generic[S]):
    """Implements `States`.

    Attributes:
        by_subject: The states there are.
    """

    def __init__(self, empty: Callable[[str], S], *states: S) -> None:
        self._empty = empty
        self.by_subject = {state.subject: state for state in states}

    async def read(self, subject: str = "") -> S:
        return self.by_subject.get(subject) or self._empty(subject)


@dataclass(frozen=True, slots=True)
class GivenCalibrations:
    """Implements `States` for the one state over all subjects.

    Attributes:
        state: What is known.
    """

    state: Calibrations = field(default_factory=Calibrations)

    async def read(self, subject: str = "") -> Calibrations:
        assert subject == "", "calibration is nobody's own"
        return self.state


UNCALIBRATED: Final = GivenCalibrations()
"""Nothing was ever picked: confidences stay what their maker said."""
