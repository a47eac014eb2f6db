"""A server killed three times loses and repeats nothing, and the checks see what is amiss."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.reliability.server_check import Figures
from tests.reliability.server_clients import Ledger
from tests.reliability.server_kill import Findings, Run, check_left

PICKS = 12


@dataclass(frozen=True, slots=True)
class Left:
    """What a run left behind."""

    findings: Findings
    data_dir: Path
    ledger: Ledger

    def checked_after(self, change: str, copy: Path, file: str = "journal.db") -> Figures:
        """Change a copy of the data by SQL, and check it."""
        shutil.copytree(self.data_dir, copy)
        with closing(sqlite3.connect(copy / file)) as db, db:
            assert db.execute(change).rowcount > 0
        return asyncio.run(check_left(copy, self.ledger))


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    run = Run(tmp_path_factory.mktemp("killed") / "var")
    findings = asyncio.run(run.kill_and_count(kills=3, seed=1, latest=0.8, picks=PICKS))
    return Left(findings, run.data_dir, run.ledger)


def test_three_kills_lose_nothing_and_repeat_nothing(left: Left) -> None:
    assert left.findings.sound, left.findings
    assert left.findings.acknowledged == len(left.ledger.sent) > 100
    assert left.findings.picks >= PICKS
    assert left.findings.unanswered > 3


def test_a_lost_event_is_seen(left: Left, tmp_path: Path) -> None:
    change = "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal WHERE session <> '')"
    assert left.checked_after(change, tmp_path / "var")["lost"] == 1


def test_a_lost_pick_is_seen(left: Left, tmp_path: Path) -> None:
    change = (
        "DELETE FROM journal WHERE seq = "
        "(SELECT max(seq) FROM journal WHERE kind = 'selection_made')"
    )
    assert left.checked_after(change, tmp_path / "var")["picks_lost"] == 1


def test_an_event_stored_twice_is_seen(left: Left, tmp_path: Path) -> None:
    change = (
        "INSERT INTO journal SELECT NULL, randomblob(16), subject, session, kind, at, "
        "received_at, schema_version, data FROM journal WHERE session <> '' LIMIT 1"
    )
    assert left.checked_after(change, tmp_path / "var")["repeated"] == 1


def test_states_that_no_replay_makes_are_seen(left: Left, tmp_path: Path) -> None:
    found = left.checked_after("DELETE FROM snapshots", tmp_path / "var", "folds.db")
    assert found["states_differing"] > 0


def test_a_lost_a_doubled_and_a_changed_training_line_are_seen(left: Left, tmp_path: Path) -> None:
    shutil.copytree(left.data_dir, tmp_path / "var")
    path = tmp_path / "var" / "training" / "hypotheses_data.jsonl"
    header, first, second, *rest = path.read_bytes().splitlines(keepends=True)
    torn = rest[0].replace(b'"v":1', b'"v":2')
    path.write_bytes(b"".join([header, second, second, torn, *rest[1:]]))
    found = asyncio.run(check_left(tmp_path / "var", left.ledger))
    assert first not in path.read_bytes()
    assert (found["lines_wrong"], found["lines_torn"]) == (2, 1)
