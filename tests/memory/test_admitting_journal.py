"""The door before the journal keeps its contract, and lets in nothing that was erased."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from domain.event import Kind
from memory.adapters.sqlite_journal import SqliteJournal
from memory.admitting_journal import AdmittingJournal
from memory.journal import Journal
from memory.pseudonym import Pseudonyms
from memory.receipt import Receipt
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstone, Tombstones
from tests.contracts.journal import JournalContract, Reopen, outcomes
from tests.fakes.clock import NOON
from tests.fakes.events import event, viewed
from tests.fakes.journal import MemoryJournal

Open = Callable[..., Awaitable[AdmittingJournal]]
RECEIPT = Receipt(b"r" * 16, NOON, ())


@pytest.fixture
def tombstones(tmp_path: Path) -> Tombstones:
    return Tombstones(tmp_path / "erasures.db", Pseudonyms(b"a secret of sixteen"))


@pytest.fixture
def gate() -> SubjectGate:
    return SubjectGate()


class TestAdmittingJournal(JournalContract):
    """The contract, with somebody erased whom nobody asks for."""

    @pytest.fixture
    async def open_journal(
        self, tmp_path: Path, tombstones: Tombstones, gate: SubjectGate
    ) -> AsyncIterator[Open]:
        tombstones.begin("long gone", Tombstone(1, NOON), RECEIPT)
        opened: list[SqliteJournal] = []

        async def open_one(**settings: int) -> AdmittingJournal:
            opened.append(await SqliteJournal.open(tmp_path / "journal.db", **settings))
            return AdmittingJournal(opened[-1], tombstones, gate)

        yield open_one
        for journal in opened:
            await journal.close()

    @pytest.fixture
    async def journal(self, open_journal: Open) -> Journal:
        return await open_journal()

    @pytest.fixture
    async def small_journal(self, open_journal: Open) -> Journal:
        return await open_journal(max_queued=4)

    @pytest.fixture
    def reopen(self, open_journal: Open) -> Reopen:
        async def reopen_one(journal: Journal) -> Journal:
            await journal.close()
            return await open_journal()

        return reopen_one


async def test_what_happened_before_the_erasure_is_not_written(
    tombstones: Tombstones, gate: SubjectGate
) -> None:
    inner = MemoryJournal()
    journal = AdmittingJournal(inner, tombstones, gate)
    tombstones.begin("ann", Tombstone(0, NOON), RECEIPT)
    newer = viewed("ann")._replace(at=NOON + 1)
    verdicts = await journal.append([viewed("ann"), viewed("bob"), newer])
    assert outcomes(verdicts) == ["erased", "stored", "stored"]
    assert [one.subject for one in inner.events] == ["bob", "ann"]


async def test_during_an_erasure_a_client_waits_and_what_comes_of_the_erased_is_dropped(
    tombstones: Tombstones, gate: SubjectGate
) -> None:
    inner = MemoryJournal()
    journal = AdmittingJournal(inner, tombstones, gate)
    later = NOON + 1
    read_out = event(Kind.FACTS_EXTRACTED, "ann", later)
    allowed = event(Kind.CONSENT_CHANGED, "ann", later, changes={"paused": True})
    async with gate.shut("ann"):
        await gate.empty("ann", 1)
        tombstones.begin("ann", Tombstone(0, NOON), RECEIPT)
        batch = [read_out, viewed("ann")._replace(at=later), allowed]
        waiting = asyncio.create_task(journal.append(batch))
        await asyncio.sleep(0)
        assert outcomes(await journal.append([viewed("bob")])) == ["stored"]
        assert inner.events[-1].subject == "bob"
        assert not waiting.done()
    assert outcomes(await waiting) == ["erased", "stored", "stored"]
