"""The training logs as erasure, export and retention see them: one subject's lines."""

from typing import Any

from memory.journal import Journal
from memory.training_log import TrainingLog


class SubjectTraining:
    """Implements `Rebuildable`."""

    def __init__(self, log: TrainingLog, journal: Journal) -> None:
        self._log = log
        self._journal = journal

    @property
    def name(self) -> str:
        """The name of its sink."""
        return self._log.name

    async def forget(self, subject: str) -> int:
        """Drop a subject's lines from every file, and return how many there were.

        Raises:
            OSError: A file could not be written; the rest may be forgotten already.
        """
        return await self._log.forget(subject)

    async def find(self, subject: str) -> int:
        """Return how many lines are about a subject."""
        return await self._log.find(subject)

    async def export(self, subject: str) -> dict[str, Any]:
        """Return the lines about a subject, by file."""
        return await self._log.export(subject)

    async def rebuild(self, subject: str) -> None:
        """Keep the lines of the events that the journal still holds, and write those that lack.

        Raises:
            OSError: A file could not be written.
        """
        through = await self._log.watermark()
        replay = self._journal.replay(kinds=self._log.kinds, subject=subject)
        events = [event async for event in replay if event.seq <= through]
        await self._log.keep_only(subject, [event.event_id for event in events])
        for event in events:
            await self._log.write_late(event)
