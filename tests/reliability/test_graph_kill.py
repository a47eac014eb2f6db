"""Twenty kills lose and tear nothing of a graph, and the same check catches broken drivers."""

import random
from pathlib import Path
from time import sleep

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import node
from tests.reliability import graph_check
from tests.reliability.graph_kill import forks, kill_and_count
from tests.reliability.graph_writer import write


def test_twenty_kills_lose_and_tear_nothing(tmp_path: Path) -> None:
    findings = kill_and_count(tmp_path, "sound", kills=20, seed=1)
    assert findings.sound, findings
    assert findings.acknowledged >= 20
    assert findings.bulks > 0


def test_a_driver_that_answers_before_the_commit_is_caught(tmp_path: Path) -> None:
    assert kill_and_count(tmp_path, "acknowledges_early", kills=6, seed=2).lost > 0


def test_a_driver_that_saves_a_bulk_in_pieces_is_caught(tmp_path: Path) -> None:
    assert kill_and_count(tmp_path, "saves_in_pieces", kills=12, seed=3).torn > 0


async def test_a_graph_killed_while_it_was_made_opens(tmp_path: Path) -> None:
    rng, context = random.Random(4), forks()
    for run in range(10):
        path = tmp_path / f"{run}.db"
        writer = context.Process(target=write, args=(str(path), "sound", run, run))
        writer.start()
        while not path.exists():
            assert writer.is_alive()
        sleep(rng.uniform(0.0, 0.004))
        writer.kill()
        writer.join()
        driver = SqliteDriver(path)
        await node("a").save(driver)
        await driver.close()
        assert graph_check.read(path).integrity == "ok"
