"""What is committed holds no leftovers and nothing of the machine it was written on."""

import re
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT, all_files, shown, tracked_files

LEFTOVER = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(?<![\w.~-])/(work|root|opt/wheels|home/\w+)(/|\b(?![\w-]))")
REGISTRY = re.compile(
    r"\b(pypi\.(org|python)|pythonhosted\.org|registry\.(npmjs|yarnpkg)\.\w+)"
    r"|://[^/\s]*(artifactory|nexus|devpi)"
    r"|--(extra-)?index-url|--find-links|--trusted-host",
    re.IGNORECASE,
)
LARGEST_TEXT = 2_000_000


def matches(pattern: re.Pattern[str]) -> list[str]:
    """Return `file:line` of every match in the tracked text files, this one excepted."""
    found = []
    for path in tracked_files():
        if shown(path) == "tests/architecture/test_text.py" or path.stat().st_size > LARGEST_TEXT:
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [
            f"{shown(path)}:{number}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def test_no_work_is_left_over() -> None:
    left = [shown(p) for p in all_files() if LEFTOVER.search(p.read_text(encoding="utf-8"))]
    assert [name for name in left if name != "tests/architecture/test_text.py"] == []


def test_no_code_is_commented_out() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "ERA001", "--no-cache",
         "--output-format", "concise", *map(str, all_files())],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_path_of_a_machine_is_committed() -> None:
    assert matches(MACHINE) == []


def test_no_registry_is_committed() -> None:
    assert matches(REGISTRY) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "open('" + "/".join(("", "work", "main", "x")) + "')"),
        (MACHINE, "/".join(("", "root", ".cache"))),
        (MACHINE, "cd " + "/".join(("", "home", "jo", "leafloop"))),
        (REGISTRY, "https://" + ".".join(("pypi", "org")) + "/simple"),
        (REGISTRY, "--extra-index-url https://example.org"),
        (REGISTRY, "https://" + ".".join(("registry", "npmjs", "org")) + "/react"),
        (LEFTOVER, "x = 1  # TODO: later"),
    ],
)
def test_what_must_not_be_committed_is_seen(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["/api/v1/work", "/workspace", "GET /home", "a/work/b"])
def test_a_route_is_not_a_path_of_a_machine(text: str) -> None:
    assert not MACHINE.search(text)
