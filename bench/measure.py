"""What every bench shares: percentiles of its samples, and a result file with machine and load."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal, TypedDict

import numpy as np
import orjson

RESULTS: Final = Path(__file__).parent / "results"
"""Where result files go unless a caller says otherwise."""

Unit = Literal["s", "ms", "us"]

_PER_SECOND: Final[dict[Unit, float]] = {"s": 1.0, "ms": 1e3, "us": 1e6}
_PACKAGES: Final = (
    "leafloop",
    "fastapi",
    "httptools",
    "langgraph",
    "model2vec",
    "msgspec",
    "numpy",
    "orjson",
    "pydantic",
    "tantivy",
    "uvicorn",
    "uvloop",
)


class Percentiles(TypedDict):
    """Percentiles of samples, in `unit`; the keys are fields of a `Row`."""

    unit: Unit
    n: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, or one distribution, and what it is held against.

    Attributes:
        what: What was measured, in words.
        target: The target as it is written down, such as "p95 < 8 ms"; empty without one.
        unit: Unit of p50, p95, p99 and value.
        n: Number of samples behind the figure.
        p50: Median; None for a single figure.
        p95: 95th percentile.
        p99: 99th percentile.
        value: A single figure, such as a rate; None for a distribution.
        floor: What bounds it from below, or what peers reach, in words.
        met: Whether the target is met; None when there is none.
        note: Why a target is missed, or under which conditions this was measured.
    """

    what: str
    target: str = ""
    unit: str = "ms"
    n: int = 0
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    value: float | None = None
    floor: str = ""
    met: bool | None = None
    note: str = ""


def percentiles(samples_seconds: Sequence[float], unit: Unit = "ms") -> Percentiles:
    """Return the percentiles of durations, ready for `Row(what, target, **percentiles(samples))`.

    Args:
        samples_seconds: Durations in seconds, at least one.
        unit: Unit of the reply: s, ms or us.

    Raises:
        ValueError: There are no samples.
    """
    if not samples_seconds:
        raise ValueError("No samples to take percentiles of: run the measurement first.")
    scaled = np.asarray(samples_seconds, dtype=np.float64) * _PER_SECOND[unit]
    p50, p95, p99 = (float(found) for found in np.percentile(scaled, (50, 95, 99)))
    return {"unit": unit, "n": len(samples_seconds), "p50": p50, "p95": p95, "p99": p99}


def write(name: str, rows: Iterable[Row], *, results: Path = RESULTS) -> Path:
    """Write the rows of one bench beside the machine, its load and the versions measured.

    Args:
        name: Name of the bench; the file is `<name>.json` and replaces the one before.
        rows: What was measured.
        results: Folder of the result files; made when absent.

    Returns:
        The file written.
    """
    results.mkdir(parents=True, exist_ok=True)
    body = {
        "bench": name,
        "machine": machine(),
        "versions": versions(),
        "rows": [asdict(row) for row in rows],
    }
    path = results / f"{name}.json"
    path.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
    return path


def machine() -> dict[str, str | int | float]:
    """Return processor, usable cores, memory, system, and the load of the last minute."""
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": _cores(),
        "memory_gb": round(int((_field("/proc/meminfo", "MemTotal") or "0").split()[0]) / 2**20, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_1min": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that decide the speed."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _field(file: str, name: str) -> str | None:
    path = Path(file)
    if not path.exists():
        return None
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition(":")
        if key.strip() == name:
            return text.strip()
    return None
