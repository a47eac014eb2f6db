"""Let a subject's requests run, or hold them off while the subject is erased."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from domain.errors import Busy, Erased

LONGEST_WAIT: Final = 10.0
"""Seconds for which a write waits for the erasure of its subject."""


@dataclass(slots=True, eq=False)
class Run:
    """A request that takes several steps, such as a turn of a conversation.

    Attributes:
        thread: The thread it writes to, or empty.
        revoked: Whether its subject was erased meanwhile; what it does then goes nowhere.
    """

    thread: str
    revoked: bool = field(default=False, init=False)
    _rested: asyncio.Event
    _task: "asyncio.Task[Any] | None" = field(default=None, init=False)
    _cancelled: "asyncio.Task[Any] | None" = field(default=None, init=False)

    def go_on(self) -> None:
        """Call this at each step that may run in another task than the last one.

        Raises:
            Erased: The subject was erased meanwhile.
        """
        if self.revoked:
            raise _erased()
        self._task = asyncio.current_task()

    def rest(self) -> None:
        """Call this where nothing runs until somebody asks for the next step."""
        self._task = None
        self._rested.set()

    @property
    def resting(self) -> bool:
        """Whether nothing of it runs now."""
        return self._task is None

    def revoke(self) -> None:
        """End it."""
        self.revoked = True
        if self._task is not None:
            self._task.cancel()
            self._cancelled = self._task

    def still_cancelled(self) -> bool:
        """Take back the cancellation by `revoke`; return whether there is another one."""
        cancelled, self._cancelled = self._cancelled, None
        return cancelled is not None and cancelled.uncancel() > 0


class SubjectGate:
    """Knows which subjects are being erased, and what runs for them, in this process."""

    def __init__(self) -> None:
        self._shut: dict[str, asyncio.Event] = {}
        self._emptying: set[str] = set()
        self._runs: dict[str, set[Run]] = {}
        self._rested = asyncio.Event()

    @asynccontextmanager
    async def run(self, subject: str, thread: str = "") -> AsyncGenerator[Run, None]:
        """Run something for a subject until the block is left.

        Raises:
            Busy: The subject is being erased now.
            Erased: It was erased while the block ran, and the block took too long to end itself.
        """
        if subject in self._shut:
            raise _busy()
        run = Run(thread, self._rested)
        run.go_on()
        self._runs.setdefault(subject, set()).add(run)
        try:
            yield run
        except (asyncio.CancelledError, Erased):
            if not run.revoked or run.still_cancelled():
                raise
            raise _erased() from None
        finally:
            self._leave(subject, run)

    @asynccontextmanager
    async def shut(self, subject: str) -> AsyncIterator[None]:
        """Let nothing new run for a subject; one at a time, the next one waits for this one."""
        while (shut := self._shut.get(subject)) is not None:
            await shut.wait()
        opened = self._shut[subject] = asyncio.Event()
        try:
            yield
        finally:
            self._emptying.discard(subject)
            del self._shut[subject]
            opened.set()

    async def empty(self, subject: str, patience: float) -> None:
        """Wait until nothing runs for a subject that is shut, and hold off single writes too.

        Args:
            subject: Whose.
            patience: Seconds after which what still runs is revoked; as many again to end.

        Raises:
            Busy: Something runs on nevertheless.
        """
        if not await self._still(subject, patience):
            for run in list(self._runs.get(subject, ())):
                run.revoke()
            if not await self._still(subject, patience):
                raise Busy("a request of this subject does not end; erase again", retry_after=1)
        for run in self._runs.get(subject, ()):
            run.revoke()
        self._emptying.add(subject)

    async def admit(self, subjects: Collection[str]) -> frozenset[str]:
        """Wait until none of these subjects is being emptied, and return those that were.

        Raises:
            Busy: It takes too long.
        """
        waited: set[str] = set()
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                while held := next((s for s in subjects if s in self._emptying), None):
                    waited.add(held)
                    await self._shut[held].wait()
        except TimeoutError:
            raise _busy() from None
        return frozenset(waited)

    @property
    def shutting(self) -> bool:
        """Whether anybody is shut now."""
        return bool(self._shut)

    @property
    def emptying(self) -> bool:
        """Whether anybody is being emptied now."""
        return bool(self._emptying)

    def revoked(self, thread: str) -> bool:
        """Whether the run that holds a thread must not write to it any more."""
        return any(
            run.revoked and run.thread == thread for runs in self._runs.values() for run in runs
        )

    async def _still(self, subject: str, patience: float) -> bool:
        try:
            async with asyncio.timeout(patience):
                while any(not run.resting for run in self._runs.get(subject, ())):
                    self._rested.clear()
                    await self._rested.wait()
        except TimeoutError:
            return False
        return True

    def _leave(self, subject: str, run: Run) -> None:
        runs = self._runs[subject]
        runs.discard(run)
        if not runs:
            del self._runs[subject]
        self._rested.set()


def _busy() -> Busy:
    return Busy("this subject is being erased; send it again in a moment", retry_after=1)


def _erased() -> Erased:
    return Erased("this subject was erased while the request ran; nothing of it was kept")
