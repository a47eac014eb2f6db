"""Learn a subject anew once some of their events are deleted, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from memory.erasable import Aggregate, Rebuildable
from memory.relay import Relay
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstones


class Relearning:
    """Makes every store that follows the journal hold what the journal holds now.

    Who is being learned anew is noted before anything is deleted, and struck off once all is
    done; so `finish` makes up for what a crash or a store that was down left undone.
    """

    def __init__(
        self,
        rebuildables: Sequence[Rebuildable],
        aggregates: Sequence[Aggregate],
        relays: Iterable[Relay],
        tombstones: Tombstones,
        gate: SubjectGate,
        changed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Prepare.

        Args:
            rebuildables: The folds first, which answer requests.
            aggregates: Numbers over all subjects.
            relays: Whatever carries the journal into a sink.
            tombstones: Notes who is being learned anew.
            gate: Keeps this and the erasure of a subject apart.
            changed: Called with a subject who was learned anew, as far as could be.
        """
        self._rebuildables = tuple(rebuildables)
        self._aggregates = tuple(aggregates)
        self._relays = tuple(relays)
        self._tombstones = tombstones
        self._gate = gate
        self._changed = changed
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._begun: dict[str, int] = {}
        self._rebuilt: dict[str, int] = {}

    @asynccontextmanager
    async def around(self, subject: str, *, counted: bool) -> AsyncIterator[None]:
        """Delete some of a subject's events inside the block; all else follows behind it.

        Args:
            subject: Whose.
            counted: Whether the aggregates counted them: they are counted anew by `finish`.

        Raises:
            Busy: The subject is being erased.
            Exception: Whatever a store raises that is down; `finish` goes on.
        """
        async with self._gate.run(subject), self._turn(subject):
            waits = counted or subject in self._tombstones.expiring()
            turn = self._begun[subject] = self._begun.get(subject, 0) + 1
            self._tombstones.begin_expiry(subject)
            yield
            await self._rebuild(subject)
            self._rebuilt[subject] = turn
            if not waits:
                self._end(subject, turn)

    async def refold(self) -> None:
        """Fold anew those whom an earlier process left, before anybody asks about them."""
        for subject in self._tombstones.expiring():
            await self._rebuildables[0].rebuild(subject)

    async def finish(self) -> bool:
        """Do what is left, and return whether anything was.

        Raises:
            Exception: Whatever a store raises that is down; the next call goes on.
        """
        for subject in self._tombstones.expiring():
            async with self._gate.run(subject), self._turn(subject):
                if subject not in self._rebuilt and subject in self._tombstones.expiring():
                    turn = self._begun.setdefault(subject, 0)
                    await self._rebuild(subject)
                    self._rebuilt[subject] = turn
        done = dict(self._rebuilt)
        if done:
            await self.recount()
        for subject, turn in done.items():
            self._end(subject, turn)
        return bool(done)

    async def recount(self) -> None:
        """Count the aggregates anew."""
        for aggregate in self._aggregates:
            await aggregate.recount()

    def _turn(self, subject: str) -> asyncio.Lock:
        return self._turns.setdefault(subject, asyncio.Lock())

    async def _rebuild(self, subject: str) -> None:
        for relay in self._relays:
            async with relay.held():  # what was read and not handed over is read again
                pass
        try:
            for store in self._rebuildables:
                await store.rebuild(subject)
        finally:
            self._changed(subject)

    def _end(self, subject: str, turn: int) -> None:
        """Strike a subject off, unless more of them was deleted meanwhile."""
        if self._begun.get(subject) == turn:
            self._tombstones.end_expiry(subject)
            del self._begun[subject]
            self._rebuilt.pop(subject, None)
