"""Take back one event, as if it had never happened."""

from collections.abc import Collection

import structlog

from domain.errors import Conflict, NotFound
from domain.event import UNDOABLE_KINDS, Event, Kind
from memory.journal import Journal
from memory.relearning import Relearning

_log = structlog.get_logger(__name__)


class Undo:
    """Deletes an event from the journal, and has its subject learned anew without it."""

    def __init__(self, journal: Journal, relearning: Relearning, counted: Collection[Kind]) -> None:
        """Prepare.

        Args:
            journal: Holds the events.
            relearning: Learns a subject anew.
            counted: Kinds that numbers over all subjects count.
        """
        self._journal = journal
        self._relearning = relearning
        self._counted = frozenset(counted)

    async def __call__(self, subject: str, event_id: bytes) -> Event:
        """Undo one event and return what it was.

        The event is gone for good once this deleted it. A store that is down then follows later;
        the folds, which answer requests, come first.

        Raises:
            NotFound: The subject has no such event, or not any more.
            Conflict: It is of a kind that cannot be undone.
            Busy: The subject is being erased, or the journal is closing; nothing was undone.
            Erased: The subject was erased meanwhile.
            Unavailable: The journal cannot commit; nothing was undone.
        """
        event = await self._undoable(subject, event_id)
        gone = 0
        try:
            async with self._relearning.around(subject, counted=event.kind in self._counted):
                gone = await self._journal.forget(subject, events=(event_id,))
        except Exception as error:
            if await self._journal.get(event_id) is not None:
                raise
            _log.warning("undo_unfinished", error=type(error).__name__)
            return event
        if not gone:  # undone twice at the same moment
            raise _no_such_event()
        return event

    async def _undoable(self, subject: str, event_id: bytes) -> Event:
        event = await self._journal.get(event_id)
        if event is None or event.subject != subject:
            raise _no_such_event()
        if event.kind not in UNDOABLE_KINDS:
            raise Conflict(_why_not(event.kind))
        return event


def _no_such_event() -> NotFound:
    return NotFound("this person has no such event; it may have been undone already")


def _why_not(kind: Kind) -> str:
    if kind is Kind.ORDER_COMPLETED:
        return "an order stands in the shop, too; cancel it there, it cannot be undone here"
    if kind is Kind.SELECTION_MADE:
        return "a pick was answered and acted upon, so it stands; ask again to pick otherwise"
    return "this was written by LeafLoop itself; correct or delete the memory that it made instead"
