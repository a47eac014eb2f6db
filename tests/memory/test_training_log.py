"""Training files hold exactly what may be trained on, once, in the promised form."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from domain.clock import MS_PER_DAY
from domain.event import Event
from domain.ids import text_of
from memory.dead_letters import DeadLetters
from memory.pseudonym import Pseudonyms
from memory.relay import Effort, Relay
from memory.training_log import TrainingLog
from tests.fakes.clock import NOON, FixedClock
from tests.fakes.events import CONTEXT, QUESTIONS, persona_moved, picked, viewed
from tests.fakes.journal import MemoryJournal

PSEUDONYMS = Pseudonyms(b"a secret for tests only")


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[TrainingLog]:
    log = TrainingLog(tmp_path / "training", PSEUDONYMS)
    await log.watermark()
    yield log
    await log.close()


def records(directory: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of one file, without header and checkpoints."""
    path = directory / name
    rows = path.read_text("utf-8").splitlines() if path.exists() else []
    return [row for row in map(json.loads, rows) if "event_id" in row]


def picks(tmp_path: Path) -> list[dict[str, Any]]:
    return records(tmp_path / "training", "hypotheses_data.jsonl")


def moves(tmp_path: Path) -> list[dict[str, Any]]:
    return records(tmp_path / "training", "persona_updates.jsonl")


def at(seq: int, event: Event) -> Event:
    return event._replace(seq=seq)


async def test_a_pick_is_logged_in_the_promised_form(log: TrainingLog, tmp_path: Path) -> None:
    pick = at(7, picked("h2"))
    await log.write([pick], 7)
    [record] = picks(tmp_path)
    assert list(record.items())[:-1] == [
        ("timestamp", "2026-01-09T12:00:00.000Z"),
        ("user_id", PSEUDONYMS.of("ann")),
        ("user_input", "help me bake"),
        ("context", CONTEXT),
        ("hypotheses", list(QUESTIONS)),
        ("selected_id", "h2"),
        ("label", "positive"),
        ("v", 1),
        ("event_id", text_of(pick.event_id)),
        ("seq", 7),
        ("positions", [1, 2]),
        ("shown_propensity", 1.0),
        ("model", "unknown"),
        ("consent_version", 2),
        ("redactor_version", 0),
    ]
    assert list(record)[-1] == "crc"


async def test_what_the_event_knows_replaces_the_defaults(log: TrainingLog, tmp_path: Path) -> None:
    known: dict[str, Any] = {
        "positions": [2, 1],
        "shown_propensity": 0.25,
        "model": "rules",
        "redactor_version": 3,
    }
    await log.write([at(1, picked(**known))], 1)
    [record] = picks(tmp_path)
    assert {name: record[name] for name in known} == known


async def test_none_of_these_is_a_label_of_its_own(log: TrainingLog, tmp_path: Path) -> None:
    await log.write([at(1, picked("none"))], 1)
    [record] = picks(tmp_path)
    assert (record["selected_id"], record["label"]) == ("none", "none")


async def test_a_persona_change_is_logged_in_the_promised_form(
    log: TrainingLog, tmp_path: Path
) -> None:
    moved = at(8, persona_moved())
    await log.write([moved], 8)
    [record] = moves(tmp_path)
    assert list(record.items())[:-1] == [
        ("timestamp", "2026-01-09T12:00:00.000Z"),
        ("user_id", PSEUDONYMS.of("ann")),
        ("old_facets", {"concise": 0.5}),
        ("new_facets", {"concise": 0.52}),
        ("facet_deltas", {"concise": 0.02}),
        ("signals", {"selected_hypothesis_id": "h1", "success": True}),
        ("source", "rules"),
        ("event_id", text_of(moved.event_id)),
        ("seq", 8),
    ]
    assert list(record)[-1] == "crc"


@pytest.mark.parametrize(
    "event",
    [
        picked(trains=False),
        persona_moved(trains=False),
        picked(consent=None),
        picked(consent={"use_for_training": "yes"}),
        picked(flow="search"),
        picked(hypotheses=[]),
        picked("sku-17"),
        viewed(),
    ],
)
async def test_what_may_not_be_trained_on_is_not_logged(
    log: TrainingLog, tmp_path: Path, event: Event
) -> None:
    await log.write([at(1, event)], 1)
    assert not (tmp_path / "training").exists()
    assert log.counts == {"hypotheses_count": 0, "persona_updates_count": 0}


async def test_a_shopping_pick_among_hypotheses_is_logged(log: TrainingLog, tmp_path: Path) -> None:
    await log.write([at(1, picked(flow="shopping"))], 1)
    assert len(picks(tmp_path)) == 1


async def test_the_same_events_again_change_nothing(log: TrainingLog, tmp_path: Path) -> None:
    events = [at(1, picked()), at(2, persona_moved())]
    await log.write(events, 2)
    await log.write(events, 2)
    again = TrainingLog(tmp_path / "training", PSEUDONYMS)
    assert await again.watermark() == 1  # the lower of both files
    await again.write(events, 2)
    await again.close()
    assert (len(picks(tmp_path)), len(moves(tmp_path))) == (1, 1)
    assert again.counts == {"hypotheses_count": 1, "persona_updates_count": 1}


async def test_counts_include_files_rotated_away(tmp_path: Path) -> None:
    log = TrainingLog(tmp_path, PSEUDONYMS)
    await log.watermark()
    days = [at(day, picked(at=NOON + day * MS_PER_DAY)) for day in range(1, 4)]
    await log.write(days, 3)
    await log.close()
    again = TrainingLog(tmp_path, PSEUDONYMS)
    await again.watermark()
    await again.close()
    assert len(list(tmp_path.glob("*.jsonl"))) == 3
    assert again.counts["hypotheses_count"] == 3


