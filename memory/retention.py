"""Drop events older than each subject allows, and everything that was learned of them."""

from typing import Final

import structlog

from domain.clock import MS_PER_DAY, Clock
from domain.consent import Consent
from domain.event import Kind
from memory.executions import Executions
from memory.folds import States
from memory.journal import Journal
from memory.relearning import Relearning

_log = structlog.get_logger(__name__)
_DEFAULT_DAYS: Final = Consent.empty("").retention_days
_KEPT: Final = (Kind.CONSENT_CHANGED,)
"""What somebody allows does not expire: they would be asked, or tracked, again."""


class Retention:
    """Goes through the subjects whose events may be too old.

    An event's age counts from when it was received, not from when it happened: that is how long
    it is kept here, and an old order imported today is kept as long as one made today.
    """

    def __init__(
        self,
        journal: Journal,
        consents: States[Consent],
        executions: Executions,
        relearning: Relearning,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._consents = consents
        self._executions = executions
        self._relearning = relearning
        self._clock = clock

    async def drop(self) -> int:
        """Drop what is too old, and what an earlier call did not get to the end of.

        Returns:
            How many events went.

        Raises:
            Busy: Or Unavailable, OSError: a store is down; the next call goes on.
        """
        gone = 0
        for subject in sorted(await self._due()):
            gone += await self._expire(subject)
        finished = await self._relearning.finish()
        if gone and not finished:
            await self._relearning.recount()
        if gone or finished:
            _log.info("events_expired", events=gone)
        return gone

    async def _due(self) -> set[str]:
        """Return who has events beyond the usual age, or chose another one, and may have some."""
        now = self._clock.now()
        due: set[str] = set()
        async for event in self._journal.replay():
            if event.received_at >= now - _DEFAULT_DAYS * MS_PER_DAY:
                break
            due.add(event.subject)
        async for event in self._journal.replay(kinds=_KEPT):
            if "retention_days" in (event.data.get("changes") or ()):
                due.add(event.subject)
        old = {subject for subject in due if await self._has_old(subject, now)}
        undone = await self._journal.undone()
        return old | {who for who, at in undone.items() if at < await self._before(who, now)}

    async def _has_old(self, subject: str, now: int) -> bool:
        before = await self._before(subject, now)
        async for event in self._journal.replay(subject=subject):
            if event.kind not in _KEPT:
                return event.received_at < before
        return False

    async def _before(self, subject: str, now: int) -> int:
        consent = await self._consents.read(subject)
        return now - consent.retention_days * MS_PER_DAY

    async def _expire(self, subject: str) -> int:
        before = await self._before(subject, self._clock.now())
        async with self._relearning.around(subject, counted=False):
            gone = await self._journal.forget(subject, before=before, keep=_KEPT)
            await self._executions.forget_before(subject, before)
        return gone
