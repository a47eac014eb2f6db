"""LangGraph re-runs a node from its top on resume, so the pause stands alone in its file."""

from pathlib import Path

from tests.architecture.tree import ROOT, imports, packages, python_files


def importers_of_interrupt(root: Path, names: list[str]) -> set[str]:
    """Return the modules that import LangGraph's `interrupt`, or the module that holds it whole."""
    return {
        path.relative_to(root).as_posix()
        for name in names
        for path in python_files(root / name)
        for found in imports(path)
        if (found.module == "langgraph.types" and found.name in {"interrupt", "", "*"})
        or (found.module == "langgraph" and found.name == "types")
    }


def test_only_the_pause_imports_interrupt() -> None:
    assert importers_of_interrupt(ROOT, packages()) <= {"graph/pause.py"}


def test_a_second_importer_is_seen(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    for name, line in {
        "pause": "from langgraph.types import interrupt",
        "shopping": "from langgraph.types import Command, interrupt as stop",
        "execute": "from langgraph import types",
        "thread": "import langgraph.types as lt",
        "state": "from langgraph.types import Command",
    }.items():
        (tmp_path / "graph" / f"{name}.py").write_text(f"{line}\n", encoding="utf-8")
    assert importers_of_interrupt(tmp_path, ["graph"]) == {
        "graph/pause.py", "graph/shopping.py", "graph/execute.py", "graph/thread.py",
    }  # fmt: skip
