"""The locks hold every dependency with its hashes, and no address."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, project

LOCKS = [ROOT / "requirements" / "core.txt", ROOT / "requirements" / "dev.txt"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")


def pins(lock: Path) -> dict[str, str]:
    """Return package -> version."""
    found = (PIN.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host| @ ", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_agree_with_each_other() -> None:
    core, dev = (pins(lock) for lock in LOCKS)
    assert {name for name in core.keys() & dev.keys() if core[name] != dev[name]} == set()


@pytest.mark.parametrize(
    ("lock", "group"), [(LOCKS[0], "dependencies"), (LOCKS[0], "build"), (LOCKS[1], "dev")]
)
def test_the_lock_satisfies_what_the_project_asks_for(lock: Path, group: str) -> None:
    asked = project()["project"]["dependencies"] if group == "dependencies" else None
    asked = asked or project()["dependency-groups"][group]
    locked = pins(lock)
    unmet = [
        text
        for text in asked
        if (need := Requirement(text))
        and not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]
    assert unmet == []


def test_an_old_python_is_told_what_is_needed(tmp_path: Path) -> None:
    if not (make := shutil.which("make")):
        pytest.skip("make is not installed")
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.10.1\nexit 1\n')
    old.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    run = subprocess.run(
        [make, "install", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "LeafLoop needs Python 3.11 or newer" in run.stderr
    assert "Python 3.10.1" in run.stderr


def test_the_lock_of_the_web_app_holds_versions_and_hashes_and_no_address() -> None:
    lock = ROOT / "web" / "package-lock.json"
    assert "://" not in lock.read_text(encoding="utf-8")
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    unlocked = {
        name for name, pin in packages.items() if not {"integrity", "inBundle"} & pin.keys()
    }
    assert unlocked == {""}
