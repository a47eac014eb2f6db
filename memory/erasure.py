"""Erase a subject everywhere, say what became of each store, and go on until nothing is left."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from domain.clock import Clock
from domain.consent import Consent
from domain.errors import Busy
from domain.ids import NewId
from memory.erasable import Aggregate, Erasable, Rebuildable
from memory.folds import States
from memory.journal import Journal
from memory.kept_consents import switched_off
from memory.receipt import Receipt, StoreReceipt
from memory.relay import Relay
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstone, Tombstones

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an erasure waits, in seconds.

    Attributes:
        runs: For a subject's own requests to end, before they are revoked.
        relay: For a sink to take what it is being handed.
        store: For one store to forget.
        recount: For the aggregates, before the reply says that they are pending.
        first_retry: Before what is pending is tried again; doubles with each try.
        longest_retry: It never waits beyond.
    """

    runs: float = 2.0
    relay: float = 1.0
    store: float = 5.0
    recount: float = 0.5
    first_retry: float = 1.0
    longest_retry: float = 300.0


DEFAULT_PATIENCE: Final = Patience()
_LONGER: Final = 10
"""Times as long is a sink waited for when nobody waits for the reply any more."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure reaches.

    Attributes:
        erasables: Every store with personal data, the journal first.
        aggregates: Numbers over all subjects.
        relays: Name of a store -> what carries events into it.
    """

    erasables: Sequence[Erasable]
    aggregates: Sequence[Aggregate]
    relays: Mapping[str, Relay]


