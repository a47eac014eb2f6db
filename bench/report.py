"""Turn bench/results/*.json into the tables of docs/benchmarks.md: `python -m bench.report`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.measure import RESULTS, Row

PAGE: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_COLUMNS: Final = ("What", "Target", "Met", "p50", "p95", "p99", "Value", "n", "Floor and peers")
_MET: Final = {True: "yes", False: "**no**", None: ""}
_INTRODUCTION: Final = """# Benchmarks

Written by `make bench`; every figure comes from a file of `bench/results`, measured on the machine
named above its table. Client and server share that machine. First every figure that has a target,
with the command that makes it; then what misses its target, and why; then each bench in full.
"""
MISSES: Final = Path(__file__).parent / "misses.md"
"""Why targets are missed, in words: the one part of the page that a person writes."""

_SUMMARY: Final = ("What", "Target", "Met", "p50", "p95", "p99", "Value", "Floor", "Command")


class Result(msgspec.Struct, frozen=True):
    """One result file, as `bench.measure.write` wrote it.

    Attributes:
        bench: Name of the bench.
        machine: Processor, cores, memory, system, load.
        versions: Package -> version.
        rows: What was measured.
    """

    bench: str
    machine: Mapping[str, str | int | float]
    versions: Mapping[str, str]
    rows: Sequence[Row]


def read(folder: Path) -> list[Result]:
    """Return the results of a folder, by name of the bench.

    Raises:
        msgspec.ValidationError: A file does not have the form that `bench.measure.write` gives it.
    """
    decoder = msgspec.json.Decoder(Result)
    found = (decoder.decode(path.read_bytes()) for path in folder.glob("*.json"))
    return sorted(found, key=lambda result: result.bench)


def render(results: Sequence[Result]) -> str:
    """Return the page: the targets, the misses, then one table a bench with machine and notes."""
    misses = MISSES.read_text(encoding="utf-8")
    sections = [_section(result) for result in results]
    return "\n".join([_INTRODUCTION, _targets(results), misses, *sections])


def main() -> int:
    """Write the page; return 1 when there is nothing to write it from."""
    results = read(RESULTS)
    if not results:
        sys.stderr.write(f"No results in {RESULTS}: run `make bench` first.\n")
        return 1
    PAGE.write_text(render(results), encoding="utf-8")
    sys.stderr.write(f"{PAGE}: {len(results)} tables\n")
    return 0


def _targets(results: Sequence[Result]) -> str:
    table = ["## Against the targets", "", _line(_SUMMARY), "|" + "---|" * len(_SUMMARY)]
    for result in results:
        for row in result.rows:
            if row.target:
                what, target, met, *figures, _, floor = _cells(row)
                command = f"`{_command(result)}`"
                table.append(_line((what, target, met, *figures, floor, command)))
    return "\n".join([*table, ""])


def _command(result: Result) -> str:
    return f"python -m bench.{result.bench}"


def _section(result: Result) -> str:
    machine = " · ".join(f"{key} {value}" for key, value in result.machine.items())
    versions = " · ".join(f"{key} {value}" for key, value in result.versions.items())
    notes = [f"- {_cell(row.what)}: {row.note}" for row in result.rows if row.note]
    table = [
        _line(_COLUMNS),
        "|" + "---|" * len(_COLUMNS),
        *(_line(_cells(row)) for row in result.rows),
    ]
    head = [f"## {result.bench}", "", f"`{_command(result)}`  ", f"{machine}  ", versions, ""]
    parts = [*head, *table, ""]
    return "\n".join(parts + ([*notes, ""] if notes else []))


def _cells(row: Row) -> Sequence[str]:
    figures = (_figure(value, row.unit) for value in (row.p50, row.p95, row.p99, row.value))
    return (row.what, row.target, _MET[row.met], *figures, f"{row.n:,}" if row.n else "", row.floor)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
