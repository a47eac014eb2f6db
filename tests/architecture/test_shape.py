"""Files are short, named for their one job, and say it in their first line."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import all_files, parse, product_files, shown

LONGEST_FILE = 400
MEDIAN_FILE = 120
LONGEST_FUNCTION = 40
VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?|service)$|_services$")


def lines(path: Path) -> int:
    """Return the number of lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, its docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_file_is_long() -> None:
    assert [shown(path) for path in all_files() if lines(path) > LONGEST_FILE] == []


def test_the_median_file_is_short() -> None:
    modules = [path for path in product_files() if path.name != "__init__.py"]
    assert statistics.median(lines(path) for path in modules) <= MEDIAN_FILE


def test_no_function_is_long() -> None:
    long = [
        f"{shown(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in all_files()
        for function in functions(parse(path))
        if length(function) > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_its_one_job_first() -> None:
    silent = [shown(path) for path in all_files() if not ast.get_docstring(parse(path))]
    assert silent == []


def test_the_first_line_is_one_sentence() -> None:
    unfinished = [
        shown(path)
        for path in product_files()
        if not (ast.get_docstring(parse(path)) or "").partition("\n\n")[0].rstrip().endswith(".")
    ]
    assert unfinished == []


def test_no_module_has_a_vague_name() -> None:
    named = {part for path in all_files() for part in (path.stem, path.parent.name)}
    assert [name for name in sorted(named) if VAGUE.search(name)] == []


def test_a_vague_name_is_seen() -> None:
    vague = ["utils", "search_utils", "helpers", "common", "event_services", "session_manager"]
    assert all(VAGUE.search(name) for name in vague)
    assert not any(VAGUE.search(name) for name in ["journal", "commonness", "services"])
