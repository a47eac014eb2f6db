"""Who watches a subject sees each event with what it taught, and never holds up the journal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import TooMany
from domain.event import Event, Kind
from domain.profile import Profile
from learning.profile import learn
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner
from memory.folds import Fold
from memory.watching import Room, Seen, Sign, Watch, Watching
from tests.fakes.clock import FixedClock
from tests.fakes.events import event, viewed
from tests.fakes.journal import MemoryJournal

EVERY = frozenset(Kind)
CLICK = Kind.SEARCH_RESULT_CLICKED


class Place:
    """A journal, the fold of profiles, and who watches."""

    def __init__(self, runner: FoldRunner, journal: MemoryJournal) -> None:
        self.runner, self.journal = runner, journal
        room = Room(per_subject=2, in_all=3, waiting=4)
        self.watching = Watching(journal, runner.states("profile"), room)

    def click(self, brand: str, subject: str = "ann") -> Event:
        """Let somebody click on a brand."""
        made = event(CLICK, subject, product_sku="m1", brand=brand)
        return self.journal.commit([made])[0].event


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    journal = MemoryJournal()
    kinds = EVERY - {Kind.PROPOSAL_SHOWN}
    fold = Fold("profile", Profile, Profile.empty, _careful, kinds)
    letters = DeadLetters(tmp_path / "letters.db")
    runner = await FoldRunner.open(
        tmp_path / "folds.db", journal, [fold], dead_letters=letters, clock=FixedClock()
    )
    yield Place(runner, journal)
    await runner.close()


def _careful(profile: Profile, event: Event) -> Profile:
    if event.data.get("brand") == "poison":
        raise ValueError("this brand cannot be learned")
    return learn(profile, event)


async def drawn(watch: Watch, count: int) -> list[Any]:
    """Return that many things without waiting for any."""
    async with asyncio.timeout(0):
        return [await watch.next() for _ in range(count)]


async def test_each_event_of_one_commit_comes_with_what_it_alone_taught(place: Place) -> None:
    place.click("Alpro")
    watch = place.watching.watch("ann", EVERY)
    clicks = [event(CLICK, product_sku="m1", brand=brand) for brand in ("Oatly", "Arla")]
    place.journal.commit([*clicks, viewed("bob")])
    first, second = await drawn(watch, 2)
    assert list(first.before.preferences["brand"]) == ["alpro"]
    assert list(first.after.preferences["brand"]) == ["alpro", "oatly"]
    assert first.after is second.before
    assert second.after == await place.runner.states("profile").read("ann")


async def test_two_watchers_both_see_it_and_only_what_they_asked_for(place: Place) -> None:
    first, second = place.watching.watch("ann", EVERY), place.watching.watch("ann", {CLICK})
    place.journal.commit([viewed("ann")])
    clicked = place.click("Oatly")
    assert [seen.event.kind for seen in await drawn(first, 2)] == [Kind.PRODUCT_VIEWED, CLICK]
    assert [seen.event.event_id for seen in await drawn(second, 1)] == [clicked.event_id]


async def test_a_watcher_that_waits_is_woken(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    waiting = asyncio.create_task(watch.next())
    await asyncio.sleep(0)
    place.click("Oatly")
    seen = await waiting
    assert isinstance(seen, Seen)


async def test_a_slow_one_misses_what_is_old_and_hears_that_it_did(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    clicks = [place.click(f"brand {number}") for number in range(5)]
    missed, newest = await drawn(watch, 2)
    assert missed is Sign.MISSED
    assert newest.event.event_id == clicks[-1].event_id
    clicks = [place.click(f"brand {number}") for number in range(100)]
    items = await drawn(watch, 4)
    assert len([item for item in items if item is Sign.MISSED]) <= 1
    place.watching.leave("ann", watch)


async def test_what_waits_of_an_erased_subject_is_dropped(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    place.click("Oatly")
    await place.journal.forget("ann")
    await place.runner.forget("ann")
    place.watching.changed("ann")
    assert await drawn(watch, 1) == [Sign.FORGOTTEN]
    place.click("Arla")
    [seen] = await drawn(watch, 1)
    assert list(seen.after.preferences["brand"]) == ["arla"]


async def test_who_is_not_watched_is_nobodys_business(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    place.click("Oatly", "bob")
    place.watching.changed("bob")
    with pytest.raises(TimeoutError):
        await drawn(watch, 1)


async def test_there_is_room_for_so_many_and_leaving_makes_room(place: Place) -> None:
    watches = [place.watching.watch("ann", EVERY) for _ in range(2)]
    with pytest.raises(TooMany, match="this person"):
        place.watching.watch("ann", EVERY)
    place.watching.watch("bob", EVERY)
    with pytest.raises(TooMany, match="as many as can"):
        place.watching.watch("eve", EVERY)
    for _ in range(2):
        place.watching.leave("ann", watches[0])
    assert len(place.watching) == 2
    place.watching.watch("eve", EVERY)


async def test_an_event_that_cannot_be_learned_is_seen_and_changes_nothing(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    place.click("poison")
    [seen] = await drawn(watch, 1)
    assert seen.after is seen.before


async def test_at_the_end_everybody_is_told_to_go(place: Place) -> None:
    watch = place.watching.watch("ann", EVERY)
    place.click("Oatly")
    place.watching.end()
    assert await drawn(watch, 1) == [Sign.END]
