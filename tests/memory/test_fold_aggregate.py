"""What is counted over everybody is counted anew without the erased, to the last byte."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memory.dead_letters import DeadLetters
from memory.fold_aggregate import FoldAggregate
from tests.fakes.events import viewed
from tests.fakes.folds import Starts
from tests.fakes.journal import MemoryJournal

CANARY = "ann-xq7canary"


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
async def start(tmp_path: Path, journal: MemoryJournal) -> AsyncIterator[Starts]:
    starts = Starts(tmp_path, journal, DeadLetters(tmp_path / "dead_letters.db"))
    yield starts
    await starts.close()


def files_with(folder: Path, word: str) -> list[str]:
    """Return the stores in which a word stands, their logs included."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes()]


async def test_what_was_saved_over_leaves_no_byte(
    start: Starts, journal: MemoryJournal, tmp_path: Path
) -> None:
    runner = await start()
    await journal.append([viewed(CANARY), viewed("bob")])
    await runner.checkpoint()
    assert files_with(tmp_path, CANARY)
    await journal.forget(CANARY)
    await runner.forget(CANARY)
    await journal.append([viewed("bob")])
    await runner.checkpoint()  # saves what was counted with the erased once more, into the log
    await FoldAggregate(runner, "tally").recount()
    assert (await runner.states("tally").read()).looks == {"bob": 2}
    assert files_with(tmp_path, CANARY) == []
