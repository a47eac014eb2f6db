"""Folds follow the journal, and no crash, restart or bad event makes them wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid, NotFound, Unavailable
from domain.event import Event, Kind
from memory.dead_letters import DeadLetters
from memory.fold_runner import FoldRunner, Pace
from memory.folds import Fold
from tests.fakes.clock import FixedClock
from tests.fakes.events import event, viewed
from tests.fakes.journal import MemoryJournal


@dataclass(frozen=True, slots=True)
class Seen:
    """What one subject looked at."""

    subject: str
    seq: int = 0
    skus: tuple[str, ...] = ()


def look(state: Seen, event: Event) -> Seen:
    if event.seq <= state.seq:
        return state
    sku = event.data["product_sku"]
    if sku == "poison":
        raise ValueError("this one cannot be folded")
    return Seen(state.subject, event.seq, (*state.skus, sku))


@dataclass(slots=True)
class Tally:
    """A state over all subjects, which its step changes in place."""

    seq: int
    looks: dict[str, int]


def tally(state: Tally, event: Event) -> Tally:
    if event.seq > state.seq:
        state.looks[event.subject] = state.looks.get(event.subject, 0) + 1
        state.seq = event.seq
    return state


def brave(state: Seen, event: Event) -> Seen:
    """Fold poison, too."""
    if event.seq <= state.seq:
        return state
    return Seen(state.subject, event.seq, (*state.skus, event.data["product_sku"]))


VIEWS = (Kind.PRODUCT_VIEWED,)
SEEN = Fold("seen", Seen, Seen, look, VIEWS)
MENDED = Fold("seen", Seen, Seen, brave, VIEWS)
TALLY = Fold("tally", Tally, lambda _: Tally(0, {}), tally, VIEWS, per_subject=False)

Start = Callable[..., Awaitable[FoldRunner]]


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def letters(tmp_path: Path) -> DeadLetters:
    return DeadLetters(tmp_path / "dead_letters.db")


@pytest.fixture
async def start(
    tmp_path: Path, journal: MemoryJournal, letters: DeadLetters, clock: FixedClock
) -> AsyncIterator[Start]:
    """Open a runner on the same files each time, as a process that starts again would."""
    opened: list[FoldRunner] = []

    async def begin(*folds: Fold[Any], capacity: int = 100) -> FoldRunner:
        pace = Pace(capacity=capacity, every_seconds=3_600, every_events=1_000_000)
        path = tmp_path / "snapshots.db"
        runner = await FoldRunner.open(
            path, journal, folds or (SEEN, TALLY), dead_letters=letters, clock=clock, pace=pace
        )
        opened.append(runner)
        return runner

    yield begin
    for runner in opened:
        await runner.close()


async def skus(runner: FoldRunner, subject: str = "ann") -> tuple[str, ...]:
    state: Seen = await runner.states("seen").read(subject)
    return state.skus


async def test_a_read_after_a_commit_shows_the_event(start: Start, journal: MemoryJournal) -> None:
    runner = await start()
    await journal.append([viewed("ann", "a"), viewed("bob", "b")])
    assert (await skus(runner, "ann"), await skus(runner, "bob")) == (("a",), ("b",))


async def test_a_fold_over_all_subjects_keeps_one_state(
    start: Start, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann"), viewed("bob"), viewed("ann")])
    assert (await runner.states("tally").read()).looks == {"ann": 2, "bob": 1}


async def test_a_kind_that_a_fold_does_not_name_never_reaches_it(
    start: Start, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start()
    await journal.append([event(Kind.SEARCH_PERFORMED, query="milk")])
    assert (runner.seq, await skus(runner), letters.count()) == (1, (), 0)


async def test_reading_somebody_unknown_keeps_nothing(start: Start) -> None:
    runner = await start()
    assert await skus(runner, "nobody") == ()
    assert runner.held("nobody") == 0


async def test_an_unknown_fold_is_named_in_the_error(start: Start) -> None:
    runner = await start()
    with pytest.raises(NotFound, match="no fold 'sene'; there are: seen, tally"):
        runner.states("sene")


async def test_two_folds_of_one_name_are_refused(start: Start) -> None:
    with pytest.raises(Invalid, match="share a name"):
        await start(SEEN, MENDED)


async def test_a_start_after_a_close_replays_nothing(start: Start, journal: MemoryJournal) -> None:
    first = await start()
    await journal.append([viewed(sku="a"), viewed(sku="b")])
    await first.close()
    journal.events.clear()
    runner = await start()
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 2}


async def test_a_start_after_a_crash_replays_what_was_not_saved(
    start: Start, journal: MemoryJournal
) -> None:
    crashed = await start()
    await journal.append([viewed(sku="a")])
    await crashed.checkpoint()
    await journal.append([viewed(sku="b")])
    runner = await start()
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 2}


async def test_states_newer_than_the_watermark_are_not_folded_twice(
    start: Start, journal: MemoryJournal
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


async def test_what_leaves_memory_is_saved_first(start: Start, journal: MemoryJournal) -> None:
    runner = await start(SEEN, capacity=3)
    subjects = [f"s{number}" for number in range(20)]
    for sku in ("a", "b"):
        await journal.append([viewed(subject, sku) for subject in subjects])
    assert [await skus(runner, subject) for subject in subjects] == [("a", "b")] * 20
    assert sum(runner.states("seen").holds(subject) for subject in subjects) == 3


async def test_a_raised_version_folds_the_journal_afresh(
    start: Start, journal: MemoryJournal
) -> None:
    first = await start(SEEN)
    await journal.append([viewed(sku="a")])
    await first.close()

    def louder(state: Seen, event: Event) -> Seen:
        after = look(state, event)
        return after if after is state else Seen(after.subject, after.seq, (*state.skus, "A"))

    runner = await start(Fold("seen", Seen, Seen, louder, VIEWS, version=2))
    assert await skus(runner) == ("A",)


async def test_a_fold_that_raises_loses_only_that_event(
    start: Start, journal: MemoryJournal, letters: DeadLetters, clock: FixedClock
) -> None:
    runner = await start()
    await journal.append([viewed(sku="a"), viewed(sku="poison"), viewed(sku="b")])
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 3}
    [letter] = letters.page()
    assert (letter.sink, letter.seq, letter.at) == ("fold:seen", 2, clock.now())
    assert letter.reason == "ValueError: this one cannot be folded"


async def test_a_restart_neither_repeats_a_dead_letter_nor_stops_at_it(
    start: Start, journal: MemoryJournal, letters: DeadLetters
) -> None:
    await start()
    await journal.append([viewed(sku="poison"), viewed(sku="a")])
    for _ in range(2):
        runner = await start()
        assert await skus(runner) == ("a",)
    assert letters.count() == 1


async def test_a_replayed_letter_puts_the_event_where_it_belongs(
    start: Start, journal: MemoryJournal, letters: DeadLetters
) -> None:
    broken = await start()
    await journal.append([viewed(sku="a"), viewed(sku="poison"), viewed(sku="b")])
    await broken.close()
    runner = await start(MENDED)
    [letter] = letters.page()
    assert await runner.replay(letter.letter_id)
    assert await skus(runner) == ("a", "poison", "b")
    assert letters.count() == 0


async def test_a_letter_that_fails_again_stays(
    start: Start, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start()
    await journal.append([viewed(sku="a"), viewed(sku="poison")])
    [letter] = letters.page()
    assert not await runner.replay(letter.letter_id)
    assert letters.page() == [letter]
    assert await skus(runner) == ("a",)


async def test_a_letter_of_another_sink_is_not_replayed_here(
    start: Start, letters: DeadLetters
) -> None:
    runner = await start()
    letters.add("training_log", viewed(), ValueError("no"), 0)
    with pytest.raises(NotFound):
        await runner.replay(letters.page()[0].letter_id)


async def test_a_snapshot_that_cannot_be_read_is_mended_by_its_letter(
    start: Start, journal: MemoryJournal, letters: DeadLetters
) -> None:
    first = await start(SEEN)
    await journal.append([viewed(sku="a")])
    await first.close()
    runner = await start(SEEN)
    runner._snapshots.save([("seen", 1, "ann", 1, b"\xc1")])
    with pytest.raises(Unavailable, match="raise the fold's version"):
        await skus(runner)
    await journal.append([viewed(sku="b")])
    assert await runner.replay(letters.page()[0].letter_id)
    assert await skus(runner) == ("a", "b")


async def test_a_refold_counts_what_the_journal_still_holds(
    start: Start, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann"), viewed("bob"), viewed("ann")])
    await journal.erase("ann")
    await runner.refold("tally")
    assert (await runner.states("tally").read()).looks == {"bob": 1}


async def test_forgetting_leaves_no_state_no_letter_and_no_byte(
    start: Start, journal: MemoryJournal, tmp_path: Path
) -> None:
    runner = await start()
    canary = "canary-7f3a"
    await journal.append([viewed(canary, "a"), viewed(canary, "poison"), viewed("bob", "b")])
    await runner.checkpoint()
    await journal.erase(canary)
    await runner.refold("tally")
    await runner.checkpoint()
    assert await runner.forget(canary) == 2
    assert runner.held(canary) == 0
    assert await skus(runner, "bob") == ("b",)
    held = [path.name for path in tmp_path.iterdir() if canary.encode() in path.read_bytes()]
    assert held == []


async def test_a_subject_forgotten_while_unsaved_is_not_saved_later(
    start: Start, journal: MemoryJournal
) -> None:
    runner = await start(SEEN)
    await journal.append([viewed("ann")])
    await runner.forget("ann")
    await runner.checkpoint()
    assert runner.held("ann") == 0


async def test_a_subject_forgotten_after_a_failed_checkpoint_does_not_spoil_the_next(
    start: Start, journal: MemoryJournal
) -> None:
    runner = await start(SEEN)
    await journal.append([viewed("ann"), viewed("bob")])
    runner._snapshots._db.execute("PRAGMA query_only=ON")
    with pytest.raises(Unavailable):
        await runner.checkpoint()
    runner._snapshots._db.execute("PRAGMA query_only=OFF")
    await runner.forget("ann")
    await runner.checkpoint()
    assert (runner.held("ann"), runner.held("bob"), runner.unsaved) == (0, 2, 0)


async def test_forgetting_nobody_is_refused(start: Start) -> None:
    runner = await start()
    with pytest.raises(Invalid, match="empty subject"):
        await runner.forget("")


async def test_a_checkpoint_that_fails_is_made_up_for(start: Start, journal: MemoryJournal) -> None:
    crashed = await start()
    await journal.append([viewed(sku="a")])
    crashed._snapshots._db.execute("PRAGMA query_only=ON")
    with pytest.raises(Unavailable):
        await crashed.checkpoint()
    crashed._snapshots._db.execute("PRAGMA query_only=OFF")
    await crashed.checkpoint()
    journal.events.clear()
    assert await skus(await start()) == ("a",)


async def test_memory_grows_rather_than_lose_a_state_that_cannot_be_saved(
    start: Start, journal: MemoryJournal, letters: DeadLetters
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
    assert runner._snapshots.held("ann") == 1
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
