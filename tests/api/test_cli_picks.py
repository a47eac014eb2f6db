"""`leafloop evaluate picks` prints figures, or one JSON object, or what is wrong with the file."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LEAFLOOP = "from api.cli import main; main()"


def line(number: int, picked: str = "c2") -> dict[str, Any]:
    options = [{"id": f"c{n}", "text": "thing"} for n in (1, 2, 3)]
    return {"input": f"want {number}", "candidates": options, "picked": picked}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Forty lists whose second candidate is picked."""
    path = tmp_path / "picks.jsonl"
    path.write_text("\n".join(json.dumps(line(number)) for number in range(40)))
    return path


def leafloop(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LEAFLOOP, "evaluate", "picks", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_json_is_all_that_stdout_holds(file: Path) -> None:
    ran = leafloop(file, "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["leafloop"]["accuracy"]["mean"] == 1.0
    assert {"brier", "brier_skill", "expected_calibration_error", "reliability"} <= found.keys()
    assert found["split_by"] == "input"


def test_tables_say_the_figures_and_what_follows_from_them(file: Path) -> None:
    ran = leafloop(file)
    assert ran.returncode == 0, ran.stderr
    assert "Brier skill over the base rate" in ran.stdout
    assert "The chances tell more than the base rate does" in ran.stdout


def test_chances_without_skill_are_called_that(tmp_path: Path) -> None:
    path = tmp_path / "even.jsonl"
    told = [line(number, f"c{number * 7 % 3 + 1}") for number in range(60)]
    path.write_text("\n".join(map(json.dumps, told)))
    assert "No better than always saying the base rate" in leafloop(path).stdout


def test_a_line_that_cannot_be_read_is_named_in_one_line(file: Path) -> None:
    with file.open("a") as more:
        more.write("\n" + json.dumps(line(40, "c9")))
    ran = leafloop(file, "--json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "line 41: picked: no candidate has the id 'c9'" in ran.stderr.replace("\n", " ")
