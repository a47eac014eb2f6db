"""A journal that takes nothing from before a subject's erasure, and nothing during it."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Final

from domain.event import INTERNAL_KINDS, Event, Kind
from memory.journal import Appended, Journal, Listener
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstones

_DERIVED: Final = INTERNAL_KINDS - {Kind.CONSENT_CHANGED}


class AdmittingJournal:
    """Implements `Journal` by another one, behind the tombstones and the gate."""

    def __init__(self, journal: Journal, tombstones: Tombstones, gate: SubjectGate) -> None:
        self._journal = journal
        self._tombstones = tombstones
        self._gate = gate

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Write events, except those that happened before their subject was erased.

        Nothing is awaited between the look at the tombstones and the place in the queue, so
        nothing slips in between. Without tombstones it costs one more call. What LeafLoop itself
        hands in while its subject is being erased comes of what is erased, and is not written
        either; what a client sends then is a new beginning.

        Raises:
            Busy: As the journal, or a subject's erasure takes too long.
            Unavailable: As the journal.
        """
        late: frozenset[int] = frozenset()
        if self._gate.emptying:
            waited = await self._gate.admit({event.subject for event in events})
            late = frozenset(
                index
                for index, event in enumerate(events)
                if event.subject in waited and event.kind in _DERIVED
            )
        late |= self._tombstones.late(events)
        if not late:
            return await self._journal.append(events)
        admitted = [event for index, event in enumerate(events) if index not in late]
        appended = iter(await self._journal.append(admitted))
        return [
            Appended("erased", event) if index in late else next(appended)
            for index, event in enumerate(events)
        ]

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with every commit; see the port."""
        self._journal.subscribe(listener)

    async def get(self, event_id: bytes) -> Event | None:
        """Return the event with this id, or None."""
        return await self._journal.get(event_id)

    def replay(
        self,
        since: int = 0,
        *,
        kinds: Collection[Kind] | None = None,
        subject: str | None = None,
    ) -> AsyncIterator[Event]:
        """Yield committed events with `seq > since`; see the port."""
        return self._journal.replay(since, kinds=kinds, subject=subject)

    async def newest(
        self,
        subject: str,
        limit: int,
        *,
        kinds: Collection[Kind],
        session: str | None = None,
        before: int | None = None,
    ) -> list[Event]:
        """Return a subject's newest events, newest first; see the port."""
        return await self._journal.newest(
            subject, limit, kinds=kinds, session=session, before=before
        )

    async def forget(
        self,
        subject: str,
        *,
        through: int | None = None,
        before: int | None = None,
        keep: Collection[Kind] = (),
        events: Collection[bytes] = (),
    ) -> int:
        """Delete a subject's events; see the port."""
        return await self._journal.forget(
            subject, through=through, before=before, keep=keep, events=events
        )

    async def undone(self) -> dict[str, int]:
        """Return when the oldest of each subject's undone events was received."""
        return await self._journal.undone()

    async def last_seq(self) -> int:
        """Return the place of the newest committed event; 0 for an empty journal."""
        return await self._journal.last_seq()

    @property
    def queued(self) -> int:
        """Number of events waiting for their commit."""
        return self._journal.queued

    async def healthy(self) -> bool:
        """Whether a commit succeeds now."""
        return await self._journal.healthy()

    async def close(self) -> None:
        """Close the journal."""
        await self._journal.close()
