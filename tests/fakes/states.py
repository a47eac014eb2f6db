"""States of a fold that are given instead of learned."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


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
