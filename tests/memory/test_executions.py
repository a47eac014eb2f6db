"""Executions are found again by their subject alone, survive kill -9, and can be forgotten."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.constraints import Constraints
from domain.errors import Conflict, NotFound, Unavailable
from domain.ids import text_of
from domain.proposal import Hypothesis
from memory.executions import Execution, Executions

NOW = 1_700_000_000_000


@pytest.fixture
async def executions(tmp_path: Path) -> AsyncIterator[Executions]:
    store = Executions(tmp_path / "executions.db")
    yield store
    await store.close()


def execution(number: int = 1, subject: str = "s1", text: str = "breakfast") -> Execution:
    return Execution(
        execution_id=number.to_bytes(16, "big"),
        proposal_id=(number + 1_000).to_bytes(16, "big"),
        subject=subject,
        input_text=text,
        thread_id=f"t{number}",
        flow="execute",
        created_at=NOW + number,
    )


async def test_an_execution_comes_back_as_it_was(executions: Executions) -> None:
    asked = replace(
        execution(),
        hypotheses=(
            Hypothesis("h1", "Oat milk?", 0.6, "oat milk", Constraints(price_max=5.0), "habit"),
            Hypothesis("h2", "Müsli?", 0.3, evidence=("e1", "e2")),
        ),
        auto_reply={"execution_id": "e", "auto_advanced": True, "tokens_estimate": 12},
        session="v1",
        input_type="voice",
    )
    await executions.add(asked)
    assert await executions.by_id(asked.execution_id, "s1") == asked
    assert await executions.by_proposal(asked.proposal_id, "s1") == asked
    assert await executions.by_thread("t1", "s1") == asked


async def test_another_subjects_execution_does_not_exist(executions: Executions) -> None:
    await executions.add(execution())
    assert await executions.by_id(execution().execution_id, "s2") is None
    assert await executions.by_proposal(execution().proposal_id, "s2") is None
    assert await executions.by_thread("t1", "s2") is None
    assert await executions.newest("s2", "breakfast") is None
    assert await executions.threads_of("s2") == []


async def test_the_newest_execution_with_the_same_text_is_meant(executions: Executions) -> None:
    for number, text in ((1, "breakfast"), (2, "breakfast"), (3, "dinner")):
        await executions.add(execution(number, text=text))
    found = await executions.newest("s1", "breakfast")
    assert found == execution(2)
    assert await executions.newest("s1", "Breakfast") is None


async def test_newest_means_written_last_also_when_the_clock_was_set_back(
    executions: Executions,
) -> None:
    await executions.add(replace(execution(1), created_at=NOW))
    await executions.add(replace(execution(2), created_at=NOW - 60_000))
    found = await executions.newest("s1", "breakfast")
    assert found is not None
    assert found.execution_id == execution(2).execution_id


async def test_a_thread_gives_its_newest_execution(executions: Executions) -> None:
    for number in (1, 2):
        await executions.add(replace(execution(number), thread_id="t"))
    assert await executions.by_thread("t", "s1") == replace(execution(2), thread_id="t")


async def test_an_id_is_taken_once(executions: Executions) -> None:
    await executions.add(execution(1))
    with pytest.raises(Conflict, match=text_of(execution(1).execution_id)):
        await executions.add(replace(execution(1, text="other"), proposal_id=bytes(16)))
    with pytest.raises(Conflict):
        await executions.add(replace(execution(2), proposal_id=execution(1).proposal_id))
    assert await executions.by_id(execution(1).execution_id, "s1") == execution(1)
    assert await executions.find("s1") == 1


async def test_the_first_automatic_reply_stands(executions: Executions) -> None:
    await executions.add(execution())
    key = execution().execution_id
    assert await executions.keep_auto_reply(key, "s1", {"selected_id": "h1"}) == {
        "selected_id": "h1"
    }
    assert await executions.keep_auto_reply(key, "s1", {"selected_id": "h2"}) == {
        "selected_id": "h1"
    }
    found = await executions.by_id(key, "s1")
    assert found is not None
    assert found.auto_reply == {"selected_id": "h1"}


async def test_no_reply_is_kept_for_another_subjects_execution(executions: Executions) -> None:
    await executions.add(execution())
    with pytest.raises(NotFound, match="Ask again"):
        await executions.keep_auto_reply(execution().execution_id, "s2", {})


async def test_pruning_takes_the_oldest_and_no_more_than_asked(executions: Executions) -> None:
    for number in (5, 4, 3, 2, 1):
        await executions.add(execution(number))
    assert await executions.prune(before=NOW + 4, limit=2) == 2
    assert await executions.by_id(execution(2).execution_id, "s1") is None
    assert await executions.by_id(execution(3).execution_id, "s1") is not None
    assert await executions.prune(before=NOW + 4, limit=2) == 1
    assert await executions.prune(before=NOW + 4, limit=2) == 0
    assert await executions.find("s1") == 2


async def test_the_threads_of_a_subject_are_listed_once(executions: Executions) -> None:
    await executions.add(execution(1))
    await executions.add(replace(execution(2), thread_id="t1"))
    await executions.add(execution(3))
    await executions.add(execution(4, subject="s2"))
    assert await executions.threads_of("s1") == ["t1", "t3"]


async def test_a_forgotten_subject_leaves_no_byte(executions: Executions, tmp_path: Path) -> None:
    await executions.add(execution(1, subject="canary-subject", text="canary-text " * 2_000))
    await executions.add(execution(2, subject="s2"))
    assert _bytes_of(tmp_path).count(b"canary-") > 0
    assert await executions.forget("canary-subject") == 1
    assert await executions.find("canary-subject") == 0
    assert _bytes_of(tmp_path).count(b"canary-") == 0
    assert await executions.find("s2") == 1


async def test_an_export_is_json_and_complete(executions: Executions) -> None:
    shown = (Hypothesis("h1", "Oat milk?", 0.6),)
    await executions.add(replace(execution(1), hypotheses=shown))
    await executions.add(execution(2, subject="s2"))
    (exported,) = json.loads(json.dumps(await executions.export("s1")))
    assert exported["execution_id"] == text_of(execution(1).execution_id)
    assert exported["input_text"] == "breakfast"
    assert exported["hypotheses"][0]["question"] == "Oat milk?"
    assert exported["created_at"] == "2023-11-14T22:13:20.001Z"


async def test_looking_up_creates_no_row(executions: Executions) -> None:
    await executions.by_id(bytes(16), "s9")
    await executions.newest("s9", "x")
    assert await executions.find("s9") == 0


async def test_a_file_that_is_no_database_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match=r"broken\.db.*Check the file"):
        Executions(tmp_path / "broken.db")


async def test_executions_survive_kill_9(tmp_path: Path) -> None:
    child = (
        "import asyncio, os, signal\n"
        "from memory.executions import Executions\n"
        "from tests.memory.test_executions import execution\n"
        "async def run():\n"
        f"    store = Executions({str(tmp_path / 'executions.db')!r})\n"
        "    for number in range(1, 51):\n"
        "        await store.add(execution(number))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(run())\n"
    )
    died = subprocess.run([sys.executable, "-c", child], cwd=os.getcwd(), timeout=20, check=False)
    assert died.returncode == -signal.SIGKILL
    store = Executions(tmp_path / "executions.db")
    assert await store.find("s1") == 50
    assert await store.by_id(execution(50).execution_id, "s1") == execution(50)
    await store.close()


def _bytes_of(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()))


async def test_runs_that_went_on_without_asking_are_counted_since_a_time(
    executions: Executions,
) -> None:
    for number in (1, 2, 3, 4):
        await executions.add(execution(number))
    await executions.add(replace(execution(5), flow="shopping"))
    for number in (1, 3):
        await executions.keep_auto_reply(number.to_bytes(16, "big"), "s1", {"auto_advanced": True})
    assert await executions.gone_on(0) == (2, 4)
    assert await executions.gone_on(NOW + 2) == (1, 3)
    assert await executions.gone_on(NOW + 9) == (0, 0)
