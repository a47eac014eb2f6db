"""The journal as erasure and export see it: one subject's events."""

from typing import Any

from domain.clock import to_rfc3339
from domain.event import Event
from domain.ids import text_of
from memory.journal import Journal
from memory.tombstones import Tombstones


class SubjectEvents:
    """Implements `Erasable`; what came after an erasure stays when it is tried again."""

    def __init__(self, journal: Journal, tombstones: Tombstones) -> None:
        self._journal = journal
        self._tombstones = tombstones

    @property
    def name(self) -> str:
        """`journal`."""
        return "journal"

    async def forget(self, subject: str) -> int:
        """Delete a subject's events, with the ids that clients gave them and their spans.

        Raises:
            Busy: They are gone, but some bytes are not yet; call again.
            Unavailable: The store cannot commit; nothing was deleted.
        """
        return await self._journal.forget(subject, through=self._through(subject))

    async def find(self, subject: str) -> int:
        """Return how many events of a subject there are."""
        through = self._through(subject)
        count = 0
        async for event in self._journal.replay(subject=subject):
            count += through is None or event.seq <= through
        return count

    async def export(self, subject: str) -> list[dict[str, Any]]:
        """Return a subject's events as JSON values, in order."""
        return [_exported(event) async for event in self._journal.replay(subject=subject)]

    def _through(self, subject: str) -> int | None:
        tombstone = self._tombstones.of(subject)
        return tombstone.seq if tombstone is not None and tombstone.settled else None


def _exported(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "event_id": text_of(event.event_id),
        "event_type": event.kind.value,
        "session_id": event.session,
        "timestamp": to_rfc3339(event.at),
        "received_at": to_rfc3339(event.received_at),
        "data": event.data,
    }
