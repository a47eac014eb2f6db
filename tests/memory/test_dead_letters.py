"""Dead letters are kept once, listed page by page, and forgotten with their subject."""

from pathlib import Path

import pytest

from domain.errors import NotFound
from domain.event import Event
from memory.dead_letters import DeadLetters
from tests.fakes.events import viewed


@pytest.fixture
def letters(tmp_path: Path) -> DeadLetters:
    return DeadLetters(tmp_path / "new" / "dead_letters.db")


def at(seq: int, subject: str = "ann") -> Event:
    return viewed(subject)._replace(seq=seq)


def test_the_first_failure_of_an_event_stands(letters: DeadLetters) -> None:
    letters.add("graph", at(1), ValueError("first"), 10)
    letters.add("graph", at(1), ValueError("second"), 20)
    letters.add("warehouse", at(1), ValueError("elsewhere"), 30)
    assert [(one.sink, one.reason, one.at) for one in letters.page()] == [
        ("graph", "ValueError: first", 10),
        ("warehouse", "ValueError: elsewhere", 30),
    ]


def test_a_letter_says_which_event_failed(letters: DeadLetters) -> None:
    failed = at(7)
    letters.add("graph", failed, KeyError("sku"), 0)
    [letter] = letters.page()
    assert (letter.seq, letter.event_id, letter.subject, letter.kind) == (
        (7, failed.event_id, "ann", failed.kind)
    )
    assert letters.get(letter.letter_id) == letter


def test_pages_follow_each_other(letters: DeadLetters) -> None:
    for seq in range(1, 6):
        letters.add("graph", at(seq), ValueError(), 0)
    first = letters.page(limit=2)
    second = letters.page(after=first[-1].letter_id, limit=2)
    assert [one.seq for one in (*first, *second)] == [1, 2, 3, 4]


def test_letters_are_found_by_sink_and_subject(letters: DeadLetters) -> None:
    letters.add("graph", at(1, "ann"), ValueError(), 0)
    letters.add("graph", at(2, "bob"), ValueError(), 0)
    letters.add("warehouse", at(3, "bob"), ValueError(), 0)
    assert [one.seq for one in letters.of("graph")] == [1, 2]
    assert [one.seq for one in letters.of("graph", "bob")] == [2]


def test_a_long_reason_is_cut(letters: DeadLetters) -> None:
    letters.add("graph", at(1), ValueError("x" * 9_000), 0)
    assert len(letters.page()[0].reason) == 500


def test_a_letter_that_is_not_there_is_not_found(letters: DeadLetters) -> None:
    with pytest.raises(NotFound, match="no dead letter 5"):
        letters.get(5)


async def test_forgetting_a_subject_leaves_the_letters_of_others(letters: DeadLetters) -> None:
    letters.add("graph", at(1, "ann"), ValueError(), 0)
    letters.add("graph", at(2, "bob"), ValueError(), 0)
    assert [letter["sink"] for letter in await letters.export("ann")] == ["graph"]
    assert await letters.forget("ann") == 1
    assert (await letters.find("ann"), await letters.find("bob"), letters.count()) == (0, 1, 1)


def test_letters_survive_a_restart(letters: DeadLetters) -> None:
    letters.add("graph", at(1), ValueError(), 0)
    letters.close()
    assert DeadLetters(letters.path).count() == 1


def test_letters_are_counted_by_sink(letters: DeadLetters) -> None:
    assert letters.by_sink() == {}
    for seq, sink in enumerate(("graph", "graph", "fold:ctr"), start=1):
        letters.add(sink, at(seq), ValueError(), 0)
    assert letters.by_sink() == {"graph": 2, "fold:ctr": 1}
