"""Both catalogues, the same searches: `deploy/native/with-servers python -m bench.search_weaviate`.

Each is filled by `leafloop import products`, searched over HTTP through `leafloop serve`, and then
in this process. The result cache is off: every search is made.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import uvloop

from bench.known_items import KnownItem, known_items
from bench.measure import RESULTS, Row, percentiles, write
from bench.running import floor, import_products, leafloop, one_blas_thread, workspace
from bench.search import DATA, recall, stock
from bench.serving import QUICK, Scale, recall_row, search_rows, slice_of
from bench.shoppers import histories
from catalog.adapters.embedded import EmbeddedCatalog
from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.server import Limits, Server
from catalog.port import Catalog, Query
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

ADDRESS: Final = "LEAFLOOP_TEST_WEAVIATE"
LIMITS: Final = Limits(connecting=20, reading=20)
"""A slow search is a figure here, and no failure."""

FILTERS: Final = Constraints(price_max=5.0, not_brands=("National 2",))
KINDS: Final = ((Constraints(), ""), (FILTERS, " under a price cap, without a brand"))
AT_ONCE: Final = (1, 8)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two catalogues.

    Attributes:
        name: Of the adapter.
        setting: LEAFLOOP_CATALOG.
        most: Milliseconds that the 95th percentile over HTTP stays below.
        open: Opens it in this process, given the data directory.
    """

    name: str
    setting: str
    most: float
    open: Callable[[Path], Awaitable[Catalog]]


def embedded() -> Kind:
    """Return the catalogue in files."""

    async def opened(data_dir: Path) -> Catalog:
        return EmbeddedCatalog.open(data_dir / "catalog", StaticEmbedder())

    return Kind("embedded", "embedded", 8, opened)


def on_weaviate(url: str) -> Kind:
    """Return the catalogue on a server, `url` with its name."""

    async def opened(_: Path) -> Catalog:
        return await WeaviateCatalog.open(Address.read(url), StaticEmbedder(), LIMITS)

    return Kind("Weaviate", url, 20, opened)


def measured(folder: Path, kinds: Sequence[Kind], scale: Scale) -> list[Row]:
    """Fill and search each catalogue, one after the other."""
    products = stock()[: scale.products]
    items, file = known_items(products, scale.items), slice_of(products, folder)
    rows = []
    with floor(folder) as bare:
        for kind in kinds:
            data_dir = folder / kind.name.lower()
            more = {"LEAFLOOP_CATALOG": kind.setting, "LEAFLOOP_CACHE": "off"}
            seconds = import_products(data_dir, file, more)
            what = f"leafloop import products, {len(products):,} rows"
            found = [Row(what, "< 60 s", "s", value=seconds, met=seconds < 60)]
            with leafloop(data_dir, samples=False, more=more) as server:
                found.append(Row("leafloop serve, until ready", "", "s", value=server.seconds))
                found += uvloop.run(over_http(server.port, bare.port, kind, products, items, scale))
            found += asyncio.run(in_process(kind, data_dir, items))
            rows += [replace(row, what=f"{kind.name}: {row.what}") for row in found]
    return rows


async def over_http(
    port: int,
    bare: int,
    kind: Kind,
    products: Sequence[Product],
    items: Sequence[KnownItem],
    scale: Scale,
) -> list[Row]:
    """Measure personalised searches, and what strangers find."""
    shoppers = await histories(port, products)
    rows = await search_rows(port, bare, shoppers, items, scale, most=kind.most)
    return [
        *(replace(row, what=f"HTTP, {row.what}") for row in rows),
        await recall_row(port, items),
    ]


async def in_process(kind: Kind, data_dir: Path, items: Sequence[KnownItem]) -> list[Row]:
    """Measure the adapter alone: how long it takes to open and to search, and what it finds."""
    start = perf_counter()
    catalog = await kind.open(data_dir)
    rows = [Row("open what was imported", "", "s", value=perf_counter() - start)]
    await searched(catalog, [Query(item.query) for item in items[:50]], 1)
    for constraints, under in KINDS:
        queries = [Query(item.query, constraints) for item in items]
        for clients in AT_ONCE:
            start = perf_counter()
            found = percentiles(await searched(catalog, queries, clients))
            note = f"{len(queries) / (perf_counter() - start):,.0f} searches/s"
            rows.append(Row(f"in process, 50 hits{under}, {clients} at once", **found, note=note))
    rows.append(Row("in process, recall@10", unit="", value=await recall(catalog, items)))
    await catalog.close()
    return rows


async def searched(catalog: Catalog, queries: Sequence[Query], clients: int) -> list[float]:
    """Return the seconds of every search when so many ask at once, each one after the other."""
    left: Iterator[Query] = iter(queries)
    seconds: list[float] = []

    async def one() -> None:
        for query in left:
            begun = perf_counter()
            await catalog.search(query)
            seconds.append(perf_counter() - begun)

    await asyncio.gather(*(one() for _ in range(clients)))
    return seconds


async def drop(url: str) -> None:
    """Delete the catalogue on the server."""
    address = Address.read(url)
    server = await Server.connect(address, LIMITS)
    for name in await server.client.collections.list_all():
        if name.startswith(address.name):
            await server.client.collections.delete(name)
    await server.close()


def main() -> int:
    """Run the bench and write bench/results/search_weaviate.json; say so where it cannot run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test; nothing is written")
    quick = parser.parse_args().quick
    server = os.environ.get(ADDRESS, "")
    if not DATA.exists() or not server:
        sys.stderr.write(
            f"bench.search_weaviate skipped: it needs {DATA.name} of Complete Journey, and a real "
            "Weaviate: deploy/native/with-servers python -m bench.search_weaviate.\n"
        )
        return 0
    one_blas_thread("bench.search_weaviate")
    url = urlsplit(server)._replace(path=f"/Bench{uuid4().hex[:8]}").geturl()
    with workspace() as folder:
        try:
            rows = measured(folder, (embedded(), on_weaviate(url)), QUICK if quick else Scale())
        finally:
            asyncio.run(drop(url))
        path = write("search_weaviate", rows, results=folder if quick else RESULTS)
        sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