class Erasure:
    """Writes the tombstone, empties every store, and keeps the receipt true.

    Nothing of the subject runs or is written meanwhile; whatever comes afterwards is a new
    beginning. A store that is down is tried again until it is empty, after a restart too.

    Attributes:
        reach: The stores.
    """

    def __init__(
        self,
        reach: Reach,
        tombstones: Tombstones,
        gate: SubjectGate,
        *,
        journal: Journal,
        consents: States[Consent],
        clock: Clock,
        new_id: NewId,
        patience: Patience = DEFAULT_PATIENCE,
    ) -> None:
        """Prepare; `start` goes on with what an earlier process left.

        Args:
            reach: The stores.
            tombstones: Keeps tombstones, receipts and what is left to do.
            gate: Holds off the subject's requests.
            journal: Says how far it is.
            consents: What the subject had switched off stays so.
            clock: Dates tombstones and receipts.
            new_id: Makes the receipts' ids.
            patience: How long to wait.
        """
        self.reach = reach
        self._tombstones = tombstones
        self._gate = gate
        self._journal = journal
        self._consents = consents
        self._clock = clock
        self._new_id = new_id
        self._patience = patience
        self._wake = asyncio.Event()
        self._counted = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Finish what an earlier process left, as far as it can be now, and go on behind."""
        await self._finish_subjects()
        self._wake.set()
        self._keep(asyncio.create_task(self._follow()))

    async def close(self) -> None:
        """Stop; what is left is done after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def pending(self) -> int:
        """How many erasures are not complete yet."""
        return len(self._tombstones.unfinished())

    @property
    def running(self) -> bool:
        """Whether what is left of erasures is being finished."""
        return bool(self._tasks)

    async def erase(self, subject: str) -> Receipt:
        """Erase a subject; a caller that goes away does not stop it.

        Returns:
            The receipt. It is kept unless nothing was ever known of the subject.

        Raises:
            Unavailable: The tombstone could not be written; nothing was deleted.
        """
        erasing = self._keep(asyncio.create_task(self._erase(subject)))
        return await asyncio.shield(erasing)

    def receipt(self, receipt_id: bytes, subject: str) -> Receipt:
        """Return a receipt as it stands now.

        Raises:
            NotFound: There is none, or it is another subject's.
        """
        return self._tombstones.receipt(receipt_id, subject)

    async def export(self, subject: str) -> dict[str, Any]:
        """Return everything that every store holds about a subject, by store."""
        return {store.name: await store.export(subject) for store in self.reach.erasables}

    async def _erase(self, subject: str) -> Receipt:
        async with self._gate.shut(subject):
            known = self._tombstones.of(subject) is not None
            receipt = await self._empty(subject, await self._begin(subject))
            if not known and receipt.found_nothing():
                self._tombstones.withdraw(subject, receipt)
                return receipt
        if receipt.status == "pending":
            self._wake.set()
            await self._recounted(receipt)
            receipt = self._tombstones.receipt(receipt.receipt_id, subject)
        return receipt

    async def _begin(self, subject: str) -> Receipt:
        now = self._clock.now()
        kept = switched_off(await self._consents.read(subject))
        through = await self._journal.last_seq() + self._journal.queued
        names = [store.name for store in self.reach.erasables]
        names += [aggregate.name for aggregate in self.reach.aggregates]
        receipt = Receipt(self._new_id(now), now, tuple(StoreReceipt(name) for name in names))
        self._tombstones.begin(subject, Tombstone(through, now, kept=kept), receipt)
        return receipt

    async def _empty(self, subject: str, receipt: Receipt) -> Receipt:
        """Empty every store that is pending; the subject is shut."""
        stores = {store.name: store for store in receipt.stores}
        async with AsyncExitStack() as held:
            # First, so that no sink waits for the gate while this waits for the sink.
            unheld = await self._hold(held, stores, again=self._again(subject))
            try:
                await self._gate.empty(subject, self._patience.runs)
            except Busy as error:
                _log.warning("erasure_pending", store="requests", error=error.detail)
                return receipt
            for store in self.reach.erasables:
                before = stores.get(store.name, StoreReceipt(store.name))
                if before.status == "pending" and store.name not in unheld:
                    stores[store.name] = await self._forget(store, subject, before)
            self._tombstones.settle(subject, await self._journal.last_seq())
        return self._note(subject, replace(receipt, stores=tuple(stores.values())))

    def _note(self, subject: str, receipt: Receipt) -> Receipt:
        named = {store.name for store in self.reach.erasables}
        if not any(s.deleted for s in receipt.stores if s.name == self.reach.erasables[0].name):
            receipt = _completed(receipt, {each.name for each in self.reach.aggregates})
        if not any(s.status == "pending" for s in receipt.stores if s.name in named):
            try:
                self._tombstones.unname(receipt, subject)
            except Busy as error:  # the name itself is pending, and is tried again
                _log.warning("erasure_pending", store="erasures", error=error.detail)
                return self._tombstones.receipt(receipt.receipt_id, subject)
        self._tombstones.note(receipt)
        return receipt

    async def _hold(
        self, held: AsyncExitStack, stores: Mapping[str, StoreReceipt], *, again: bool
    ) -> set[str]:
        """Hold every relay still; return the stores whose relay does not let go in time."""
        seconds = self._patience.relay * (_LONGER if again else 1)
        unheld: set[str] = set()
        for name, relay in self.reach.relays.items():
            try:
                async with asyncio.timeout(seconds):
                    await held.enter_async_context(relay.held())
            except TimeoutError:
                _log.warning("erasure_pending", store=name, error="its sink does not answer")
                unheld.add(name)
        return unheld & stores.keys()

    async def _forget(self, store: Erasable, subject: str, before: StoreReceipt) -> StoreReceipt:
        again = self._again(subject)
        found, gone, residue = 0, 0, None
        try:
            async with asyncio.timeout(self._patience.store):
                found = await store.find(subject)
                gone = await self._forgotten(store, subject)
                residue = await store.find(subject)
                if again and isinstance(store, Rebuildable):  # what came since must not be lost
                    await store.rebuild(subject)
        except Exception as error:  # one store that fails must not keep the others from forgetting
            _log.warning("erasure_pending", store=store.name, error=type(error).__name__)
            return await self._as_found(store, subject, before, found)
        status = before.status if residue else "complete"
        return StoreReceipt(
            store.name, before.deleted + max(gone, found - residue), residue, status
        )

    def _again(self, subject: str) -> bool:
        tombstone = self._tombstones.of(subject)
        return tombstone is not None and tombstone.settled

    async def _forgotten(self, store: Erasable, subject: str) -> int:
        """Forget, and once more when a reader kept some bytes for a moment."""
        try:
            return await store.forget(subject)
        except Busy:
            return await store.forget(subject)

    async def _as_found(
        self, store: Erasable, subject: str, before: StoreReceipt, found: int
    ) -> StoreReceipt:
        try:
            async with asyncio.timeout(self._patience.relay):
                left = await store.find(subject)
        except Exception:
            return replace(before, residue=None)
        return replace(before, deleted=before.deleted + max(0, found - left), residue=left)

    async def _recounted(self, receipt: Receipt) -> None:
        """Wait a moment for the aggregates."""
        waited = {receipt.receipt_id}
        try:
            async with asyncio.timeout(self._patience.recount):
                while waited & {left.receipt.receipt_id for left in self._tombstones.unfinished()}:
                    self._counted.clear()
                    await self._counted.wait()
        except TimeoutError:
            return

    async def _follow(self) -> None:
        failures = 0
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                left = await self._finish()
            except Exception as error:
                _log.warning("erasure_pending", store="erasures", error=type(error).__name__)
                left = True
            failures = failures + 1 if left else 0
            if left:
                wait = self._patience.first_retry * 2.0 ** min(failures - 1, 30)
                await self._rest(min(wait, self._patience.longest_retry))
                self._wake.set()

    async def _rest(self, seconds: float) -> None:
        """Wait, unless there is something new to do."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _finish(self) -> bool:
        """Do what is left; return whether something still is."""
        await self.recount()
        await self._finish_subjects()
        return bool(self._tombstones.unfinished())

    async def recount(self) -> None:
        """Count the aggregates of every unfinished erasure anew, and note it."""
        waiting = [left.receipt for left in self._tombstones.unfinished()]
        for aggregate in self.reach.aggregates:
            if any(_pending(receipt, aggregate.name) for receipt in waiting):
                await aggregate.recount()
                self._complete(aggregate.name, {receipt.receipt_id for receipt in waiting})
        self._counted.set()

    def _complete(self, name: str, receipt_ids: set[bytes]) -> None:
        for left in self._tombstones.unfinished():
            if left.receipt.receipt_id in receipt_ids:
                receipt = _completed(left.receipt, {name})
                if left.subject is None or receipt.status == "pending":
                    self._tombstones.note(receipt)

    async def _finish_subjects(self) -> None:
        for left in self._tombstones.unfinished():
            if left.subject is None:
                continue
            async with self._gate.shut(left.subject):
                now = next(
                    (one for one in self._tombstones.unfinished() if one.receipt == left.receipt),
                    None,
                )
                if now is not None:
                    await self._empty(left.subject, now.receipt)

    def _keep(self, task: "asyncio.Task[Any]") -> "asyncio.Task[Any]":
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _pending(receipt: Receipt, name: str) -> bool:
    return any(store.name == name and store.status == "pending" for store in receipt.stores)


def _completed(receipt: Receipt, names: Iterable[str]) -> Receipt:
    wanted = set(names)
    stores = tuple(
        replace(store, residue=0, status="complete") if store.name in wanted else store
        for store in receipt.stores
    )
    return replace(receipt, stores=stores)
