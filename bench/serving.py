"""Ranking and personalised search over HTTP, beside their floors: `python -m bench.serving`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import uvloop

from bench.known_items import KnownItem, known_items
from bench.measure import RESULTS, Row, percentiles, write
from bench.running import (
    Running,
    floor,
    import_products,
    leafloop,
    one_blas_thread,
    workspace,
)
from bench.search import DATA, stock
from bench.shoppers import LISTED, histories, lists, queries, samples
from bench.wire import Connection, Load, load
from catalog.adapters.embedded import EmbeddedCatalog
from catalog.port import Query
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

FILTERS: Final = {"price_max": 5.0, "not_brands": ["National 2"]}
ENGINE_HITS: Final = 50
"""As many as the service takes from the engine for a list of ten."""

_RANK: Final = "/api/v1/rank"
_SEARCH: Final = "/api/search/personalized"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured.

    Attributes:
        seconds: Length of every load.
        products: Most products in the large catalogue.
        items: Queries for known items.
        learners: Subjects whose click must change their next list.
    """

    seconds: float = 5.0
    products: int = 50_000
    items: int = 1_000
    learners: int = 100


QUICK: Final = Scale(seconds=0.3, products=1_000, items=50, learners=5)


async def rank_rows(port: int, bare: int, products: Sequence[Product], scale: Scale) -> list[Row]:
    """Measure the ranking of a given list, for shoppers who are known."""
    shoppers = await histories(port, products)
    rows = []
    for full, name in ((False, "by sku"), (True, "described in full")):
        measured = await load(
            port, lists(_RANK, shoppers, products, full=full), clients=1, lasting=scale.seconds
        )
        least = await load(
            bare,
            lists("/read", shoppers, products, full=full),
            clients=1,
            lasting=scale.seconds / 2,
        )
        found = percentiles(measured.seconds)
        met = found["p50"] < 2 and found["p99"] < 5 and not measured.failures
        what = f"rank {LISTED} products {name}, with reasons, 1 client"
        target = "p50 < 2 ms, p99 < 5 ms"
        rows.append(
            Row(what, target, **found, floor=_floor(least), met=met, note=_failed(measured))
        )
    return rows


async def search_rows(
    port: int,
    bare: int,
    shoppers: Sequence[str],
    items: Sequence[KnownItem],
    scale: Scale,
    most: float = 8,
) -> list[Row]:
    """Measure personalised searches alone and eight at once, with filters and without.

    Args:
        port: Of the server.
        bare: Of the floor.
        shoppers: Who searches, in turn.
        items: What they are after.
        scale: How much is measured.
        most: Milliseconds that the 95th percentile stays below.
    """
    await load(port, queries(_SEARCH, shoppers, items), clients=1, lasting=scale.seconds / 5)
    least = {
        clients: await load(
            bare, queries("/read", shoppers, items), clients=clients, lasting=scale.seconds / 2
        )
        for clients in (1, 8)
    }
    rows = []
    for filters, name in ((None, "search"), (FILTERS, "search under a price cap, without a brand")):
        for clients in (1, 8):
            requests = queries(_SEARCH, shoppers, items, filters)
            measured = await load(port, requests, clients=clients, lasting=scale.seconds)
            found = percentiles(measured.seconds)
            met = found["p95"] < most and not measured.failures
            what = f"{name}, {clients} client{'s' * (clients > 1)}"
            note = _failed(measured) or f"{measured.rate:,.0f} searches/s"
            bounds = _floor(least[clients])
            target = f"p95 < {most:g} ms"
            rows.append(Row(what, target, **found, floor=bounds, met=met, note=note))
    return rows


async def recall_row(port: int, items: Sequence[KnownItem], shoppers: Sequence[str] = ()) -> Row:
    """Measure how often the product that is meant is among the first ten results."""
    connection, found = await Connection.open(port), 0
    for number, item in enumerate(items):
        user = shoppers[number % len(shoppers)] if shoppers else f"stranger-{number}"
        reply = await connection.ask(_SEARCH, user_id=user, query=item.query)
        found += any(result["product"]["sku"] == item.sku for result in reply["results"])
    connection.close()
    value = found / len(items)
    whose = "shoppers with a past" if shoppers else "strangers"
    what = f"recall@10 of known items over HTTP, {whose}"
    return Row(what, "≥ .73", "", len(items), value=value, met=value >= 0.73)


async def learning_row(port: int, items: Sequence[KnownItem], scale: Scale, where: str) -> Row:
    """Click a lower result of a search, search again at once, and look for the click's own id."""
    connection = await Connection.open(port)
    changed, seconds = 0, []
    tried = 0
    for number, item in enumerate(items):
        if tried == scale.learners:
            break
        user = f"learner-{number}"
        shown = await connection.ask(_SEARCH, user_id=user, query=item.query)
        if len(shown["results"]) < 3:
            continue  # nothing below the top to click
        tried += 1
        picked = shown["results"][2]
        begun = perf_counter()
        event_id = await _click(connection, user, item.query, picked, shown["proposal_id"])
        again = await connection.ask(_SEARCH, user_id=user, query=item.query)
        seconds.append(perf_counter() - begun)
        changed += event_id in _evidence(again)
    connection.close()
    what = f"a click changes the very next list, {where}: click and search"
    note = f"{changed} of {tried} lists give the click as a reason"
    return Row(what, "always", **percentiles(seconds), met=changed == tried, note=note)


