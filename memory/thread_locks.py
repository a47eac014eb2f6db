"""One turn at a time on each thread of a conversation, within this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.errors import InProgress


class ThreadLocks:
    """Refuses a second turn while one runs, or lets it wait for a while.

    Only the threads held now take memory. It knows this process alone: with several workers a
    thread has to be routed to one of them.
    """

    def __init__(self) -> None:
        self._held: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def hold(self, thread_id: str, *, wait: float = 0.0) -> AsyncIterator[None]:
        """Hold a thread until the block is left, by an error or a cancellation too.

        Args:
            thread_id: Which thread.
            wait: Seconds to wait for the turn that holds it now.

        Raises:
            InProgress: Another turn of this thread is still running.
        """
        try:
            async with asyncio.timeout(wait):
                # No await stands between the last test and the mark, so two cannot both pass.
                while (running := self._held.get(thread_id)) is not None:
                    await running.wait()
                freed = self._held[thread_id] = asyncio.Event()
        except TimeoutError:
            raise InProgress(
                "Another turn of this thread is still running. Wait for its reply, then send this "
                "one again.",
                retry_after=1,
            ) from None
        try:
            yield
        finally:
            del self._held[thread_id]
            freed.set()

    def __len__(self) -> int:
        """Return the number of threads held now."""
        return len(self._held)
