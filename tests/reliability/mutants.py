"""Journals broken on purpose: the kill harness must catch each of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from domain.event import Event
from memory.adapters import journal_commit, journal_schema
from memory.adapters.sqlite_journal import SqliteJournal
from memory.journal import Appended

SPANS_EVERY: Final = 300


class AcknowledgesEarly(SqliteJournal):
    """Answers before the commit."""

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Say that everything is stored, and only then begin to store it."""
        self._unheard = asyncio.gather(super().append(events), return_exceptions=True)
        return [Appended("stored", event) for event in events]


async def open_sound(path: Path) -> SqliteJournal:
    """Open the journal as it is."""
    return await SqliteJournal.open(path, spans_every=SPANS_EVERY)


async def open_acknowledging_early(path: Path) -> SqliteJournal:
    """Open the mutant that answers before the commit."""
    return await AcknowledgesEarly.open(path, spans_every=SPANS_EVERY)


async def open_without_unique_keys(path: Path) -> SqliteJournal:
    """Open the mutant without keys; it changes this process for good."""
    vars(journal_schema)["SCHEMA"] = journal_schema.SCHEMA.replace(" UNIQUE", "")
    vars(journal_commit)["is_named"] = lambda _: False
    return await SqliteJournal.open(path, spans_every=SPANS_EVERY)


JOURNALS: Final[dict[str, Callable[[Path], Awaitable[SqliteJournal]]]] = {
    "sound": open_sound,
    "acknowledges_early": open_acknowledging_early,
    "without_unique_keys": open_without_unique_keys,
}
