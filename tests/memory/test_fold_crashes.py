"""No crash, restart, full disk or eviction makes a fold wrong."""

import asyncio
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Unavailable
from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner, Pace
from memory.folds import Fold
from tests.fakes.clock import FixedClock
from tests.fakes.events import viewed
from tests.fakes.folds import SEEN, TALLY, VIEWS, Seen, Starts, look, skus
from tests.fakes.journal import MemoryJournal


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def letters(tmp_path: Path) -> DeadLetters:
    return DeadLetters(tmp_path / "dead_letters.db")


@pytest.fixture
async def start(
    tmp_path: Path, journal: MemoryJournal, letters: DeadLetters
) -> AsyncIterator[Starts]:
    starts = Starts(tmp_path, journal, letters)
    yield starts
    await starts.close()


async def test_a_start_after_a_close_replays_nothing(start: Starts, journal: MemoryJournal) -> None:
    first = await start()
    await journal.append([viewed(sku="a"), viewed(sku="b")])
    await first.close()
    journal.events.clear()
    runner = await start()
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 2}


async def test_a_start_after_a_crash_replays_what_was_not_saved(
    start: Starts, journal: MemoryJournal
) -> None:
    crashed = await start()
    await journal.append([viewed(sku="a")])
    await crashed.checkpoint()
    await journal.append([viewed(sku="b")])
    runner = await start()
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 2}


async def test_states_newer_than_the_watermark_are_not_folded_twice(
    start: Starts, journal: MemoryJournal
) -> None:
    crashed = await start()
    await journal.append([viewed(sku="a")])
    await crashed.checkpoint()
    await journal.append([viewed(sku="b")])
    for name in ("seen", "tally"):
        crashed.states(name).begin_saving()
        crashed.states(name).save_some(1.0)
    runner = await start()
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 2}


async def test_what_leaves_memory_is_saved_first(start: Starts, journal: MemoryJournal) -> None:
    runner = await start(SEEN, capacity=3)
    subjects = [f"s{number}" for number in range(20)]
    for sku in ("a", "b"):
        await journal.append([viewed(subject, sku) for subject in subjects])
    assert [await skus(runner, subject) for subject in subjects] == [("a", "b")] * 20
    assert sum(runner.states("seen").holds(subject) for subject in subjects) == 3


async def test_a_raised_version_folds_the_journal_afresh(
    start: Starts, journal: MemoryJournal
) -> None:
    first = await start(SEEN)
    await journal.append([viewed(sku="a")])
    await first.close()

    def louder(state: Seen, event: Event) -> Seen:
        after = look(state, event)
        return after if after is state else Seen(after.subject, after.seq, (*state.skus, "A"))

    runner = await start(Fold("seen", Seen, Seen, louder, VIEWS, version=2))
    assert await skus(runner) == ("A",)


