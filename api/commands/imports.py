"""`leafloop import`: products into the catalogue, orders into the journal."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.commands.target import Packing, post, target
from api.log_setup import configure_logging
from catalog.orders_reading import PastOrder, read_orders
from catalog.reading import Chunk, read_products
from catalog.records import Rejected
from domain.clock import to_rfc3339
from domain.errors import Invalid
from wiring.settings import read_settings

_SHOWN = 10
"""Verdicts printed for a person; --json prints them all."""

Advance = Callable[[int], None]


def import_products(file: Path, *, as_json: bool, replace: bool = False) -> None:
    """Upsert the products of a file by sku and print {kept, updated, rejected}.

    Args:
        file: CSV, JSONL or Parquet.
        as_json: Print JSON, with every verdict.
        replace: Drop the products that are not in the file. They are staged, and swapped in once
            all of them are there; until then, and whatever fails, the old ones are sold.
    """
    chunks = read_products(file)
    work = partial(_replaced, file.name) if replace else _products
    asyncio.run(_run(file, as_json, partial(work, chunks)))


def import_orders(file: Path, *, as_json: bool) -> None:
    """Write the orders of a file as events and print {kept, updated, rejected}.

    An order's event carries its own id, so that a second import finds it there already; `updated`
    counts those.
    """
    asyncio.run(_run(file, as_json, partial(_orders, read_orders(file))))


Work = Callable[[httpx.AsyncClient, Advance, dict[str, Any]], Awaitable[None]]


async def _run(file: Path, as_json: bool, work: Work) -> None:
    summary: dict[str, Any] = {"kept": 0, "updated": 0, "rejected": []}
    settings = read_settings(samples=False)
    configure_logging("WARNING", log_file=settings.log_file)
    async with target(settings) as client:
        with _progress(file) as advance:
            await work(client, advance, summary)
    if as_json:
        typer.echo(orjson.dumps(summary).decode())
        return
    typer.echo(
        f"kept {summary['kept']:,}, of which {summary['updated']:,} were there before; "
        f"rejected {len(summary['rejected']):,}"
    )
    for verdict in summary["rejected"][:_SHOWN]:
        typer.echo(f"  line {verdict['line']}: {verdict['reason']}")
    if len(summary["rejected"]) > _SHOWN:
        typer.echo("  … --json prints every verdict")


async def _products(
    chunks: Iterator[Chunk],
    client: httpx.AsyncClient,
    advance: Advance,
    summary: dict[str, Any],
    version: str = "",
) -> None:
    packing = Packing("products")
    for chunk in chunks:
        summary["rejected"] += [_verdict(rejected) for rejected in chunk.rejected]
        for product in chunk.products:
            if (body := packing.add(msgspec.to_builtins(product))) is not None:
                await _send_products(client, body, summary, version)
        advance(len(chunk.products) + len(chunk.rejected))
    if (body := packing.rest()) is not None:
        await _send_products(client, body, summary, version)


async def _send_products(
    client: httpx.AsyncClient, body: bytes, summary: dict[str, Any], version: str
) -> None:
    if version:
        body = b'{"version":"%s",%s' % (version.encode(), body.removeprefix(b"{"))
    reply = await post(client, "/api/v1/products", body)
    summary["kept"] += reply["kept"]
    summary["updated"] += reply["updated"]


async def _replaced(
    name: str,
    chunks: Iterator[Chunk],
    client: httpx.AsyncClient,
    advance: Advance,
    summary: dict[str, Any],
) -> None:
    version = f"import-{uuid4().hex}"
    await _products(chunks, client, advance, summary, version)
    staged = summary["kept"] - summary["updated"]
    if not staged:
        raise Invalid(f"{name} holds no product that can be read: the catalogue stays as it is.")
    swap = orjson.dumps({"version": version, "expected": staged})
    summary |= await post(client, "/api/v1/products/swap", swap)


async def _orders(
    reading: Iterator[PastOrder | Rejected],
    client: httpx.AsyncClient,
    advance: Advance,
    summary: dict[str, Any],
) -> None:
    packing = Packing("events")
    sent: list[PastOrder] = []
    for read in reading:
        if isinstance(read, Rejected):
            summary["rejected"].append(_verdict(read))
            advance(1)
            continue
        if (body := packing.add(_event(read))) is not None:
            await _send_orders(client, body, sent, summary)
            sent = []
        sent.append(read)
        advance(len(read.lines))
    if (body := packing.rest()) is not None:
        await _send_orders(client, body, sent, summary)


async def _send_orders(
    client: httpx.AsyncClient, body: bytes, sent: list[PastOrder], summary: dict[str, Any]
) -> None:
    reply = await post(client, "/api/v1/events?imported=true", body)
    summary["kept"] += reply["accepted"] + reply["duplicates"]
    summary["updated"] += reply["duplicates"]
    summary["rejected"] += [
        {"line": f"order {sent[each['index']].order_id}", "reason": each["detail"]}
        for each in reply["rejected"]
    ]


def _event(order: PastOrder) -> dict[str, Any]:
    total = sum(line.quantity * (line.price or 0.0) for line in order.lines)
    return {
        "event_type": "order_completed",
        "event_id": f"order-{order.order_id}",
        "user_id": order.user_id,
        "timestamp": to_rfc3339(order.at),
        "data": {
            "order_id": order.order_id,
            "total_value": round(total, 2),
            "item_count": len(order.lines),
            "items": msgspec.to_builtins(order.lines),
        },
    }


def _verdict(rejected: Rejected) -> dict[str, Any]:
    return {"line": rejected.line, "reason": rejected.reason}


@contextmanager
def _progress(file: Path) -> Iterator[Advance]:
    columns = (
        SpinnerColumn(),
        TextColumn(file.name),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("import", total=None)
        yield lambda rows: progress.advance(task, rows)
