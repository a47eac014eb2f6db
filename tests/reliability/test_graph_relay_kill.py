"""A relay killed at random leaves the graph that its journal amounts to, and mutants are caught."""

from pathlib import Path

import pytest

from tests.reliability.graph_relay_kill import kill_and_compare


def test_a_graph_whose_relay_is_killed_is_what_the_journal_amounts_to(tmp_path: Path) -> None:
    findings = kill_and_compare(tmp_path, "sound", kills=10, seed=1)
    assert findings.sound, findings
    assert findings.outages > 0


@pytest.mark.parametrize("mutant", ["watermark_first", "watermark_apart"])
def test_a_watermark_that_moves_without_its_batch_is_caught(tmp_path: Path, mutant: str) -> None:
    findings = kill_and_compare(tmp_path, mutant, kills=8, seed=2)
    assert not findings.sound, findings
