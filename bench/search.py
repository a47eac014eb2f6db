"""How fast and how well products are found, beside bare engines: `python -m bench.search`."""

import asyncio
import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np

from bench.known_items import KnownItem, known_items
from bench.measure import Row, percentiles, write
from bench.running import one_blas_thread
from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.embedded.vectors import Floats
from catalog.port import Catalog, Query
from catalog.reading import read_products
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

DATA: Final = Path(__file__).resolve().parents[2] / "shared/data/complete-journey/products.parquet"
PRODUCTS: Final = 50_000
QUERIES: Final = 1_000
WEIGHTS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


def stock() -> list[Product]:
    """Return the real products, with prices drawn log-normally: the data has none."""
    rng = random.Random(11)
    read = (product for chunk in read_products(DATA) for product in chunk.products)
    return [
        Product(
            sku=product.sku,
            name=product.name,
            brand=product.brand,
            category=product.category,
            department=product.department,
            size=product.size,
            price=round(rng.lognormvariate(1.2, 0.7), 2),
        )
        for product in islice(read, PRODUCTS)
    ]


async def timed(catalog: Catalog, queries: Sequence[Query]) -> list[float]:
    """Return the seconds each search takes, one after the other."""
    seconds = []
    for query in queries:
        start = perf_counter()
        await catalog.search(query)
        seconds.append(perf_counter() - start)
    return seconds


async def recall(
    catalog: Catalog, items: Sequence[KnownItem], weight: float | None = None
) -> float:
    """Return the share of items among the first ten hits of their query."""
    found = 0
    for item in items:
        hits = (await catalog.search(Query(item.query, limit=10, semantic_weight=weight))).hits
        found += any(hit.product.sku == item.sku for hit in hits)
    return found / len(items)


def spent(work: Callable[[], object], times: int) -> list[float]:
    """Return the seconds that some work takes, run after run."""
    seconds = []
    for _ in range(times):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return seconds


def floors(catalog: EmbeddedCatalog, items: Sequence[KnownItem]) -> list[Row]:
    """Measure what bounds a search: tantivy alone, and one product of the whole matrix."""
    snapshot, embedder = catalog.snapshot, StaticEmbedder()
    slots = np.arange(snapshot.vectors.count)
    matrix = snapshot.vectors.at(slots)
    vector = embedder.matrix([items[0].query])[0]
    words = [
        spent(partial(snapshot.words.search, item.query, Constraints(), 50), 1)[0] for item in items
    ]
    near = near_kept(catalog, embedder, matrix, items[:100])
    dots = spent(lambda: np.argpartition(matrix @ vector, -50)[-50:], 200)
    return [
        Row("floor: tantivy alone, 50 hits", **percentiles(words)),
        Row("floor: numpy alone, all vectors times one", **percentiles(dots)),
        Row("share of the exact 100 nearest that the shortlist keeps", unit="", value=near),
    ]


def near_kept(
    catalog: EmbeddedCatalog, embedder: StaticEmbedder, matrix: Floats, items: Sequence[KnownItem]
) -> float:
    """Return how much of the exact nearest neighbours the search of leading dimensions finds."""
    vectors, alive = catalog.snapshot.vectors, catalog.snapshot.columns.alive
    kept = []
    for vector in embedder.matrix([item.query for item in items]):
        cosines = matrix @ vector
        hundredth = np.partition(cosines, -100)[-100]
        _, found = vectors.nearest(vector, alive, 100, -1.0)
        kept.append(float(np.mean(found >= hundredth - 1e-6)))
    return float(np.mean(kept))


async def measured(folder: Path) -> list[Row]:
    """Import, open again, search and compare; return what was found."""
    embedder = StaticEmbedder()
    start = perf_counter()
    products = stock()
    catalog = EmbeddedCatalog.open(folder, embedder)
    for place in range(0, len(products), 4096):
        await catalog.upsert(products[place : place + 4096])
    imported = perf_counter() - start
    await catalog.close()
    start = perf_counter()
    catalog = EmbeddedCatalog.open(folder, embedder)
    reopened = perf_counter() - start
    items = known_items(products, QUERIES)
    filters = Constraints(price_max=5.0, not_brands=("National 2",))
    await timed(catalog, [Query(item.query) for item in items[:50]])
    plain = await timed(catalog, [Query(item.query) for item in items])
    filtered = await timed(catalog, [Query(item.query, filters) for item in items])
    reached = await recall(catalog, items)
    rows = [
        _search_row(f"search {len(products):,} products, 50 hits", plain),
        _search_row("the same under a price cap, without a brand", filtered),
        *floors(catalog, items),
        Row("import from Parquet until found", "< 60 s", "s", value=imported, met=imported < 60),
        Row("open what was imported", "< 1 s", "s", value=reopened, met=reopened < 1),
        Row("recall@10 of known items", "≥ .73", "", value=reached, met=reached >= 0.73),
        *[
            Row(f"recall@10 at weight {w}", unit="", value=await recall(catalog, items, w))
            for w in WEIGHTS
        ],
    ]
    await catalog.close()
    return rows


def _search_row(what: str, seconds: Sequence[float]) -> Row:
    found = percentiles(seconds)
    return Row(what, "p95 < 3 ms", met=found["p95"] < 3, **found)


def main() -> int:
    """Run the bench and write bench/results/search.json; without the data say so and stop."""
    if not DATA.exists():
        sys.stderr.write(f"bench.search skipped: it needs {DATA.name} of Complete Journey.\n")
        return 0
    one_blas_thread("bench.search")
    with TemporaryDirectory() as folder:
        rows = asyncio.run(measured(Path(folder)))
    sys.stdout.write(write("search", rows).read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
