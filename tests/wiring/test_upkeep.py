"""Beside the requests, rules are read again and what is old is dropped."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import TooMany
from tests.fakes.clock import FixedClock
from tests.open_shop import open_shop, steps_in
from wiring import upkeep

SECONDS = 5.0


@pytest.fixture(autouse=True)
def _without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the upkeep whenever there is a moment."""
    monkeypatch.setattr(upkeep, "RULES_SECONDS", 0)
    monkeypatch.setattr(upkeep, "PRUNE_SECONDS", 0)


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    """Give way until it is done."""
    async with asyncio.timeout(SECONDS):
        while not await done():
            await asyncio.sleep(0)


async def test_a_rule_edited_while_it_runs_acts_on_the_next_turn(tmp_path: Path) -> None:
    rules = tmp_path / "config"
    rules.mkdir()
    async with open_shop(tmp_path, config_dir=rules) as shop:
        assert "hypothesize" in steps_in(await shop.ask("something for breakfast"))
        (rules / "hypotheses.yaml").write_text("vague_from: 1", encoding="utf-8")

        async def read() -> bool:
            return shop.services.rules.hypotheses().vague_from == 1

        await until(read)
        assert "search" in steps_in(await shop.ask("breakfast"))


async def test_a_limit_edited_while_it_runs_is_kept_from_then_on(tmp_path: Path) -> None:
    rules = tmp_path / "config"
    rules.mkdir()
    async with open_shop(tmp_path, config_dir=rules) as shop:
        (rules / "limits.yaml").write_text("turns: {per_minute: 1, burst: 1}", encoding="utf-8")

        async def limited() -> bool:
            now = shop.services.clock.now()
            try:
                shop.services.limiter.check("ann", "turns", 1, now)
            except TooMany:
                return True
            return False

        await until(limited)


async def test_executions_too_old_to_be_answered_are_dropped(tmp_path: Path) -> None:
    clock = FixedClock()
    async with open_shop(tmp_path, clock=clock) as shop:
        await shop.execute("help me bake")

        async def left() -> int:
            return await shop.services.executions.find("ann")

        async def gone() -> bool:
            return await left() == 0

        clock.move(days=upkeep.KEEP_EXECUTIONS_DAYS - 1)
        for _ in range(100):
            await asyncio.sleep(0)
        assert await left() == 1
        clock.move(days=2)
        await until(gone)


async def test_upkeep_that_fails_is_logged_and_tried_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.services.executions.close()
        with capture_logs() as logs:

            async def tried_twice() -> bool:
                return [log["event"] for log in logs].count("upkeep_failed") >= 2

            await until(tried_twice)


async def test_each_job_tells_how_it_is_doing(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        beats = shop.services.beats
        assert {"rule_files", "retention", "old_threads"} <= beats.keys()
        assert beats["retention"].done_at is None

        async def done() -> bool:
            return beats["old_executions"].done_at == shop.services.clock.now()

        await until(done)
        await shop.services.executions.close()

        async def failed() -> bool:
            return beats["old_executions"].failed

        await until(failed)
        assert beats["old_executions"].running
        assert not beats["rule_files"].failed
    assert not any(beat.running for beat in beats.values())
