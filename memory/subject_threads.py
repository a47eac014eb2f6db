"""The threads as erasure and export see them: those of one subject."""

from typing import Any

from memory.pseudonym import Pseudonyms
from memory.threads import Threads


class SubjectThreads:
    """Implements `Erasable`; a thread's id begins with its subject's pseudonym."""

    def __init__(self, threads: Threads, pseudonyms: Pseudonyms) -> None:
        self._threads = threads
        self._pseudonyms = pseudonyms

    @property
    def name(self) -> str:
        """`threads`."""
        return "threads"

    async def forget(self, subject: str) -> int:
        """Delete a subject's threads so that none of their bytes stay; return how many.

        Raises:
            Busy: The rows are gone, but some bytes are not yet; call again.
        """
        return await self._threads.forget(await self._of(subject))

    async def find(self, subject: str) -> int:
        """Return how many threads of a subject there are."""
        return len(await self._of(subject))

    async def export(self, subject: str) -> dict[str, Any]:
        """Return the newest state of each of a subject's threads as JSON values."""
        return {
            thread_id.partition("/")[2]: await self._threads.state(thread_id)
            for thread_id in await self._of(subject)
        }

    async def _of(self, subject: str) -> list[str]:
        return await self._threads.find(f"{self._pseudonyms.of(subject)}/")
