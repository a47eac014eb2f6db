"""Search on Weaviate beside the embedded: `with-servers python -m bench.search_weaviate`."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final
from uuid import uuid4

from bench.known_items import KnownItem, known_items
from bench.measure import Row, percentiles, write
from bench.running import one_blas_thread
from bench.search import DATA, QUERIES, recall, stock, timed
from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.reading import AT_ONCE
from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

ADDRESS: Final = "LEAFLOOP_TEST_WEAVIATE"
TARGET: Final = "p95 < 20 ms"


async def measured(url: str, products: Sequence[Product], queries: int) -> list[Row]:
    """Import, open again and search; return what was found. The catalogue is emptied at the end."""
    address = replace(Address.read(url), name=f"Bench{uuid4().hex[:8]}")
    embedder = StaticEmbedder()
    start = perf_counter()
    catalog = await WeaviateCatalog.open(address, embedder)
    for place in range(0, len(products), AT_ONCE):
        await catalog.upsert(products[place : place + AT_ONCE])
    imported = perf_counter() - start
    await catalog.close()
    start = perf_counter()
    catalog = await WeaviateCatalog.open(address, embedder)
    reopened = perf_counter() - start
    rows = await searched(catalog, known_items(products, queries), len(products))
    start = perf_counter()
    await catalog.stage("empty", ())
    await catalog.swap("empty")
    swapped = perf_counter() - start
    await catalog.close()
    return [
        *rows,
        Row("import until found", "< 60 s", "s", value=imported, met=imported < 60),
        Row("open what was imported", "", "s", value=reopened),
        Row("swap in another version", "", "s", value=swapped),
    ]


async def searched(catalog: WeaviateCatalog, items: Sequence[KnownItem], count: int) -> list[Row]:
    """Return how long searches take and what they find."""
    filters = Constraints(price_max=5.0, not_brands=("National 2",))
    await timed(catalog, [Query(item.query) for item in items[:50]])
    plain = percentiles(await timed(catalog, [Query(item.query) for item in items]))
    filtered = percentiles(await timed(catalog, [Query(item.query, filters) for item in items]))
    reached = await recall(catalog, items)
    return [
        Row(f"search {count:,} products, 50 hits", TARGET, met=plain["p95"] < 20, **plain),
        Row(
            "the same under a price cap, without a brand",
            TARGET,
            met=filtered["p95"] < 20,
            **filtered,
        ),
        Row("recall@10 of known items", "≥ .73", "", value=reached, met=reached >= 0.73),
    ]


def main() -> int:
    """Run the bench and write bench/results/search_weaviate.json; say so where it cannot run."""
    url = os.environ.get(ADDRESS, "")
    if not DATA.exists() or not url:
        sys.stderr.write(
            f"bench.search_weaviate skipped: it needs {DATA.name} of Complete Journey, and a real "
            "Weaviate: deploy/native/with-servers python -m bench.search_weaviate.\n"
        )
        return 0
    one_blas_thread("bench.search_weaviate")
    small = sys.argv[1:] == ["--small"]
    products = stock()[: 2_000 if small else None]
    rows = asyncio.run(measured(url, products, 100 if small else QUERIES))
    if small:
        sys.stdout.write("".join(f"{row}\n" for row in rows))
        return 0
    sys.stdout.write(write("search_weaviate", rows).read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
