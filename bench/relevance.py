"""How relevant searches are by the weight of meaning: `python -m bench.relevance`.

Queries are generated from the catalogue itself (bench/known_items.py): nobody typed them, so the
figures compare weights and engines, and are no forecast of what shoppers would say.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import orjson

from bench.known_items import ALL, kind_queries, known_items
from bench.measure import RESULTS, machine, versions
from bench.running import one_blas_thread
from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.embedded.snapshot import SEMANTIC_WEIGHT
from catalog.port import Catalog, Query
from catalog.reading import read_products
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder
from training.evaluate.intervals import Interval, interval
from training.evaluate.relevance import ndcg, recall

DATA: Final = Path(__file__).resolve().parents[2] / "shared/data/complete-journey/products.parquet"
RESULT: Final = RESULTS / "evaluation" / "relevance.json"
KNOWN: Final = 1_000
KINDS: Final = 1_000
WEIGHTS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, and how well each product answers it.

    Attributes:
        kind: What kind of query it is.
        query: What is typed.
        grades: sku -> grade above 0.
        mistyped: Whether one word has a typo.
    """

    kind: str
    query: str
    grades: Mapping[str, float]
    mistyped: bool

    @property
    def relevant(self) -> set[str]:
        """Return the products that carry everything the query names."""
        return {sku for sku, grade in self.grades.items() if grade == ALL}


@dataclass(frozen=True, slots=True)
class Score:
    """How good the searches of one slice are at one weight.

    Attributes:
        part: Which queries.
        weight: Share of the vector leg in the relevance.
        n: Number of queries.
        ndcg: Mean nDCG@10 with its interval.
        recall: Mean recall@10 with its interval.
        gain: Mean difference of nDCG@10 to the default weight, paired, with its interval.
    """

    part: str
    weight: float
    n: int
    ndcg: Interval | None
    recall: Interval | None
    gain: Interval | None


def judged_queries(products: Sequence[Product]) -> list[Judged]:
    """Return queries for known items and for kinds of products."""
    items = (
        Judged("known item", item.query, {item.sku: ALL}, item.mistyped)
        for item in known_items(products, KNOWN)
    )
    kinds = (
        Judged(each.kind, each.query, each.grades, each.mistyped)
        for each in kind_queries(products, KINDS)
    )
    return [*items, *kinds]


async def measured(
    catalog: Catalog,
    asked: Sequence[Judged],
    weights: Sequence[float] = WEIGHTS,
    default: float = SEMANTIC_WEIGHT,
    advance: Callable[[str], None] = lambda _: None,
) -> list[Score]:
    """Search any catalogue for every query at every weight, and score what comes first.

    Args:
        catalog: Any catalogue that holds the products the queries were made from.
        asked: The queries.
        weights: Weights to try.
        default: The weight that the others are held against; one of `weights`.
        advance: Told what is done, in words.
    """
    found: dict[float, tuple[list[float], list[float]]] = {}
    for weight in weights:
        gains, shares = [], []
        for each in asked:
            query = Query(each.query, limit=DEPTH, semantic_weight=weight)
            skus = [hit.product.sku for hit in (await catalog.search(query)).hits]
            gains.append(ndcg(skus, each.grades, DEPTH))
            shares.append(recall(skus, each.relevant, DEPTH))
        found[weight] = gains, shares
        advance(f"weight {weight}: nDCG@10 {np.mean(gains):.4f}, recall@10 {np.mean(shares):.4f}")
    return [
        _score(part, weight, places, found[weight], found[default][0])
        for part, places in parts(asked)
        for weight in weights
    ]


def parts(asked: Sequence[Judged]) -> Iterator[tuple[str, list[int]]]:
    """Yield every slice of the queries by name, with the places of its queries."""
    kinds = list(dict.fromkeys(each.kind for each in asked))
    yield "all", list(range(len(asked)))
    for kind in kinds:
        yield kind, [place for place, each in enumerate(asked) if each.kind == kind]
    yield "kinds together", [n for n, each in enumerate(asked) if each.kind != "known item"]
    yield "mistyped", [place for place, each in enumerate(asked) if each.mistyped]
    yield "typed right", [place for place, each in enumerate(asked) if not each.mistyped]


def _score(
    part: str,
    weight: float,
    places: Sequence[int],
    found: tuple[list[float], list[float]],
    default: Sequence[float],
) -> Score:
    gains, shares = ([values[place] for place in places] for values in found)
    paired = [gain - default[place] for gain, place in zip(gains, places, strict=True)]
    return Score(part, weight, len(places), interval(gains), interval(shares), interval(paired))


async def _embedded(folder: Path) -> list[Score]:
    products = [product for chunk in read_products(DATA) for product in chunk.products]
    catalog = EmbeddedCatalog.open(folder, StaticEmbedder())
    for place in range(0, len(products), 4096):
        await catalog.upsert(products[place : place + 4096])
    sys.stderr.write(f"{len(products):,} products are in\n")
    scores = await measured(
        catalog, judged_queries(products), advance=lambda said: _say(said + "\n")
    )
    await catalog.close()
    return scores


def _say(text: str) -> None:
    sys.stderr.write(text)


def write(scores: Sequence[Score], path: Path = RESULT) -> None:
    """Write the scores beside machine and versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body: dict[str, Any] = {
        "bench": "relevance",
        "machine": machine(),
        "versions": versions(),
        "default_weight": SEMANTIC_WEIGHT,
        "rows": [asdict(score) for score in scores],
    }
    path.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")


def main() -> int:
    """Measure the embedded catalogue; without the data say so and stop."""
    if not DATA.exists():
        sys.stderr.write(f"bench.relevance skipped: it needs {DATA.name} of Complete Journey.\n")
        return 0
    one_blas_thread("bench.relevance")
    with TemporaryDirectory() as folder:
        write(asyncio.run(_embedded(Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
