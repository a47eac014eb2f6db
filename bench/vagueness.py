"""What the vagueness threshold costs and saves: `python -m bench.vagueness`.

Vague: sixty requests to a shop that name no product, written for this bench, and the examples of
the tests. Precise: generated queries of people who know the product (complete-journey, CC0), and
the tests' examples. Beside them, for comparison, what people asked an assistant for, judged vague
or not (in3, Apache-2.0): those name their thing even when details are missing.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import orjson

from bench.known_items import known_items
from bench.measure import Row, write
from bench.search import DATA as PRODUCTS
from bench.search import stock
from llm.adapters.rules.vagueness import VAGUE_FROM, vagueness
from llm.port import Shelf
from tests.llm.test_rules_vagueness import PRECISE, VAGUE

IN3: Final = Path(__file__).resolve().parents[2] / "shared/data/in3/train.jsonl"
WRITTEN: Final = Path(__file__).parent / "vague_requests.txt"
QUERIES: Final = 5_000
THRESHOLDS: Final = (0.25, 0.4, 0.5, 0.6, 0.8, 0.95)


def main() -> None:
    """Measure, and write the result file."""
    if not (PRODUCTS.exists() and IN3.exists()):
        sys.stderr.write(f"{PRODUCTS} or {IN3} is not there: nothing to measure vagueness on.\n")
        return
    products = stock()
    asked = _sets([item.query for item in known_items(products, QUERIES)])
    names = {product.category for product in products if product.category}
    shelf = Shelf(known_categories=tuple(sorted(names)))
    rows = list(_rows(asked, None, THRESHOLDS, ""))
    rows += _rows(asked, shelf, (VAGUE_FROM,), ", with the catalogue's categories known")
    sys.stderr.write(f"{write('vagueness', rows)}\n")


def _sets(precise: Sequence[str]) -> Mapping[str, Sequence[str]]:
    written = WRITTEN.read_text(encoding="utf-8").splitlines()
    tasks = [orjson.loads(line) for line in IN3.read_bytes().splitlines()]
    return {
        "vague requests to a shop asked back": [*written, *VAGUE],
        "known items asked back needlessly": precise,
        "the tests' precise examples asked back needlessly": PRECISE,
        "vague requests to an assistant asked back": [t["task"] for t in tasks if t["vague"]],
        "clear requests to an assistant asked back": [t["task"] for t in tasks if not t["vague"]],
    }


def _rows(
    asked: Mapping[str, Sequence[str]],
    shelf: Shelf | None,
    thresholds: Sequence[float],
    known: str,
) -> list[Row]:
    rows = []
    for what, texts in asked.items():
        scores = [vagueness(text, shelf) for text in texts]
        for threshold in thresholds:
            share = sum(score >= threshold for score in scores) / len(scores)
            name = f"{what}, from {threshold:.2f} on{known}"
            rows.append(Row(name, unit="", n=len(scores), value=share))
    return rows


if __name__ == "__main__":
    main()
