"""Rule files are validated, re-read when they change, and a bad edit stays out."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import Misconfigured
from learning.ranking.weights import Strategies
from learning.signals import Signals
from learning.substitution import Substitution
from memory.limits import Limits
from wiring.rules import HypothesisRules, Rules

SHIPPED = Path(__file__).resolve().parents[2] / "config"
FILES = ("signals.yaml", "strategies.yaml", "hypotheses.yaml", "limits.yaml", "substitution.yaml")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory of rules that a test may edit."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "config"))


def edit(path: Path, text: str, *, at: int = 1) -> None:
    """Write a file at a time that differs from the last one."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(at, at))


def test_a_directory_without_files_gives_the_defaults(tmp_path: Path) -> None:
    rules = Rules(tmp_path)
    assert rules.signals() == Signals()
    assert rules.strategies() == Strategies()
    assert rules.hypotheses() == HypothesisRules()
    assert rules.limits() == Limits({})
    assert rules.substitution() == Substitution()


def test_the_shipped_files_say_the_defaults() -> None:
    rules = Rules(SHIPPED)
    assert rules.signals() == Signals()
    assert rules.strategies() == Strategies()
    assert rules.hypotheses() == HypothesisRules()
    assert rules.substitution() == Substitution()


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LEAFLOOP_CONFIG_DIR: there is no directory"):
        Rules(tmp_path / "nowhere")


def test_a_change_is_read(directory: Path) -> None:
    rules = Rules(directory)
    edit(directory / "hypotheses.yaml", "vague_from: 0.9")
    edit(directory / "signals.yaml", "click: 0.3")
    with capture_logs() as logs:
        rules.refresh()
    assert rules.hypotheses() == HypothesisRules(vague_from=0.9)
    assert rules.signals() == Signals(click=0.3)
    assert [(log["event"], log["file"]) for log in logs] == [
        ("rules_loaded", "signals.yaml"),
        ("rules_loaded", "hypotheses.yaml"),
    ]


def test_what_did_not_change_is_not_read_again(directory: Path) -> None:
    rules = Rules(directory)
    before = rules.signals()
    with capture_logs() as logs:
        rules.refresh()
    assert logs == []
    assert rules.signals() is before


def test_a_bad_edit_is_logged_once_and_the_last_good_one_kept(directory: Path) -> None:
    rules = Rules(directory)
    edit(directory / "hypotheses.yaml", "vague_from: 0.7")
    rules.refresh()
    edit(directory / "hypotheses.yaml", "vague_from: soon", at=2)
    with capture_logs() as logs:
        rules.refresh()
        rules.refresh()
    assert rules.hypotheses() == HypothesisRules(vague_from=0.7)
    (log,) = logs
    assert (log["event"], log["log_level"]) == ("rules_rejected", "warning")
    assert log["problem"].startswith("hypotheses.yaml: vague_from: ")


def test_a_bad_edit_of_one_file_holds_up_no_other(directory: Path) -> None:
    rules = Rules(directory)
    edit(directory / "signals.yaml", "click: much")
    edit(directory / "hypotheses.yaml", "vague_from: 0.7")
    rules.refresh()
    assert rules.hypotheses().vague_from == 0.7


def test_a_bad_edit_put_right_is_read(directory: Path) -> None:
    rules = Rules(directory)
    edit(directory / "hypotheses.yaml", "vague_from: [")
    rules.refresh()
    edit(directory / "hypotheses.yaml", "vague_from: 0.6", at=2)
    rules.refresh()
    assert rules.hypotheses().vague_from == 0.6


def test_a_file_taken_away_gives_the_defaults_again(directory: Path) -> None:
    edit(directory / "hypotheses.yaml", "vague_from: 0.9")
    rules = Rules(directory)
    (directory / "hypotheses.yaml").unlink()
    rules.refresh()
    assert rules.hypotheses() == HypothesisRules()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ["sprockets: 1", "- a list", "a: [", "\0"])
def test_what_no_rule_file_says_is_refused_at_start_with_the_files_name(
    directory: Path, name: str, text: str
) -> None:
    edit(directory / name, text)
    with pytest.raises(Misconfigured, match=f"^{name}: "):
        Rules(directory)


@pytest.mark.parametrize(
    "text", ["vague_from: 1.5", "auto_margin: -0.1", "evidence_floor: -1", "auto_threshold: .nan"]
)
def test_a_threshold_outside_its_range_is_refused(directory: Path, text: str) -> None:
    edit(directory / "hypotheses.yaml", text)
    with pytest.raises(Misconfigured, match=text.partition(":")[0]):
        Rules(directory)


def _bytes(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\xff")


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [_bytes, _directory])
def test_a_file_that_cannot_be_read_is_named(
    directory: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(directory / "limits.yaml")
    with pytest.raises(Misconfigured, match=r"^limits\.yaml cannot be read: "):
        Rules(directory)
