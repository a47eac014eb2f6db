"""A journal in memory, with the semantics of the real one."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence

from domain.errors import Busy, Unavailable
from domain.event import Event, Kind
from domain.ids import is_named
from memory.journal import Appended, Listener


class MemoryJournal:
    """Keeps events in a list.

    Attributes:
        events: What was committed, in order.
        down: Set to True to make every append fail with Unavailable.
    """

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self.events: list[Event] = []
        self.down = False
        self._last = 0
        self._by_id: dict[bytes, Event] = {}
        self._undone: dict[bytes, Event] = {}
        self._listeners: list[Listener] = []
        self._closed = False
        self.commit(events)

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        if self._closed:
            raise Busy("The journal is closed; start the service again.")
        if self.down:
            raise Unavailable("The journal cannot commit; nothing was written.")
        return self.commit(events)

    def commit(self, events: Sequence[Event]) -> list[Appended]:
        """Append without awaiting, for tests that only need stored events."""
        verdicts: list[Appended] = []
        fresh: list[Event] = []
        for event in events:
            first = self._by_id.get(event.event_id)
            undone = self._undone.get(event.event_id)
            if undone is not None:
                same = undone.digest == event.digest
                stands = event._replace(seq=undone.seq)
                verdicts.append(Appended("duplicate" if same else "conflict", stands))
                continue
            if first is not None:
                same = first.digest == event.digest
                verdicts.append(Appended("duplicate" if same else "conflict", first))
                continue
            self._last += 1
            stored = event._replace(seq=self._last)
            self._by_id[stored.event_id] = stored
            fresh.append(stored)
            verdicts.append(Appended("stored", stored))
        self.events.extend(fresh)
        if fresh:
            for listener in self._listeners:
                listener(fresh)
        return verdicts

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    async def get(self, event_id: bytes) -> Event | None:
        return self._by_id.get(event_id)

    async def replay(
        self,
        since: int = 0,
        *,
        kinds: Collection[Kind] | None = None,
        subject: str | None = None,
    ) -> AsyncIterator[Event]:
        for event in self.events:
            if (
                event.seq > since
                and (kinds is None or event.kind in kinds)
                and (subject is None or event.subject == subject)
            ):
                yield event
        await asyncio.sleep(0)

    async def newest(
        self,
        subject: str,
        limit: int,
        *,
        kinds: Collection[Kind],
        session: str | None = None,
        before: int | None = None,
    ) -> list[Event]:
        def fits(event: Event) -> bool:
            placed = before is None or event.seq < before
            return event.subject == subject and event.kind in kinds and placed

        fitting = [event for event in reversed(self.events) if fits(event)]
        return [e for e in fitting if session is None or e.session == session][:limit]

    async def last_seq(self) -> int:
        return self._last

    @property
    def queued(self) -> int:
        return 0

    async def healthy(self) -> bool:
        return not self.down and not self._closed

    async def forget(
        self,
        subject: str,
        *,
        through: int | None = None,
        before: int | None = None,
        keep: Collection[Kind] = (),
        events: Collection[bytes] = (),
    ) -> int:
        """Delete a subject's events; the places of the others stay."""

        def goes(event: Event) -> bool:
            old = before is None or (event.received_at < before and event.kind not in keep)
            named = not events or event.event_id in events
            placed = through is None or event.seq <= through
            return event.subject == subject and old and named and placed

        gone = [event for event in self.events if goes(event)]
        self.events = [event for event in self.events if not goes(event)]
        if not events:
            for undone in [event for event in self._undone.values() if goes(event)]:
                del self._undone[undone.event_id]
        for event in gone:
            del self._by_id[event.event_id]
            if events and is_named(event.event_id):
                self._undone[event.event_id] = event
        return len(gone)

    async def undone(self) -> dict[str, int]:
        oldest: dict[str, int] = {}
        for event in self._undone.values():
            at = oldest.get(event.subject, event.received_at)
            oldest[event.subject] = min(at, event.received_at)
        return oldest

    async def close(self) -> None:
        self._closed = True
