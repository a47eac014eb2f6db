"""Stores that hold counted records of subjects, and can be down."""

from collections.abc import Callable


class CountedStore:
    """Implements `Erasable`.

    Attributes:
        held: Subject -> records.
        down: Raised by every call while it is set.
        asked: Called whenever it is asked to forget.
    """

    def __init__(self, name: str, **held: int) -> None:
        self.name = name
        self.held = dict(held)
        self.down: Exception | None = None
        self.asked: Callable[[str], None] = lambda _: None

    async def forget(self, subject: str) -> int:
        self._check()
        self.asked(subject)
        return self.held.pop(subject, 0)

    async def find(self, subject: str) -> int:
        self._check()
        return self.held.get(subject, 0)

    async def export(self, subject: str) -> int:
        return await self.find(subject)

    def _check(self) -> None:
        if self.down is not None:
            raise self.down


class FollowingStore(CountedStore):
    """Implements `Rebuildable`; remembers for whom it was rebuilt."""

    def __init__(self, name: str, **held: int) -> None:
        super().__init__(name, **held)
        self.rebuilt: list[str] = []

    async def rebuild(self, subject: str) -> None:
        self._check()
        self.rebuilt.append(subject)


class CountedAggregate:
    """Implements `Aggregate`; counts how often it was counted anew."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.recounts = 0
        self.down: Exception | None = None

    async def recount(self) -> None:
        if self.down is not None:
            raise self.down
        self.recounts += 1
