"""The source tree as the architecture tests see it: packages, files, imports, definitions."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNPACKAGED = {"tests", "bench"}


def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> list[str]:
    """Return the directories at the root that are packages of the product."""
    found = {init.parent.name for init in ROOT.glob("*/__init__.py")}
    return sorted(found - UNPACKAGED)


def product_files() -> list[Path]:
    """Return every module of the product."""
    return [path for package in packages() for path in python_files(ROOT / package)]


def all_files() -> list[Path]:
    """Return every module of the product, its tests and its benches."""
    return product_files() + [p for name in sorted(UNPACKAGED) for p in python_files(ROOT / name)]


def python_files(folder: Path) -> list[Path]:
    """Return the modules below a folder."""
    return sorted(folder.rglob("*.py"))


def tracked_files() -> list[Path]:
    """Return every file under version control; skip the test in a tree without any."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: the tree has no .git")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `from module import name`, or `import module` with an empty name."""

    module: str
    name: str = ""


def imports(path: Path) -> Iterator[Import]:
    """Yield every absolute import of a module, wherever in it."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (Import(node.module, alias.name) for alias in node.names)


def shown(path: Path) -> str:
    """Return a path as it reads from the root."""
    return path.relative_to(ROOT).as_posix()
