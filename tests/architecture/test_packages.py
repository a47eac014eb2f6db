"""The packages on disk, in the wheel and under the linter are the same, and they are ours."""

import importlib
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, imports, packages, project, python_files, shown

NUMERIC = {"numpy", "scipy", "statsmodels"}
IMPURE = {"asyncio", "io", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess",
          "threading", "time", "urllib", "http", "logging"}  # fmt: skip
ADAPTER_TESTS = {"catalog", "contracts", "fakes", "llm", "memory", "reliability", "wiring"}


@pytest.mark.parametrize("package", packages())
def test_an_imported_package_is_ours(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ == str(ROOT / package / "__init__.py")


def test_packages_on_disk_are_those_of_the_wheel() -> None:
    assert sorted(project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages()


def test_packages_on_disk_are_those_under_the_import_linter() -> None:
    assert sorted(project()["tool"]["importlinter"]["root_packages"]) == packages()


def test_packages_on_disk_are_those_type_checked_and_covered() -> None:
    tools = project()["tool"]
    assert set(packages()) <= set(tools["mypy"]["packages"])
    assert sorted(tools["coverage"]["run"]["source"]) == packages()


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for name in packages() for path in python_files(ROOT / name)}
    assert [shown(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_domain_imports_the_standard_library_only() -> None:
    assert strangers("domain", allowed={"domain"}) == []


def test_learning_imports_domain_and_mathematics_only() -> None:
    assert strangers("learning", allowed={"domain", "learning", *NUMERIC}) == []


def test_learning_has_no_clock_no_chance_and_no_input() -> None:
    assert [f"{at}: {top}" for at, top in tops("learning") if top in IMPURE] == []


def test_only_tests_of_adapters_name_an_adapter() -> None:
    named = {
        shown(path)
        for path in python_files(ROOT / "tests")
        if not ADAPTER_TESTS.intersection(path.relative_to(ROOT / "tests").parts)
        for found in imports(path)
        if ".adapters" in found.module or found.name == "adapters"
    }
    assert named == set()


def strangers(package: str, *, allowed: set[str]) -> list[str]:
    """Return the imports of a package that are neither standard library nor allowed."""
    known = allowed | sys.stdlib_module_names
    return [f"{at}: {top}" for at, top in tops(package) if top not in known]


def tops(package: str) -> list[tuple[Path, str]]:
    """Return (module, top-level name it imports) for every import of a package."""
    return [
        (path.relative_to(ROOT), found.module.partition(".")[0])
        for path in python_files(ROOT / package)
        for found in imports(path)
    ]
