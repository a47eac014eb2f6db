"""Tests that need a server are skipped by name where it is not there, and run where it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """\
import pytest

@pytest.mark.server("neo4j")
def test_of_neo4j(neo4j_url):
    assert neo4j_url == "bolt://127.0.0.1:1"

@pytest.mark.server("ollama")
def test_of_ollama(ollama_url):
    assert ollama_url

def test_that_forgot_its_mark(ollama_url):
    assert ollama_url

def test_of_nothing():
    pass
"""


def pytest_on(folder: Path, text: str, **servers: str) -> "subprocess.CompletedProcess[str]":
    """Run pytest, with what every test shares, on a file of its own."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    known = {k: v for k, v in os.environ.items() if not k.startswith("LEAFLOOP_TEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-rs", "-p", "no:cacheprovider",
         "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(folder / "test_it.py")],
        cwd=ROOT, env={**known, **servers}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_servers_their_tests_are_skipped_by_name(tmp_path: Path) -> None:
    ended = pytest_on(tmp_path, TESTS)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "needs a real neo4j: make test-servers" in ended.stdout
    assert "needs a real ollama: make test-servers" in ended.stdout
    assert "skipped without a server: neo4j (1 tests), ollama (1 tests)" in ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("1 passed, 3 skipped in ")


def test_with_a_server_its_tests_run(tmp_path: Path) -> None:
    ended = pytest_on(tmp_path, TESTS, LEAFLOOP_TEST_NEO4J="bolt://127.0.0.1:1")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "skipped without a server: ollama (1 tests)" in ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("2 passed, 2 skipped in ")


@pytest.mark.parametrize("name", ["", "oracle"])
def test_a_server_that_nobody_knows_is_an_error(tmp_path: Path, name: str) -> None:
    ended = pytest_on(tmp_path, TESTS.replace("neo4j", name, 1))
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "needs a server nobody knows" in ended.stderr
