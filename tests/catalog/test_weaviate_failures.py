"""A Weaviate that is away, silent or talks nonsense costs a deadline and says so in one way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from weaviate.exceptions import WeaviateBaseError

from catalog.adapters.weaviate.adapter import WeaviateCatalog
from catalog.adapters.weaviate.address import Address
from catalog.adapters.weaviate.server import Limits
from catalog.port import Catalog, Query
from domain.constraints import Constraints
from domain.errors import Misconfigured, Unavailable
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder
from tests.catalog.fickle_wire import Wire, talking, wired
from tests.catalog.weaviate_opened import address_of, dropped, emptied

EMBEDDER = StaticEmbedder()
PATIENT = Limits(connecting=20, reading=20, writing=60)
LIMITS = Limits(connecting=20, reading=1, writing=2)
PEARS = [Product(f"p{n}", "Pear", price=1.0) for n in range(5)]


def http(status: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


CALLS: list[Callable[[Catalog], Awaitable[object]]] = [
    lambda catalog: catalog.search(Query("pear")),
    lambda catalog: catalog.get(["p1"]),
    lambda catalog: catalog.upsert([Product("p9", "Plum")]),
    lambda catalog: catalog.remove(["p1"]),
    lambda catalog: catalog.stage("next", PEARS),
    lambda catalog: catalog.swap("next"),
    lambda catalog: catalog.count(),
    lambda catalog: catalog.version(),
]


@asynccontextmanager
async def wired_catalog(url: str) -> AsyncIterator[tuple[WeaviateCatalog, list[Wire]]]:
    """A catalogue with five pears behind a wire each for HTTP and gRPC."""
    real = address_of(url)
    async with wired(real.port, real.grpc) as wires:
        address = replace(real, port=wires[0].port, grpc=wires[1].port)
        catalog = await WeaviateCatalog.open(address, EMBEDDER, PATIENT)
        await catalog.upsert(PEARS)
        catalog._server.limits = LIMITS
        yield catalog, wires
        await catalog.close()
    await dropped(real)


@pytest.mark.parametrize(
    "reply",
    [
        http("200 OK", "[]"),
        http("200 OK", '{"version": 7}'),
        http("200 OK", '{"version": "what"}'),
        http("500 Internal Server Error", "{}"),
        http("200 OK", "<html>"),
        b"220 mail.example ESMTP\r\n",
        b"",
    ],
)
async def test_what_is_no_weaviate_is_refused_at_start(
    reply: bytes,
) -> None:
    async with talking(reply) as port, talking(b"") as grpc:
        began = monotonic()
        with pytest.raises(Misconfigured, match=f"LEAFLOOP_CATALOG: .* at 127.0.0.1:{port} "):
            await WeaviateCatalog.open(
                Address("127.0.0.1", port, grpc),
                EMBEDDER,
                Limits(connecting=1, reading=1, writing=1),
            )
        assert monotonic() - began < 5


@pytest.mark.parametrize("grpc_reply", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_a_server_that_answers_over_http_only_is_refused(
    grpc_reply: bytes,
) -> None:
    meta = http("200 OK", '{"version": "1.39.0"}')
    async with talking(meta) as port, talking(grpc_reply) as grpc:
        with pytest.raises(Misconfigured, match=f"gRPC port at {grpc}"):
            await WeaviateCatalog.open(
                Address("127.0.0.1", port, grpc),
                EMBEDDER,
                Limits(connecting=1, reading=1, writing=1),
            )


@pytest.mark.server("weaviate")
@pytest.mark.parametrize("silent", [True, False])
async def test_every_call_ends_when_the_server_falls_silent_or_is_stopped(
    weaviate_url: str, silent: bool
) -> None:
    async with wired_catalog(weaviate_url) as (catalog, wires):
        assert len((await catalog.search(Query("pear"))).hits) == 5
        for wire in wires:
            if silent:
                wire.silent.set()
            else:
                await wire.cut()
        for call in CALLS:
            began = monotonic()
            with pytest.raises(Unavailable, match=r"Weaviate at 127\.0\.0\.1"):
                await call(catalog)
            assert monotonic() - began < LIMITS.writing + 2


@pytest.mark.server("weaviate")
async def test_a_catalogue_works_again_when_its_server_does(weaviate_url: str) -> None:
    async with wired_catalog(weaviate_url) as (catalog, wires):
        for wire in wires:
            await wire.cut()
        with pytest.raises(Unavailable):
            await catalog.search(Query("pear"))
        for wire in wires:
            await wire.start()
        async with asyncio.timeout(30):
            while True:
                try:
                    found = await catalog.search(Query("pear", Constraints(price_max=2)))
                    break
                except Unavailable:
                    await asyncio.sleep(0.1)
        assert len(found.hits) == 5


@pytest.mark.server("weaviate")
async def test_a_write_that_is_cut_off_is_seen_by_nobody_and_cleared_by_the_next(
    weaviate_url: str,
) -> None:
    async with emptied(weaviate_url, EMBEDDER) as catalog:
        await catalog.upsert(PEARS)
        version = await catalog.version()
        pointers, rows = catalog._pointers, catalog._server.rows(catalog._now.live)
        real = pointers.write
        writes = 0

        async def dies(pointer: Any) -> None:
            nonlocal writes
            writes += 1
            if writes > 1:
                raise WeaviateBaseError("the process is killed here")
            await real(pointer)

        pointers.write = dies  # type: ignore[method-assign]
        dear = [replace(pear, price=9.0) for pear in PEARS]
        with pytest.raises(Unavailable):
            await catalog.upsert([*dear, Product("p9", "Pear of the next season")])
        pointers.write = real  # type: ignore[method-assign]
        assert (await rows.aggregate.over_all(total_count=True)).total_count == 11
        found = await catalog.search(Query("pear", limit=50))
        assert sorted(hit.product.sku for hit in found.hits) == [pear.sku for pear in PEARS]
        assert {hit.product.price for hit in found.hits} == {1.0}
        assert (await catalog.version(), await catalog.count()) == (version, 5)
        await catalog.upsert([Product("p0", "Pear", price=2.0)])
        assert (await rows.aggregate.over_all(total_count=True)).total_count == 5


@pytest.mark.server("weaviate")
async def test_a_second_process_sees_the_products_and_their_changes(weaviate_url: str) -> None:
    async with emptied(weaviate_url, EMBEDDER) as one:
        await one.upsert(PEARS)
        two = await WeaviateCatalog.open(one.address, EMBEDDER, PATIENT)
        assert await two.count() == 5
        await one.upsert([Product("p0", "Quince", price=1.0)])
        assert [h.product.sku for h in (await two.search(Query("quince"))).hits] == ["p0"]
        assert await two.version() == await one.version()
        await two.stage("next", [Product("q", "Quince jelly")])
        await two.swap("next")
        assert [h.product.sku for h in (await one.search(Query("quince"))).hits] == ["q"]
        assert await one.count() == 1
        await two.close()


@pytest.mark.server("weaviate")
async def test_two_processes_do_not_write_at_once(weaviate_url: str) -> None:
    async with emptied(weaviate_url, EMBEDDER) as one:
        two = await WeaviateCatalog.open(one.address, EMBEDDER, PATIENT)
        await one._writer._taken()
        with pytest.raises(Unavailable, match="Another process"):
            await two.upsert(PEARS)
        await one.upsert(PEARS[:1])
        await two.upsert(PEARS)
        assert await one.count() == 5
        await two.close()


class Renamed(StaticEmbedder):
    """The same vectors under another name."""

    @property
    def name(self) -> str:
        return "another"


@pytest.mark.server("weaviate")
async def test_products_are_written_anew_for_another_embedder(weaviate_url: str) -> None:
    async with emptied(weaviate_url, EMBEDDER) as one:
        await one.upsert(PEARS)
        live = one._now.live
        two = await WeaviateCatalog.open(one.address, Renamed(), PATIENT)
        assert two._now.live != live
        assert await two.count() == 5
        assert len((await two.search(Query("pear"))).hits) == 5
        await two.close()
        with pytest.raises(Unavailable, match="start LeafLoop again"):
            await one.upsert([Product("p9", "Plum")])
        with pytest.raises(Unavailable, match="start LeafLoop again"):
            await one.search(Query("pear"))
