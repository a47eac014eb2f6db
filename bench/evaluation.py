"""Turn bench/results/evaluation/*.json into docs/evaluation.md: `python -m bench.evaluation`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from bench.measure import RESULTS

FOLDER: Final = RESULTS / "evaluation"
PAGE: Final = Path(__file__).parent.parent / "docs" / "evaluation.md"
SYSTEMS: Final = {
    "popularity": "popularity",
    "decayed_count": "own decayed counts, then popularity",
    "leafloop": "leafloop",
}

_INTRODUCTION: Final = """# Evaluation

Written by `make evaluate` from public data beside the checkout, which is not part of the product.
Brackets are bootstrap 95 % intervals. What follows from the figures:
[ADR 19](adr/0019-judged-searches.md). For orders of your own, the same replay:
`leafloop evaluate orders FILE --products FILE`.
"""
_REPLAY: Final = """## Search replay

`python -m bench.search_replay`: {queries:,} purchases of {subjects:,} households in the dunnhumby
window (days 1 to 79), without the households kept for choosing parameters (a fifth, by hash). Each
bought product is searched for by its category; candidates are the products of that category
which anybody bought on an earlier day. Left out: {never_sold_before:,} purchases of products
nobody had bought before, {without_category:,} without a category. `new` are products that the
household had not bought before. Orders of one day see nothing of each other.
"""
_LAST: Final = """### The last order, by the finest kind

{queries:,} products in the last orders of {subjects:,} households with four orders or more,
searched for by their type, the finest kind known (or the category, where no name is shared).
The {never_sold_before:,} that nobody had bought before count as not found, by any system.

This is the nearest that was found to the protocol behind the target (popularity mrr .344, top1
.227, new .294; decayed count .426, .316): asking the tuning users too gave .343, .229, .292 and
.422, .316. Searched for by category, popularity and the decayed count gave .260, .150 and .346,
.230 on every order; .246, .147 and .362, .248 on last orders; .315, .192 and .414, .293 with the
best placed product of each query alone; and .348, .212 and .439, .302 among what was sold within a
week, the nearest of these.
"""
_RELEVANCE: Final = """## Relevance by the weight of meaning

`python -m bench.relevance`: queries **generated** by `bench/known_items.py` from the 92,331
products of Complete Journey (CC0); nobody typed them. A known item has one relevant product. A
kind names values of fields (category and brand, category and size, a department, a brand):
products with all of them are relevant (grade 2), with the category alone a little (grade 1, in
nDCG only). Three of ten have a typo, where a word is long enough. Recall@10 is the share of what
ten ranks can hold.
The default weight is {default_weight}; its row of gains is 0.
"""


def page(folder: Path) -> str:
    """Return the page: one section for each result file there is."""
    sections = [_INTRODUCTION]
    for name, section in (("search_replay", _replay), ("relevance", _relevance)):
        path = folder / f"{name}.json"
        if path.exists():
            sections.append("\n".join(section(orjson.loads(path.read_bytes()))))
    return "\n".join(sections) + "\n"


def main() -> int:
    """Write the page; without any result leave the one there is."""
    if not any(FOLDER.glob("*.json")):
        sys.stderr.write(f"No results in {FOLDER}: {PAGE.name} stays as it is.\n")
        return 0
    PAGE.write_text(page(FOLDER), encoding="utf-8")
    return 0


def _replay(body: dict[str, Any]) -> Iterator[str]:
    found = body["search_replay"]
    for words, part in ((_REPLAY, found), (_LAST, found["last_orders"])):
        yield words.format(**_counts(part))
        yield from _systems(part)


def _systems(found: dict[str, Any]) -> Iterator[str]:
    yield from _head(("", "mrr", "top1", "top10", "repeat", "new"))
    for system, words in SYSTEMS.items():
        figures = (found[system][name] for name in ("mrr", "top1", "top10", "repeat", "new"))
        yield _line((words, *(f"{each:.3f}" for each in figures)))
    yield ""
    for other, key in (
        ("popularity", "difference"),
        ("decayed counts", "difference_to_decayed_count"),
    ):
        gain, new = found[key]["mrr"], found[key]["new"]
        yield (
            f"leafloop - {other}, by household: mrr {_signed(gain)}; "
            f"for new products {_signed(new)}.\n"
        )


def _relevance(body: dict[str, Any]) -> Iterator[str]:
    rows = body["rows"]
    weights = sorted({row["weight"] for row in rows})
    yield _RELEVANCE.format(default_weight=body["default_weight"])
    for title, figure in (("nDCG@10", "ndcg"), ("recall@10", "recall")):
        yield f"### {title}\n"
        yield from _head(("queries", "n", *map(str, weights)))
        yield from _by_part(rows, figure)
        yield ""
    yield "### nDCG@10 gained over the default weight, same queries\n"
    yield from _head(("queries", "n", *map(str, weights)))
    for part, cells in _parts(rows):
        yield _line((part, f"{cells[0]['n']:,}", *(_signed(row["gain"]) for row in cells)))


def _by_part(rows: Sequence[dict[str, Any]], figure: str) -> Iterator[str]:
    for part, cells in _parts(rows):
        shown = (
            f"{row[figure]['mean']:.3f} [{row[figure]['low']:.3f}, {row[figure]['high']:.3f}]"
            for row in cells
        )
        yield _line((part, f"{cells[0]['n']:,}", *shown))


def _parts(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for part in dict.fromkeys(row["part"] for row in rows):
        cells = [row for row in rows if row["part"] == part]
        yield part, sorted(cells, key=lambda row: float(row["weight"]))


def _counts(found: dict[str, Any]) -> dict[str, int]:
    names = ("queries", "subjects", "never_sold_before", "without_category")
    return {name: found[name] for name in names}


def _head(columns: Sequence[str]) -> Iterator[str]:
    yield _line(columns)
    yield "|" + "---|" * len(columns)


def _signed(gain: dict[str, float]) -> str:
    return f"{gain['mean']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
