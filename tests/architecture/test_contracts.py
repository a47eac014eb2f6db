"""Each import contract holds on the tree, and each is seen to break on a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, packages, project

NAMES = {
    "layers": "Imports only point down, and neighbours are blind to each other",
    "adapters": "Only wiring names an adapter",
    "pure": "Values and learning do no input or output",
    "langgraph": "Only the graphs and the thread saver know LangGraph",
    "http": "Only api speaks HTTP to callers",
}

BREAKS = [
    pytest.param("domain", "import learning", "layers", id="domain imports upwards"),
    pytest.param("memory", "import catalog.port", "layers", id="memory sees catalog"),
    pytest.param("catalog", "import llm.port", "layers", id="catalog sees llm"),
    pytest.param("learning", "import memory.journal", "layers", id="learning sees memory"),
    pytest.param("nodes", "import wiring", "layers", id="nodes see wiring"),
    pytest.param("wiring", "import nodes", "layers", id="wiring sees nodes"),
    pytest.param("training", "import graph", "layers", id="training sees graph"),
    pytest.param("graph", "import api", "layers", id="graph imports upwards"),
    pytest.param("api", "import memory.adapters", "adapters", id="api names an adapter"),
    pytest.param("nodes", "import catalog.adapters", "adapters", id="nodes name an adapter"),
    pytest.param("training", "import llm.adapters", "adapters", id="training names an adapter"),
    pytest.param("domain", "import sqlite3", "pure", id="domain opens a database"),
    pytest.param("learning", "import httpx", "pure", id="learning opens a connection"),
    pytest.param("nodes", "import langgraph.types", "langgraph", id="nodes know langgraph"),
    pytest.param("memory", "import langgraph.graph", "langgraph", id="memory knows langgraph"),
    pytest.param("graph", "import fastapi", "http", id="graph speaks http"),
    pytest.param("wiring", "import uvicorn", "http", id="wiring speaks http"),
]

KEPT = set(NAMES)


def lint(tree: Path) -> dict[str, str]:
    """Return contract id -> KEPT or BROKEN, as lint-imports finds them in a tree."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = {
        key: line.removeprefix(name).split()[0]
        for line in run.stdout.splitlines()
        for key, name in NAMES.items()
        if line.startswith(f"{name} ")
    }
    assert verdicts.keys() == NAMES.keys(), run.stdout + run.stderr
    return verdicts


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages that a test may break and must mend."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in packages():
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return copy


def test_every_contract_is_known_here() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    assert {contract["id"]: contract["name"] for contract in contracts} == NAMES
    assert len(contracts) == 5


def test_every_contract_holds() -> None:
    verdicts = lint(ROOT)
    assert {key for key, verdict in verdicts.items() if verdict == "KEPT"} == KEPT


@pytest.mark.parametrize(("package", "line", "contract"), BREAKS)
def test_a_breaking_import_breaks_its_contract_only(
    original: Path, package: str, line: str, contract: str
) -> None:
    intruder = original / package / "intruder.py"
    intruder.write_text(f'"""Breaks a contract."""\n\n{line}\n', encoding="utf-8")
    try:
        verdicts = lint(original)
    finally:
        intruder.unlink()
    assert {key for key, verdict in verdicts.items() if verdict == "BROKEN"} == {contract}


def test_every_contract_is_broken_once() -> None:
    assert {param.values[2] for param in BREAKS} == KEPT


def test_the_thread_saver_may_know_langgraph(original: Path) -> None:
    saver = original / "memory" / "adapters" / "sqlite_threads.py"
    before = saver.read_bytes() if saver.exists() else None
    saver.write_text('"""Keeps threads."""\n\nimport langgraph.checkpoint\n', encoding="utf-8")
    try:
        verdicts = lint(original)
    finally:
        saver.unlink() if before is None else saver.write_bytes(before)
    assert set(verdicts.values()) == {"KEPT"}
