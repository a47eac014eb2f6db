"""Folds follow the journal, and a bad event costs only itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import Invalid, NotFound, Unavailable
from domain.event import Kind
from memory.dead_letters import DeadLetters
from tests.fakes.clock import FixedClock
from tests.fakes.events import event, viewed
from tests.fakes.folds import MENDED, SEEN, Starts, skus
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


async def test_a_read_after_a_commit_shows_the_event(start: Starts, journal: MemoryJournal) -> None:
    runner = await start()
    await journal.append([viewed("ann", "a"), viewed("bob", "b")])
    assert (await skus(runner, "ann"), await skus(runner, "bob")) == (("a",), ("b",))


async def test_a_fold_over_all_subjects_keeps_one_state(
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann"), viewed("bob"), viewed("ann")])
    assert (await runner.states("tally").read()).looks == {"ann": 2, "bob": 1}


async def test_a_kind_that_a_fold_does_not_name_never_reaches_it(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start()
    await journal.append([event(Kind.SEARCH_PERFORMED, query="milk")])
    assert (runner.seq, await skus(runner), letters.count()) == (1, (), 0)


async def test_reading_somebody_unknown_keeps_nothing(start: Starts) -> None:
    runner = await start()
    assert await skus(runner, "nobody") == ()
    assert await runner.find("nobody") == 0


async def test_an_unknown_fold_is_named_in_the_error(start: Starts) -> None:
    runner = await start()
    with pytest.raises(NotFound, match="no fold 'sene'; there are: seen, tally"):
        runner.states("sene")


async def test_two_folds_of_one_name_are_refused(start: Starts) -> None:
    with pytest.raises(Invalid, match="share a name"):
        await start(SEEN, MENDED)


async def test_a_fold_that_raises_loses_only_that_event(
    start: Starts, journal: MemoryJournal, letters: DeadLetters, clock: FixedClock
) -> None:
    runner = await start()
    await journal.append([viewed(sku="a"), viewed(sku="poison"), viewed(sku="b")])
    assert await skus(runner) == ("a", "b")
    assert (await runner.states("tally").read()).looks == {"ann": 3}
    [letter] = letters.page()
    assert (letter.sink, letter.seq, letter.at) == ("fold:seen", 2, clock.now())
    assert letter.reason == "ValueError: this one cannot be folded"


async def test_a_restart_neither_repeats_a_dead_letter_nor_stops_at_it(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
) -> None:
    await start()
    await journal.append([viewed(sku="poison"), viewed(sku="a")])
    for _ in range(2):
        runner = await start()
        assert await skus(runner) == ("a",)
    assert letters.count() == 1


async def test_a_replayed_letter_puts_the_event_where_it_belongs(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
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
    start: Starts, journal: MemoryJournal, letters: DeadLetters
) -> None:
    runner = await start()
    await journal.append([viewed(sku="a"), viewed(sku="poison")])
    [letter] = letters.page()
    assert not await runner.replay(letter.letter_id)
    assert letters.page() == [letter]
    assert await skus(runner) == ("a",)


async def test_a_letter_of_another_sink_is_not_replayed_here(
    start: Starts, letters: DeadLetters
) -> None:
    runner = await start()
    letters.add("training_log", viewed(), ValueError("no"), 0)
    with pytest.raises(NotFound):
        await runner.replay(letters.page()[0].letter_id)


async def test_a_snapshot_that_cannot_be_read_is_mended_by_its_letter(
    start: Starts, journal: MemoryJournal, letters: DeadLetters
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
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann"), viewed("bob"), viewed("ann")])
    await journal.forget("ann")
    await runner.refold("tally")
    assert (await runner.states("tally").read()).looks == {"bob": 1}


async def test_forgetting_leaves_no_state_no_letter_and_no_byte(
    start: Starts, journal: MemoryJournal, letters: DeadLetters, tmp_path: Path
) -> None:
    runner = await start()
    canary = "canary-7f3a"
    await journal.append([viewed(canary, "a"), viewed(canary, "poison"), viewed("bob", "b")])
    await runner.checkpoint()
    await journal.forget(canary)
    await runner.refold("tally")
    await runner.checkpoint()
    assert await runner.forget(canary) == 1
    assert await letters.forget(canary) == 1
    assert await runner.find(canary) == 0
    assert await skus(runner, "bob") == ("b",)
    held = [path.name for path in tmp_path.iterdir() if canary.encode() in path.read_bytes()]
    assert held == []


async def test_a_subject_forgotten_while_unsaved_is_not_saved_later(
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start(SEEN)
    await journal.append([viewed("ann")])
    await runner.forget("ann")
    await runner.checkpoint()
    assert await runner.find("ann") == 0


async def test_forgetting_nobody_is_refused(start: Starts) -> None:
    runner = await start()
    with pytest.raises(Invalid, match="empty subject"):
        await runner.forget("")


async def test_a_rebuilt_subject_is_what_the_journal_holds_now(
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann", "a"), viewed("ann", "b"), viewed("bob", "c")])
    assert (await runner.export("ann"))["seen"]["skus"] == ["a", "b"]
    await journal.forget("ann", through=1)
    await runner.rebuild("ann")
    assert await skus(runner) == ("b",)
    assert runner.unsaved == 2  # Bob's and the tally: a crash brings back nothing of Ann's
    await journal.forget("ann")
    await runner.rebuild("ann")
    assert await runner.find("ann") == 0
    assert await skus(runner, "bob") == ("c",)


async def test_subjects_are_counted_by_fold_as_of_the_last_checkpoint(
    start: Starts, journal: MemoryJournal
) -> None:
    runner = await start()
    await journal.append([viewed("ann"), viewed("bob"), viewed("ann")])
    assert (await runner.subjects(), runner.saved_seq) == ({}, 0)
    await runner.checkpoint()
    assert (await runner.subjects(), runner.saved_seq) == ({"seen": 2}, 3)