async def test_a_subject_forgotten_after_a_failed_checkpoint_does_not_spoil_the_next(
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start(SEEN)
    await journal.append([viewed("ann"), viewed("bob")])
    runner._snapshots._db.execute("PRAGMA query_only=ON")
    with pytest.raises(Unavailable):
        await runner.checkpoint()
    runner._snapshots._db.execute("PRAGMA query_only=OFF")
    await runner.forget("ann")
    await runner.checkpoint()
    assert (await runner.find("ann"), await runner.find("bob"), runner.unsaved) == (0, 1, 0)


async def test_a_failed_checkpoint_is_made_up_for(start: Starts, journal: MemoryJournal) -> None:
    crashed = await start()
    await journal.append([viewed(sku="a")])
    crashed._snapshots._db.execute("PRAGMA query_only=ON")
    with pytest.raises(Unavailable):
        await crashed.checkpoint()
    crashed._snapshots._db.execute("PRAGMA query_only=OFF")
    await crashed.checkpoint()
    journal.events.clear()
    assert await skus(await start()) == ("a",)


async def test_a_letter_that_cannot_be_kept_at_once_is_kept_with_the_next_checkpoint(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start(SEEN)
    letters._db.execute("PRAGMA query_only=ON")
    await journal.append([viewed(sku="poison"), viewed(sku="a")])
    with pytest.raises(Unavailable):
        await runner.checkpoint()
    letters._db.execute("PRAGMA query_only=OFF")
    await runner.checkpoint()
    assert ([letter.seq for letter in letters.page()], await skus(runner)) == ([1], ("a",))


async def test_memory_grows_rather_than_lose_a_state_that_cannot_be_saved(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start(SEEN, capacity=2)
    runner._snapshots._db.execute("PRAGMA query_only=ON")
    await journal.append([viewed(f"s{number}") for number in range(5)])
    runner._snapshots._db.execute("PRAGMA query_only=OFF")
    assert [await skus(runner, f"s{number}") for number in range(5)] == [("m1",)] * 5
    assert letters.count() == 0


async def test_many_events_cause_a_checkpoint_by_themselves(
    tmp_path: Path, journal: MemoryJournal, letters: DeadLetters, clock: FixedClock
) -> None:
    pace = Pace(every_seconds=3_600, every_events=10, rest=0.0)
    runner = await FoldRunner.open(
        tmp_path / "s.db", journal, [SEEN], dead_letters=letters, clock=clock, pace=pace
    )
    await journal.append([viewed(sku=str(number)) for number in range(10)])
    async with asyncio.timeout(5):
        while runner.unsaved:
            await asyncio.sleep(0)
    assert runner._snapshots.held("ann") == {"seen"}
    await runner.close()


class CommitsWhileReplayed(MemoryJournal):
    """Commits one more event just after each of the first replays has ended."""

    def __init__(self, late: list[Event]) -> None:
        super().__init__([viewed(sku="first")])
        self.late = late

    async def replay(
        self,
        since: int = 0,
        *,
        kinds: Collection[Kind] | None = None,
        subject: str | None = None,
    ) -> AsyncIterator[Event]:
        async for stored in super().replay(since, kinds=kinds, subject=subject):
            yield stored
        if self.late:
            self.commit([self.late.pop(0)])


async def test_commits_during_the_start_are_folded_once(
    tmp_path: Path, letters: DeadLetters, clock: FixedClock
) -> None:
    busy = CommitsWhileReplayed([viewed(sku="second"), viewed(sku="third")])
    runner = await FoldRunner.open(
        tmp_path / "s.db", busy, [SEEN], dead_letters=letters, clock=clock
    )
    await busy.append([viewed(sku="fourth")])
    assert await skus(runner) == ("first", "second", "third", "fourth")
    await runner.close()


async def test_commits_during_a_refold_are_folded_once(
    tmp_path: Path, letters: DeadLetters, clock: FixedClock
) -> None:
    busy = CommitsWhileReplayed([])
    runner = await FoldRunner.open(
        tmp_path / "s.db", busy, [SEEN], dead_letters=letters, clock=clock
    )
    busy.late = [viewed(sku="second"), viewed(sku="third")]
    await runner.refold("seen", "ann")
    assert await skus(runner) == ("first", "second", "third")
    await runner.close()


acts = st.lists(
    st.one_of(
        st.tuples(st.just("view"), st.sampled_from(["ann", "bob", "cy"]), st.sampled_from("xyz")),
        st.tuples(st.sampled_from(["checkpoint", "crash"]), st.just(""), st.just("")),
    ),
    max_size=25,
)


@given(acts=acts, capacity=st.integers(1, 4))
def test_any_order_of_events_checkpoints_and_crashes_gives_the_plain_fold(
    acts: list[tuple[str, str, str]], capacity: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asyncio.run(_crash_and_compare(acts, capacity, tmp_path_factory.mktemp("folds")))


async def _crash_and_compare(acts: list[tuple[str, str, str]], capacity: int, home: Path) -> None:
    journal, letters = MemoryJournal(), DeadLetters(home / "letters.db")
    pace = Pace(capacity=capacity, every_seconds=3_600)
    left: list[FoldRunner] = []

    async def begin() -> FoldRunner:
        runner = await FoldRunner.open(
            home / "s.db",
            journal,
            [SEEN, TALLY],
            dead_letters=letters,
            clock=FixedClock(),
            pace=pace,
        )
        left.append(runner)
        return runner

    runner = await begin()
    expected: dict[str, tuple[str, ...]] = {"ann": (), "bob": (), "cy": ()}
    for act, subject, sku in acts:
        if act == "view":
            await journal.append([viewed(subject, sku)])
            expected[subject] += (sku,)
        elif act == "checkpoint":
            await runner.checkpoint()
        else:
            journal._listeners.clear()
            runner = await begin()
    assert {subject: await skus(runner, subject) for subject in expected} == expected
    looks = {subject: len(seen) for subject, seen in expected.items() if seen}
    assert (await runner.states("tally").read()).looks == looks
    for one in left:
        await one.close()
    letters.close()
