"""An erasure begins with its tombstone, reaches every store, and goes on until nothing is left."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from domain.consent import Consent
from domain.errors import Busy, NotFound, Unavailable
from memory.erasure import Erasure, Patience, Reach
from memory.kept_consents import KeptConsents
from memory.pseudonym import Pseudonyms
from memory.receipt import Receipt
from memory.subject_events import SubjectEvents
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstones
from tests.fakes.clock import FixedClock
from tests.fakes.erasables import CountedAggregate, CountedStore, FollowingStore
from tests.fakes.events import viewed
from tests.fakes.ids import SeededIds
from tests.fakes.journal import MemoryJournal
from tests.fakes.states import GivenStates

PSEUDONYMS = Pseudonyms(b"a secret of sixteen")
QUICK = Patience(runs=0.05, relay=0.05, store=0.2, recount=0.2, first_retry=0.001)


class Place:
    """An installation of two stores and an aggregate, which can start again."""

    def __init__(self, home: Path, clock: FixedClock) -> None:
        self.path = home / "erasures.db"
        self.journal = MemoryJournal([viewed("ann"), viewed("ann"), viewed("bob")])
        self.store = CountedStore("store", ann=3, bob=1)
        self.follower = FollowingStore("follower", ann=2)
        self.count = CountedAggregate("count")
        self.consents = GivenStates(Consent.empty, Consent("ann", 3, 1, track_clicks=False))
        self.clock = clock
        self.gate = SubjectGate()
        self.tombstones = Tombstones(self.path, PSEUDONYMS)
        self.erasure = self._erasure()

    def _erasure(self) -> Erasure:
        events = SubjectEvents(self.journal, self.tombstones)
        return Erasure(
            Reach((events, self.store, self.follower), (self.count,), {}),
            self.tombstones,
            self.gate,
            journal=self.journal,
            consents=KeptConsents(self.consents, self.tombstones),
            clock=self.clock,
            new_id=SeededIds(self.clock.time),
            patience=QUICK,
        )

    async def restart(self) -> None:
        """End the process without a word, and start it again."""
        await self.close()
        self.gate = SubjectGate()
        self.tombstones = Tombstones(self.path, PSEUDONYMS)
        self.erasure = self._erasure()
        await self.erasure.start()

    async def close(self) -> None:
        """End the process."""
        await self.erasure.close()
        self.tombstones.close()

    async def completed(self, receipt: Receipt, subject: str = "ann") -> Receipt:
        """Return a receipt once it is complete."""
        async with asyncio.timeout(5):
            while (now := self.erasure.receipt(receipt.receipt_id, subject)).status == "pending":
                await asyncio.sleep(0)
        return now


@pytest.fixture
async def place(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Place]:
    made = Place(tmp_path, clock)
    await made.erasure.start()
    yield made
    await made.close()


def said(receipt: Receipt) -> dict[str, tuple[int, int | None, str]]:
    return {store.name: (store.deleted, store.residue, store.status) for store in receipt.stores}


async def test_every_store_is_emptied_and_says_how_much_there_was(place: Place) -> None:
    receipt = await place.erasure.erase("ann")
    assert said(receipt) == {
        "journal": (2, 0, "complete"),
        "store": (3, 0, "complete"),
        "follower": (2, 0, "complete"),
        "count": (0, 0, "complete"),
    }
    assert receipt.status == "complete"
    assert (place.store.held, place.count.recounts) == ({"bob": 1}, 1)
    assert place.erasure.receipt(receipt.receipt_id, "ann") == receipt


async def test_the_tombstone_stands_before_anything_is_deleted(place: Place) -> None:
    seen: list[tuple[int, int]] = []

    def asked(subject: str) -> None:
        again = Tombstones(place.path, PSEUDONYMS)  # what a process that starts now would find
        tombstone = again.of(subject)
        assert tombstone is not None
        seen.append((tombstone.at, len(again.unfinished())))
        again.close()

    place.store.asked = asked
    forget = place.journal.forget

    async def forgotten(subject: str, **how: Any) -> int:
        asked(subject)
        return await forget(subject, **how)

    place.journal.forget = forgotten  # type: ignore[method-assign]
    await place.erasure.erase("ann")
    assert seen == [(place.clock.time, 1)] * 2


async def test_a_store_that_is_down_is_pending_and_completed_when_it_is_up(place: Place) -> None:
    place.store.down = Unavailable("nobody answers")
    receipt = await place.erasure.erase("ann")
    assert receipt.status == "pending"
    assert said(receipt)["store"] == (0, None, "pending")
    assert said(receipt)["follower"] == (2, 0, "complete")
    place.store.down = None
    assert said(await place.completed(receipt))["store"] == (3, 0, "complete")


async def test_whatever_a_store_raises_the_others_are_emptied(place: Place) -> None:
    place.store.down = RuntimeError("a driver broke")
    receipt = await place.erasure.erase("ann")
    assert said(receipt)["follower"] == (2, 0, "complete")
    place.store.down = None
    await place.completed(receipt)


async def test_what_is_pending_is_completed_after_a_restart(place: Place) -> None:
    place.store.down = OSError("no disk")
    receipt = await place.erasure.erase("ann")
    await place.restart()
    assert place.erasure.receipt(receipt.receipt_id, "ann").status == "pending"
    place.store.down = None
    assert (await place.completed(receipt)).status == "complete"


async def test_the_name_is_kept_only_while_a_store_needs_it(place: Place) -> None:
    place.store.held["canary-name"] = 1
    place.store.down = Unavailable("nobody answers")
    receipt = await place.erasure.erase("canary-name")
    files = [place.path, place.path.with_name("erasures.db-wal")]
    assert any(b"canary-name" in file.read_bytes() for file in files)
    place.store.down = None
    await place.completed(receipt, "canary-name")
    assert not any(b"canary-name" in file.read_bytes() for file in files)


async def test_an_aggregate_that_waits_does_not_keep_the_name(place: Place) -> None:
    place.count.down = Unavailable("no room")
    place.journal.commit([viewed("canary-name")])
    receipt = await place.erasure.erase("canary-name")
    assert [name for name, (_, _, how) in said(receipt).items() if how == "pending"] == ["count"]
    assert b"canary-name" not in place.path.read_bytes()
    await place.restart()
    place.count.down = None
    assert (await place.completed(receipt, "canary-name")).status == "complete"


async def test_what_came_after_the_erasure_is_folded_again_when_it_is_tried_again(
    place: Place,
) -> None:
    place.follower.down = Unavailable("nobody answers")
    receipt = await place.erasure.erase("ann")
    place.clock.move(seconds=1)
    place.journal.commit([viewed("ann", "new")])
    place.follower.down = None
    await place.completed(receipt)
    assert place.follower.rebuilt[-1:] == ["ann"]
    assert [event.data["product_sku"] for event in place.journal.events] == ["m1", "new"]


async def test_two_at_once_both_get_a_true_receipt(place: Place) -> None:
    one, two = await asyncio.gather(place.erasure.erase("ann"), place.erasure.erase("ann"))
    assert sorted(said(receipt)["store"][0] for receipt in (one, two)) == [0, 3]
    assert (one.status, two.status) == ("complete", "complete")


async def test_the_unknown_get_zeros_and_no_row(place: Place) -> None:
    receipt = await place.erasure.erase("nobody")
    assert set(said(receipt).values()) == {(0, 0, "complete")}
    assert (len(place.tombstones), place.tombstones.unfinished()) == (0, [])
    with pytest.raises(NotFound, match="no receipt"):
        place.erasure.receipt(receipt.receipt_id, "nobody")
    assert b"nobody" not in place.path.read_bytes()


async def test_a_receipt_is_its_subjects_alone(place: Place) -> None:
    receipt = await place.erasure.erase("ann")
    with pytest.raises(NotFound):
        place.erasure.receipt(receipt.receipt_id, "bob")


async def test_what_was_switched_off_stays_off(place: Place) -> None:
    await place.erasure.erase("ann")
    place.consents.by_subject.clear()
    consents = KeptConsents(place.consents, place.tombstones)
    assert (await consents.read("ann")).track_clicks is False
    assert (await consents.read("bob")).track_clicks is True


async def test_a_caller_that_goes_away_does_not_stop_it(place: Place) -> None:
    erasing = asyncio.create_task(place.erasure.erase("ann"))
    await asyncio.sleep(0)
    erasing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await erasing
    async with asyncio.timeout(5):
        while "ann" in place.store.held:
            await asyncio.sleep(0)


async def test_an_export_asks_every_store(place: Place) -> None:
    held = await place.erasure.export("ann")
    assert (held["store"], held["follower"], len(held["journal"])) == (3, 2, 2)


async def test_a_busy_store_is_asked_once_more_at_once(place: Place) -> None:
    answers: list[Callable[[], Awaitable[int]]] = []
    forget = place.store.forget

    async def busy_once(subject: str) -> int:
        if not answers:
            answers.append(lambda: forget(subject))
            await forget(subject)
            raise Busy("some bytes are not gone yet")
        return await answers[0]()

    place.store.forget = busy_once  # type: ignore[method-assign]
    assert said(await place.erasure.erase("ann"))["store"] == (3, 0, "complete")
