"""The journal port: append once, read in order."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from typing import Literal, NamedTuple, Protocol

from domain.event import Event, Kind

Listener = Callable[[Sequence[Event]], None]
"""Called with events just committed, in `seq` order, before their writers are answered."""


class Appended(NamedTuple):
    """What became of one event handed to the journal.

    Attributes:
        outcome: stored; duplicate (same id and body came before); conflict (same id, another
            body: the first one stands); erased (it happened before its subject was erased, and
            was not written).
        event: The event as it now stands in the journal under this id, with its `seq`. For a
            duplicate or conflict this is the first one; where that was undone, nothing stands
            there, and this is the event as it came, in the first one's place.
    """

    outcome: Literal["stored", "duplicate", "conflict", "erased"]
    event: Event


class Journal(Protocol):
    """An append-only log of events, ordered by `seq`."""

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Write events in one commit and return once they survive a power cut.

        Args:
            events: Without `seq`. A UUIDv5 id is checked against earlier ones by its `digest`.

        Returns:
            One verdict per event, in the order given.

        Raises:
            Busy: The queue is full, or the journal is closing; nothing was written.
            Unavailable: The store cannot commit; nothing was written.
        """
        ...

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with every commit, in `seq` order, before its writers are answered."""
        ...

    async def get(self, event_id: bytes) -> Event | None:
        """Return the event with this id, or None."""
        ...

    def replay(
        self,
        since: int = 0,
        *,
        kinds: Collection[Kind] | None = None,
        subject: str | None = None,
    ) -> AsyncIterator[Event]:
        """Yield committed events with `seq > since`, in order, without holding up writers.

        Args:
            since: Journal place to start behind.
            kinds: Only these kinds; None means all.
            subject: Only this subject, found through its spans rather than a scan.
        """
        ...

    async def newest(
        self,
        subject: str,
        limit: int,
        *,
        kinds: Collection[Kind],
        session: str | None = None,
        before: int | None = None,
    ) -> list[Event]:
        """Return a subject's newest events, newest first, read from the end backwards.

        Args:
            subject: Whose.
            limit: Most events returned.
            kinds: Only these.
            session: Only of this visit; None means all.
            before: Only those at an earlier place than this; None means all.
        """
        ...

    async def forget(
        self,
        subject: str,
        *,
        through: int | None = None,
        before: int | None = None,
        keep: Collection[Kind] = (),
        events: Collection[bytes] = (),
    ) -> int:
        """Delete a subject's events, and the ids that clients gave them, down to the bytes.

        No place is given again.

        Everything handed to `append` before this call is written first, and deleted with the rest.
        What is handed in later stays.

        Args:
            subject: Whose events.
            through: Only those up to this place; None means all.
            before: Only those received before this time, in milliseconds; None means all.
            keep: Kinds that stay, when there is a time.
            events: Only those with these ids: they are undone. An id that a client gave is
                remembered until the subject is forgotten or the event would have become too old,
                so that the same event sent again is a duplicate, and is not written.

        Returns:
            How many events there were.

        Raises:
            Busy: They are gone, but some bytes are not yet; call again.
            Unavailable: The store cannot commit; nothing was deleted.
        """
        ...

    async def undone(self) -> dict[str, int]:
        """Return when the oldest event was received of those each subject undid, by subject."""
        ...

    async def last_seq(self) -> int:
        """Return the place of the newest committed event; 0 for an empty journal."""
        ...

    @property
    def queued(self) -> int:
        """Number of events waiting for their commit."""
        ...

    async def healthy(self) -> bool:
        """Whether a commit succeeds now."""
        ...

    async def close(self) -> None:
        """Commit what is queued, refuse what comes later, and release the store."""
        ...