async def test_forgetting_leaves_the_lines_of_others(log: TrainingLog) -> None:
    events = [picked(subject="ann"), picked(subject="bob"), persona_moved("ann")]
    await log.write([at(seq, event) for seq, event in enumerate(events, 1)], 3)
    assert await log.forget("ann") == 2
    assert (await log.find("ann"), await log.find("bob")) == (0, 1)
    await log.write([at(seq, event) for seq, event in enumerate(events, 1)], 3)
    assert await log.find("ann") == 0


async def test_no_name_of_a_subject_is_in_the_files(log: TrainingLog, tmp_path: Path) -> None:
    canary = "canary-51aa"
    await log.write([at(1, picked(subject=canary)), at(2, persona_moved(canary))], 2)
    files = list((tmp_path / "training").iterdir())
    assert len(files) == 3
    assert not any(canary.encode() in file.read_bytes() for file in files)


Follow = Callable[[MemoryJournal, TrainingLog], Relay]


@pytest.fixture
async def follow(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Follow]:
    relays: list[Relay] = []

    def make(journal: MemoryJournal, log: TrainingLog) -> Relay:
        relay = Relay(
            journal,
            log,
            dead_letters=DeadLetters(tmp_path / "dead_letters.db"),
            clock=clock,
            jitter=lambda: 0.0,
            effort=Effort(linger=0.0, first_wait=0.01, longest_wait=0.02),
        )
        relays.append(relay)
        return relay

    yield make
    for relay in relays:
        await relay.close()


async def test_a_pick_is_on_disk_within_a_second_of_its_commit(
    log: TrainingLog, tmp_path: Path, clock: FixedClock
) -> None:
    journal = MemoryJournal()
    letters = DeadLetters(tmp_path / "dead_letters.db")
    relay = Relay(journal, log, dead_letters=letters, clock=clock, jitter=lambda: 0.0)
    await relay.start()
    started = time.monotonic()
    await journal.append([viewed(), picked(), persona_moved()])
    await relay.caught_up()
    assert time.monotonic() - started < 1
    assert (len(picks(tmp_path)), len(moves(tmp_path))) == (1, 1)
    await relay.close()


async def test_a_pick_that_cannot_be_written_becomes_a_dead_letter_and_can_be_replayed(
    log: TrainingLog, tmp_path: Path, follow: Follow
) -> None:
    journal = MemoryJournal()
    relay = follow(journal, log)
    await relay.start()
    broken = picked()
    data = {name: value for name, value in broken.data.items() if name != "context"}
    await journal.append([picked("h1"), broken._replace(data=data), picked("h2")])
    await relay.caught_up()
    assert [record["seq"] for record in picks(tmp_path)] == [1, 3]
    letters = DeadLetters(tmp_path / "dead_letters.db")
    [letter] = letters.page()
    assert (letter.sink, letter.seq, letter.reason) == ("training_log", 2, "KeyError: 'context'")

    mended = broken._replace(seq=2)
    journal._by_id[broken.event_id] = mended
    assert await relay.replay(letter.letter_id)
    assert [record["seq"] for record in picks(tmp_path)] == [1, 3, 2]
    assert letters.count() == 0


async def test_a_directory_that_cannot_be_written_is_waited_for(
    log: TrainingLog, tmp_path: Path, follow: Follow
) -> None:
    journal = MemoryJournal()
    in_the_way = tmp_path / "training"
    in_the_way.write_text("")
    relay = follow(journal, log)
    await relay.start()
    await journal.append([picked(), persona_moved()])
    async with asyncio.timeout(5):
        while not relay.degraded:
            await asyncio.sleep(0.001)
    assert relay.lag == 2
    in_the_way.unlink()
    async with asyncio.timeout(5):
        await relay.caught_up()
    assert (len(picks(tmp_path)), len(moves(tmp_path))) == (1, 1)


def pick_or_move(seq: int) -> Event:
    """Return what every writer writes at this place."""
    return at(seq, picked() if seq % 2 else persona_moved())


WRITER = """
import asyncio, sys
from pathlib import Path
from memory.training_log import TrainingLog
from tests.memory.test_training_log import PSEUDONYMS, pick_or_move

async def main():
    log = TrainingLog(Path(sys.argv[1]), PSEUDONYMS, max_bytes=60_000)
    last = await log.watermark()
    while True:
        print("ready", flush=True)
        places = range(last + 1, last + 51)
        last += 50
        await log.write([pick_or_move(seq) for seq in places], last)

asyncio.run(main())
"""


def test_killed_at_any_moment_every_event_is_logged_exactly_once(tmp_path: Path) -> None:
    for batches in (1, 2, 9, 40):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(batches):
                assert writer.stdout.readline() == "ready\n"
            writer.kill()
    last = asyncio.run(_complete(tmp_path))
    assert last > 0
    assert _places(tmp_path, "hypotheses_data") == list(range(1, last + 1, 2))
    assert _places(tmp_path, "persona_updates") == list(range(2, last + 1, 2))


async def _complete(directory: Path) -> int:
    """Write again what every writer may have lost, as a relay does after its start."""
    log = TrainingLog(directory, PSEUDONYMS, max_bytes=60_000)
    await log.watermark()
    last = max(file.watermark for file in log._files)
    await log.write([pick_or_move(seq) for seq in range(1, last + 1)], last)
    await log.close()
    return last


def _places(directory: Path, stem: str) -> list[int]:
    names = sorted(path.name for path in directory.glob(f"{stem}.*.jsonl"))
    return [
        record["seq"] for name in (*names, f"{stem}.jsonl") for record in records(directory, name)
    ]
