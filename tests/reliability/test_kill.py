"""Twenty kills lose nothing and repeat nothing, and the same check catches broken journals."""

from pathlib import Path

from tests.reliability.kill import kill_and_count


async def test_twenty_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    findings = await kill_and_count(tmp_path, "sound", kills=20, seed=1)
    assert findings.sound, findings
    assert findings.acknowledged == findings.stored == findings.sent
    assert findings.resent > 20


async def test_a_journal_that_acknowledges_before_the_commit_is_caught(tmp_path: Path) -> None:
    findings = await kill_and_count(tmp_path, "acknowledges_early", kills=5, seed=2)
    assert findings.lost > 0


async def test_a_journal_without_unique_keys_is_caught(tmp_path: Path) -> None:
    findings = await kill_and_count(tmp_path, "without_unique_keys", kills=2, seed=3)
    assert findings.repeated > 0
