"""One turn at a time on each thread of a conversation, within this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.errors import InProgress


class ThreadLocks:
    """Refuses a second turn while one runs; it never queues.

    Only the threads held now take memory. It knows this process alone: with several workers a
    thread has to be routed to one of them.
    """

    def __init__(self) -> None:
        self._held: set[str] = set()

    @asynccontextmanager
    async def hold(self, thread_id: str) -> AsyncIterator[None]:
        """Hold a thread until the block is left, by an error or a cancellation too.

        Raises:
            InProgress: Another turn of this thread is running.
        """
        # No await stands between the test and the mark, so that two tasks cannot both pass.
        if thread_id in self._held:
            raise InProgress(
                f"Another turn of thread {thread_id} is still running. Wait for its reply, then "
                "send this one again.",
                retry_after=1,
            )
        self._held.add(thread_id)
        try:
            yield
        finally:
            self._held.discard(thread_id)

    def __len__(self) -> int:
        """Return the number of threads held now."""
        return len(self._held)
