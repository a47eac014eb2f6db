"""The event path over HTTP: single clicks, batches, and what a click changes; beside its floor."""

import argparse
import random
import sys
from collections.abc import Iterator
from typing import Final

import orjson
import uvloop

from bench.measure import Row, percentiles, write
from bench.running import ROOT, floor, leafloop, workspace
from bench.wire import Load, Request, load

SECONDS: Final = 5.0
HELD_SECONDS: Final = 60.0
QUICK_SECONDS: Final = 1.0


def main() -> None:
    """Measure and write bench/results/event_path.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a second each; writes no result")
    quick: bool = parser.parse_args().quick
    lasting = (QUICK_SECONDS, QUICK_SECONDS) if quick else (SECONDS, HELD_SECONDS)
    with workspace() as directory, floor(directory) as bare, leafloop(directory / "var") as server:
        rows = uvloop.run(_measure(bare.port, server.port, *lasting))
    if quick:
        sys.stdout.writelines(f"{row}\n" for row in rows)
    else:
        sys.stdout.write(write("event_path", rows).read_text())


async def _measure(bare: int, port: int, seconds: float, held: float) -> list[Row]:
    empty = await load(bare, _clicks("/empty"), clients=16, lasting=seconds)
    row = await load(bare, _clicks("/row"), clients=16, lasting=seconds)
    row_one = await load(bare, _clicks("/row"), clients=1, lasting=seconds)
    one = await load(port, _clicks("/api/v1/events/click"), clients=1, lasting=seconds)
    many = await load(port, _clicks("/api/v1/events/click"), clients=16, lasting=seconds)
    by_hundred = await load(port, _batches(100), clients=2, lasting=held)
    by_thousand = await load(port, _batches(1000), clients=2, lasting=held)
    named = await load(port, _batches(1000, named=True), clients=2, lasting=seconds)
    floors = f"empty route {empty.rate:,.0f}/s, synced row {row.rate:,.0f}/s"
    return [
        _latency("one click, 1 client", one, "p50 < .7 ms", floor_of(row_one), 0.7),
        _latency("one click, 16 clients", many, "p95 < 8 ms, p99 < 15 ms", floor_of(row), None),
        _rate("clicks/s, 16 clients", many, 1, 3_000, floors),
        _rate("events/s in batches of 100", by_hundred, 100, 30_000, floors),
        _rate("events/s in batches of 1000", by_thousand, 1000, 60_000, floors),
        _rate("events/s in batches of 1000, ids of clients", named, 1000, None, floors),
    ]


def floor_of(bare: Load) -> str:
    """Say how long the floor's synced row took."""
    known = percentiles(bare.seconds)
    return f"synced row p50 {known['p50']:.2f}, p95 {known['p95']:.2f}, p99 {known['p99']:.2f} ms"


def _latency(what: str, measured: Load, target: str, bare: str, p50: float | None) -> Row:
    known = percentiles(measured.seconds)
    met = known["p50"] < p50 if p50 is not None else known["p95"] < 8 and known["p99"] < 15
    return Row(
        what, target, **known, floor=bare, met=met and not measured.failures, note=_failed(measured)
    )


def _rate(what: str, measured: Load, size: int, target: int | None, bare: str) -> Row:
    rate = measured.rate * size
    return Row(
        what,
        f"≥ {target:,}/s" if target else "",
        unit="events/s",
        n=len(measured.seconds) * size,
        value=round(rate),
        floor=bare,
        met=None if target is None else rate >= target and not measured.failures,
        note=_failed(measured) or f"held for {measured.elapsed:.0f} s",
    )


def _failed(measured: Load) -> str:
    return f"failures: {measured.failures}" if measured.failures else ""


def _clicks(path: str) -> Iterator[Request]:
    products, rng = _products(), random.Random(1)
    while True:
        body = {
            "user_id": f"u{rng.randrange(1000)}",
            "query": "milk",
            "product": {"sku": rng.choice(products)},
            "position": rng.randrange(1, 10),
        }
        yield path, orjson.dumps(body)


def _batches(size: int, *, named: bool = False) -> Iterator[Request]:
    """Yield bodies of 85 % views, 10 % clicks and 5 % cart additions, drawn from a ready pool."""
    products, rng = _products(), random.Random(2)
    count = 0

    def event() -> dict[str, object]:
        data: dict[str, object] = {"product_sku": rng.choice(products)}
        kind, chance = "product_viewed", rng.random()
        if chance > 0.95:
            kind, data["quantity"] = "cart_item_added", rng.randrange(1, 4)
        elif chance > 0.85:
            kind, data["query"], data["position"] = "search_result_clicked", "milk", 3
        return {"event_type": kind, "user_id": f"u{rng.randrange(10_000)}", "data": data}

    pool = [[event() for _ in range(size)] for _ in range(max(1, 20_000 // size))]
    ready = [orjson.dumps({"events": events}) for events in pool]
    while True:
        if not named:
            yield "/api/v1/events", rng.choice(ready)
            continue
        events = [{**each, "event_id": f"c{count + i}"} for i, each in enumerate(rng.choice(pool))]
        count += size
        yield "/api/v1/events", orjson.dumps({"events": events})


def _products() -> list[str]:
    lines = (ROOT / "samples" / "products.jsonl").read_bytes().splitlines()
    return [orjson.loads(line)["sku"] for line in lines]


if __name__ == "__main__":
    main()
