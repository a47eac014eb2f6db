"""What the result cache saves, and what a miss costs beside it: `python -m bench.result_cache`."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.known_items import known_items
from bench.measure import Row, percentiles, write
from bench.running import one_blas_thread
from bench.search import DATA, PRODUCTS, stock
from catalog.adapters.embedded import EmbeddedCatalog
from catalog.found_bytes import FoundBytes
from catalog.port import Catalog, Query
from domain.clock import SystemClock
from domain.constraints import Constraints
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.memory_cache import MemoryCache
from memory.adapters.redis_cache import open_redis
from memory.result_cache import ResultCache
from wiring.cached_catalog import CachedCatalog

QUERIES: Final = 1_000
REDIS: Final = "LEAFLOOP_TEST_REDIS"
_CHUNK: Final = 4_096


async def measured(folder: Path, most: int = PRODUCTS) -> list[Row]:
    """Search without a cache, then for the first and the second time with each kind of one.

    Args:
        folder: Where the catalogue is made.
        most: Number of products at the most.
    """
    products = stock()[:most]
    catalog = EmbeddedCatalog.open(folder, StaticEmbedder())
    for place in range(0, len(products), _CHUNK):
        await catalog.upsert(products[place : place + _CHUNK])
    filters = Constraints(price_max=5.0, not_brands=("National 2",))
    queries = [Query(item.query, filters) for item in known_items(products, QUERIES)]
    await timed(catalog, queries[:50])
    bare = await timed(catalog, queries)
    what = f"search {len(products):,} products, 50 hits, filters"
    rows = [Row(f"{what}: no cache", **percentiles(bare))]
    clock = SystemClock()
    rows += await _with(catalog, MemoryCache(clock, most_bytes=2**28), queries, "in this process")
    if REDIS in os.environ:
        # A wait that a busy machine cannot exceed: every hit counts here.
        redis = await open_redis(os.environ[REDIS], os.urandom(8).hex(), clock, seconds=5.0)
        rows += await _with(catalog, redis, queries, "on Redis")
        await redis.close()
    await catalog.close()
    return rows


async def timed(catalog: Catalog, queries: Sequence[Query]) -> list[float]:
    """Return the seconds each search takes, one after the other."""
    seconds = []
    for query in queries:
        start = perf_counter()
        await catalog.search(query)
        seconds.append(perf_counter() - start)
    return seconds


async def _with(
    catalog: EmbeddedCatalog, cache: ResultCache, queries: Sequence[Query], where: str
) -> list[Row]:
    cached = CachedCatalog(catalog, cache, FoundBytes(os.urandom(32), "bench"), SystemClock())
    misses = await timed(cached, queries)
    before = cached.lookups.hits
    hits = await timed(cached, queries)
    share = (cached.lookups.hits - before) / len(queries)
    return [
        Row(f"a miss, kept {where}", **percentiles(misses)),
        Row(f"a hit, kept {where}", **percentiles(hits)),
        Row(f"share of second searches that hit, kept {where}", unit="", value=share),
    ]


def main() -> int:
    """Run the bench and write bench/results/result_cache.json; without the data say so and stop.

    A Redis is measured, too, where LEAFLOOP_TEST_REDIS is one.
    """
    if not DATA.exists():
        sys.stderr.write(f"bench.result_cache skipped: it needs {DATA.name} of Complete Journey.\n")
        return 0
    one_blas_thread("bench.result_cache")
    with TemporaryDirectory() as folder:
        rows = asyncio.run(measured(Path(folder)))
    sys.stdout.write(write("result_cache", rows).read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