async def _click(
    connection: Connection, user: str, query: str, result: dict[str, Any], proposal_id: str
) -> str:
    reply = await connection.ask(
        "/api/v1/events/click",
        user_id=user,
        query=query,
        product={"sku": result["product"]["sku"]},
        position=result["position"],
        search_session_id=proposal_id,
    )
    return str(reply["event_id"])


def _evidence(reply: dict[str, Any]) -> set[str]:
    reasons = (reason for result in reply["results"] for reason in result["reasons"])
    return {event_id for reason in reasons for event_id in reason["evidence"]}


async def engine_rows(data_dir: Path, items: Sequence[KnownItem]) -> list[Row]:
    """Measure the engine alone, in this process, on the catalogue the server has left."""
    catalog = EmbeddedCatalog.open(data_dir / "catalog", StaticEmbedder())
    rows = []
    for name, filters in (("", Constraints()), (", with filters", _constraints())):
        seconds = []
        for item in items:
            begun = perf_counter()
            await catalog.search(Query(item.query, filters, ENGINE_HITS))
            seconds.append(perf_counter() - begun)
        what = f"floor: the engine alone, in process{name}"
        rows.append(Row(what, **percentiles(seconds)))
    await catalog.close()
    return rows


def _constraints() -> Constraints:
    return msgspec.convert(FILTERS, Constraints)


def _memory(server: Running, what: str, most: float | None = None) -> Row:
    used = server.resident_mb()
    target, met = (f"< {most:g} MB", used < most) if most else ("", None)
    return Row(f"memory of the whole service, {what}", target, "MB", value=used, met=met)


def _floor(bare: Load) -> str:
    known = percentiles(bare.seconds)
    return f"empty route p50 {known['p50']:.2f}, p95 {known['p95']:.2f}, p99 {known['p99']:.2f} ms"


def _failed(measured: Load) -> str:
    return f"failures: {measured.failures}" if measured.failures else ""


async def on_samples(server: Running, bare: Running, scale: Scale) -> list[Row]:
    """Measure what the sample shop is enough for."""
    products = samples()
    before = _memory(server, "sample data, at the start", 300)
    rows = await rank_rows(server.port, bare.port, products, scale)
    items = known_items(products, scale.items)
    learning = await learning_row(server.port, items, scale, f"{len(products)} sample products")
    return [*rows, learning, before, _memory(server, "sample data, after this load", 300)]


async def on_many(
    server: Running, bare: Running, products: Sequence[Product], scale: Scale
) -> list[Row]:
    """Measure searches of a catalogue of real size."""
    where = f"{len(products):,} products"
    items = known_items(products, scale.items)
    shoppers = await histories(server.port, products)
    rows = await search_rows(server.port, bare.port, shoppers, items, scale)
    rows = [replace(row, what=f"{where}: {row.what}") for row in rows]
    return [
        *rows,
        await recall_row(server.port, items),
        await recall_row(server.port, items, shoppers),
        await learning_row(server.port, items, scale, where),
        _memory(server, f"{where}, after this load"),
    ]


def slice_of(products: Sequence[Product], folder: Path) -> Path:
    """Write products as the Parquet file that is imported."""
    file = folder / "products.parquet"
    names = ("sku", "name", "brand", "category", "department", "size", "price")
    columns = {name: [getattr(product, name) for product in products] for name in names}
    pq.write_table(pa.table(columns), file)
    return file


def measured(folder: Path, scale: Scale) -> list[Row]:
    """Measure everything in one folder."""
    with floor(folder) as bare:
        with leafloop(folder / "samples") as server:
            rows = uvloop.run(on_samples(server, bare, scale))
        if DATA.exists():
            products = stock()[: scale.products]
        else:
            sys.stderr.write(
                "bench.serving: no Complete Journey data, so the samples are searched.\n"
            )
            products = samples()
        many = folder / "many"
        seconds = import_products(many, slice_of(products, folder))
        with leafloop(many, samples=False) as server:
            rows += uvloop.run(on_many(server, bare, products, scale))
    rows += uvloop.run(engine_rows(many, known_items(products, scale.items)))
    return [*rows, Row(f"leafloop import products, {len(products):,} rows", "", "s", value=seconds)]


def main() -> int:
    """Measure, write `bench/results/serving.json`, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test; nothing is written")
    quick = parser.parse_args().quick
    one_blas_thread("bench.serving")
    with workspace() as folder:
        rows = measured(folder, QUICK if quick else Scale())
        path = write("serving", rows, results=folder if quick else RESULTS)
        sys.stdout.write(path.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
