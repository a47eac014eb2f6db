"""An undone event is gone, and all that was learned of it, also after a crash on the way."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from domain.errors import Busy, Conflict, NotFound, Unavailable
from domain.event import CLIENT_KINDS, Event, Kind
from memory.pseudonym import Pseudonyms
from memory.relearning import Relearning
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstones
from memory.undo import Undo
from tests.fakes.erasables import CountedAggregate, FollowingStore
from tests.fakes.events import event, picked, viewed
from tests.fakes.journal import MemoryJournal

CLICK = Kind.SEARCH_RESULT_CLICKED


class Place:
    """An installation with folds, a graph and a count that follow its journal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.journal = MemoryJournal()
        self.folds, self.graph = FollowingStore("folds"), FollowingStore("graph")
        self.count = CountedAggregate("count")
        self.start()

    def start(self) -> None:
        """Start on the same files, as after a crash."""
        self.tombstones = Tombstones(self.home / "erasures.db", Pseudonyms(b"a secret of sixteen"))
        self.gate = SubjectGate()
        self.relearning = Relearning(
            [self.folds, self.graph], [self.count], [], self.tombstones, self.gate
        )
        self.undo = Undo(self.journal, self.relearning, counted={CLICK})

    def hear(self, made: Event) -> bytes:
        """Write an event and return its id."""
        self.journal.commit([made])
        return made.event_id


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


async def test_it_is_gone_and_its_subject_is_learned_anew(place: Place) -> None:
    kept, undone = place.hear(viewed("ann")), place.hear(viewed("ann"))
    assert (await place.undo("ann", undone)).event_id == undone
    assert [one.event_id for one in place.journal.events] == [kept]
    assert (place.folds.rebuilt, place.graph.rebuilt) == (["ann"], ["ann"])
    assert place.tombstones.expiring() == []
    assert await place.relearning.finish() is False
    assert place.count.recounts == 0


async def test_what_counts_over_everybody_follows_once_for_many(place: Place) -> None:
    for subject in ("ann", "bob"):
        await place.undo(subject, place.hear(event(CLICK, subject)))
    assert place.count.recounts == 0
    assert await place.relearning.finish() is True
    assert (place.count.recounts, place.tombstones.expiring()) == (1, [])
    assert place.folds.rebuilt == ["ann", "bob"]


async def test_an_unknown_or_foreign_event_cannot_be_undone(place: Place) -> None:
    foreign = place.hear(viewed("bob"))
    for event_id in (foreign, bytes(16)):
        with pytest.raises(NotFound):
            await place.undo("ann", event_id)
    assert len(place.journal.events) == 1
    assert place.folds.rebuilt == []


async def test_the_second_of_two_at_once_finds_nothing(place: Place) -> None:
    undone = place.hear(viewed("ann"))
    both = [asyncio.create_task(place.undo("ann", undone)) for _ in range(2)]
    await asyncio.wait(both)
    assert both[0].result().event_id == undone
    assert isinstance(both[1].exception(), NotFound)
    with pytest.raises(NotFound):
        await place.undo("ann", undone)


@pytest.mark.parametrize("kind", sorted(CLIENT_KINDS))
async def test_whatever_a_client_sends_can_be_undone_but_an_order(place: Place, kind: Kind) -> None:
    made = place.hear(event(kind))
    if kind is Kind.ORDER_COMPLETED:
        with pytest.raises(Conflict, match="order stands in the shop"):
            await place.undo("ann", made)
    else:
        await place.undo("ann", made)
    assert bool(place.journal.events) == (kind is Kind.ORDER_COMPLETED)


async def test_a_pick_and_what_leafloop_wrote_itself_stand(place: Place) -> None:
    with pytest.raises(Conflict, match="pick"):
        await place.undo("ann", place.hear(picked()))
    with pytest.raises(Conflict, match="memory"):
        await place.undo("ann", place.hear(event(Kind.FACT_STATED)))


async def test_a_store_that_is_down_follows_later(place: Place) -> None:
    undone = place.hear(viewed("ann"))
    place.graph.down = Unavailable("nobody answers")
    assert (await place.undo("ann", undone)).event_id == undone
    assert place.folds.rebuilt == ["ann"]
    with pytest.raises(Unavailable):
        await place.relearning.finish()
    place.graph.down = None
    assert await place.relearning.finish() is True
    assert place.graph.rebuilt == ["ann"]
    assert place.tombstones.expiring() == []


class Crash(Exception):
    """The process ends here."""


async def test_a_crash_after_the_deletion_is_made_up_for_at_the_next_start(place: Place) -> None:
    undone = place.hear(viewed("ann"))
    with suppress(Crash):
        async with place.relearning.around("ann", counted=True):
            await place.journal.forget("ann", events=(undone,))
            raise Crash
    place.start()
    await place.relearning.refold()
    assert (place.folds.rebuilt, place.graph.rebuilt) == (["ann"], [])
    assert await place.relearning.finish() is True
    assert (place.graph.rebuilt, place.count.recounts) == (["ann"], 1)
    assert place.tombstones.expiring() == []


async def test_a_crash_before_the_counting_is_made_up_for_too(place: Place) -> None:
    await place.undo("ann", place.hear(event(CLICK)))
    place.start()
    assert await place.relearning.finish() is True
    assert place.count.recounts == 1


async def test_one_who_undoes_again_while_it_is_counted_is_counted_again(place: Place) -> None:
    await place.undo("ann", place.hear(event(CLICK)))
    again = place.hear(event(CLICK))
    recount = place.count.recount

    async def while_more_is_undone() -> None:
        await recount()
        if place.count.recounts == 1:
            await place.undo("ann", again)

    place.count.recount = while_more_is_undone  # type: ignore[method-assign]
    await place.relearning.finish()
    assert place.tombstones.expiring() == ["ann"]
    await place.relearning.finish()
    assert (place.count.recounts, place.tombstones.expiring()) == (2, [])


async def test_nothing_is_undone_while_its_subject_is_erased(place: Place) -> None:
    undone = place.hear(viewed("ann"))
    async with place.gate.shut("ann"):
        with pytest.raises(Busy):
            await place.undo("ann", undone)
    assert len(place.journal.events) == 1


async def test_a_journal_that_cannot_commit_undoes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone = place.hear(viewed("ann"))

    async def down(*_: object, **__: object) -> int:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(place.journal, "forget", down)
    with pytest.raises(Unavailable):
        await place.undo("ann", undone)
    assert await place.journal.get(undone) is not None
