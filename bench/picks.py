"""How well it is told which options people find good, on MIMICS: `python -m bench.picks`.

Clarifying questions of a search engine with options that people rated (shared/data/mimics, manual
set, MIT): an option is good with label 2. Split by query. It is converted on the way, never kept.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson

from bench.measure import Row, write
from llm.adapters.static_embedder import StaticEmbedder
from training.evaluate.pick_report import evaluate_picks
from training.evaluate.picks import read_picks

DATA: Final = Path(__file__).resolve().parents[2] / "shared/data/mimics/MIMICS-Manual.tsv"
_MOST: Final = 5


def lines() -> Iterator[bytes]:
    """Yield each rated list as a line that `leafloop evaluate picks` reads."""
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rated = [
                {"id": f"o{place}", "text": text, "engagement": int(label == "2")}
                for place in range(1, _MOST + 1)
                if (text := row[f"option_{place}"]) and (label := row[f"option_label_{place}"])
            ]
            if rated:
                yield orjson.dumps({"input": row["query"], "candidates": rated})


def main() -> None:
    """Measure, and write the result file."""
    if not DATA.exists():
        sys.stderr.write(f"{DATA} is not there: nothing to measure picks on.\n")
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mimics.jsonl"
        path.write_bytes(b"\n".join(lines()))
        found = evaluate_picks(read_picks(path), StaticEmbedder(), lambda _: None).summary()
    skill, many = found["brier_skill"], found["candidates"]
    note = (
        f"{found['units']:,} queries, {found['base_rate']:.1%} of the options are good; Brier "
        f"{found['brier']} against {found['brier_of_base_rate']}; intervals by query"
    )
    of_group = "options foretold good with {from:.3f} to {to:.3f}: {foretold:.3f} on average"
    rows = [
        Row(
            "Brier skill over the base rate, lower 95 % bound",
            "> 0",
            unit="",
            n=many,
            value=skill["low"],
            met=skill["low"] > 0,
            note=f"the skill is {skill['mean']}, up to {skill['high']}; {note}",
        ),
        Row("Brier skill over the base rate", unit="", n=many, value=skill["mean"]),
        Row(
            "expected calibration error", unit="", n=many, value=found["expected_calibration_error"]
        ),
        *(
            Row(of_group.format(**row), unit="are good", n=row["n"], value=row["observed"])
            for row in found["reliability"]
        ),
    ]
    sys.stderr.write(f"{write('picks', rows)}\n")


if __name__ == "__main__":
    main()
