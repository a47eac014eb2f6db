"""The threads port: what LeafLoop needs of a LangGraph checkpointer beyond saving and loading."""

from collections.abc import Sequence
from typing import Any, Protocol


class Threads(Protocol):
    """Keeps conversations between turns.

    An adapter is a LangGraph checkpointer too, and goes into `compile(checkpointer=…)` as it is.
    The names with an `a` in front are LangGraph's own optional capabilities.
    """

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Drop what a thread no longer needs.

        Args:
            thread_ids: Which threads; unknown ones are passed over.
            strategy: `keep_latest` keeps the newest checkpoint of each namespace with its pending
                writes, so that a paused thread resumes; `delete` drops the threads.

        Raises:
            Invalid: There is no such strategy; nothing was dropped.
        """
        ...

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copy a thread with its whole history and its pause, or nothing of it.

        Raises:
            NotFound: There is no such source.
            Conflict: The target exists; it stays as it was.
        """
        ...

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Delete what these runs wrote; unknown ones are passed over."""
        ...

    async def find(self, prefix: str = "") -> list[str]:
        """Return the ids of the threads whose id starts with `prefix`, sorted."""
        ...

    async def state(self, thread_id: str) -> dict[str, Any]:
        """Return a thread's newest state as JSON values; empty for a thread that is not there."""
        ...

    async def forget(self, thread_ids: Sequence[str]) -> int:
        """Delete threads so that none of their bytes stay, and return how many there were.

        Raises:
            Busy: The rows are gone, but some bytes are not yet; call again.
        """
        ...

    async def expire(self, before: int, limit: int = 500) -> int:
        """Delete threads that nothing was saved to since a time.

        Each call looks at `limit` threads at most and goes on where the last one stopped, so that
        calls every few minutes pass over all of them.

        Args:
            before: Milliseconds since 1970-01-01 UTC.
            limit: Number of threads to look at.

        Returns:
            The number of threads deleted.
        """
        ...

    async def healthy(self) -> bool:
        """Whether the store answers now."""
        ...
