"""The result cache that the settings name is opened, or the start says why it cannot be."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from catalog.port import Query
from domain.constraints import Constraints
from domain.errors import Misconfigured
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.clock import FixedClock
from tests.open_shop import PRODUCTS, open_shop
from wiring.cached_catalog import CachedCatalog
from wiring.results import open_results
from wiring.settings import read_settings

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """Listen on loopback, and yield the address."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def saying(text: bytes) -> Answer:
    """Return what answers the same to whatever is said."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            writer.write(text)
        writer.close()

    return answer


async def refused(home: Path, **settings: Any) -> str:
    """Open a shop that cannot be opened, and return what it says."""
    with pytest.raises(Misconfigured) as error:
        async with open_shop(home, **settings):
            pass
    return str(error.value)


async def test_results_are_kept_in_this_process_unless_said_otherwise(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        services = shop.services
        for _ in range(3):
            await services.catalog.search(Query("milk"))
        assert (services.results.lookups.hits, services.results.lookups.misses) == (2, 1)
        assert services.results.cache is not None


async def test_the_same_text_means_the_same_for_the_whole_shop(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.ask("oat milk", "ann", thread="a")
        asked = shop.services.results.lookups.misses
        await shop.ask("oat milk", "bob", thread="b")
        assert shop.services.results.lookups.misses == asked > 0
        assert shop.services.results.lookups.hits > 0


async def test_it_can_be_off(tmp_path: Path) -> None:
    async with open_shop(tmp_path, cache="off") as shop:
        assert shop.services.results.cache is None
        assert not isinstance(shop.services.catalog, CachedCatalog)
        assert (await shop.services.catalog.search(Query("milk"))).hits


@pytest.mark.parametrize("value", ["memcached://127.0.0.1", "on", "redis:127.0.0.1", "http://x"])
def test_another_kind_of_cache_is_refused(value: str) -> None:
    with pytest.raises(Misconfigured) as error:
        read_settings(_env_file=None, cache=value)
    assert "CACHE: give memory, off, or an address such as redis://" in str(error.value)


def test_an_empty_setting_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLOOP_CACHE", "")
    assert read_settings(_env_file=None).cache == "memory"


async def test_no_server_at_the_address_is_said_at_start_without_the_password(
    tmp_path: Path,
) -> None:
    async with listening(saying(b"")) as place:
        pass
    said = await refused(tmp_path, cache=f"redis://me:hunter2@{place}/0")
    assert said.startswith(f"LEAFLOOP_CACHE: no Redis answers at {place}; start Redis there")
    assert "hunter2" not in said
    assert "\n" not in said


@pytest.mark.parametrize("text", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 40 + b"\r\n"])
async def test_a_server_that_is_no_redis_is_said_at_start(tmp_path: Path, text: bytes) -> None:
    async with listening(saying(text)) as place:
        said = await refused(tmp_path, cache=f"redis://{place}")
    assert said.startswith(f"LEAFLOOP_CACHE: no Redis answers at {place}")


async def test_a_redis_that_refuses_is_quoted(tmp_path: Path) -> None:
    async with listening(saying(b"-NOAUTH Authentication required.\r\n")) as place:
        said = await refused(tmp_path, cache=f"redis://{place}")
    assert "keeps nothing for us" in said
    assert "uthentication required" in said


@pytest.mark.parametrize("value", ["redis://127.0.0.1:port", "redis://127.0.0.1:99999"])
async def test_what_is_no_address_is_said_at_start(tmp_path: Path, value: str) -> None:
    assert "LEAFLOOP_CACHE: not an address" in await refused(tmp_path, cache=value)


async def test_a_missing_client_is_named_with_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "memory.adapters.redis_cache", None)
    monkeypatch.delitem(sys.modules, "memory.adapters.redis_cache")
    for name in [one for one in sys.modules if one.partition(".")[0] == "redis"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "redis", None)
    said = await refused(tmp_path, cache="redis://127.0.0.1:1")
    assert "the extra `redis`" in said
    assert "pip install -e '.[redis]'" in said


async def test_nothing_stays_open_after_a_start_that_failed(tmp_path: Path) -> None:
    async with listening(saying(b"")) as place:
        pass
    await refused(tmp_path, cache=f"redis://{place}")
    async with open_shop(tmp_path) as shop:
        assert await shop.services.catalog.count()


@pytest.mark.server("redis")
async def test_on_redis_results_are_found_again_and_hold_nothing_that_was_typed(
    tmp_path: Path, redis_url: str
) -> None:
    canary = "psoriazsis"
    async with open_shop(tmp_path, cache=redis_url) as shop:
        results = shop.services.results
        query = Query(f"{canary} milk", Constraints(brands=(f"{canary} inc",)))
        first = await shop.services.catalog.search(query)
        assert await shop.services.catalog.search(query) == first
        assert first.unsupported == (f"{canary} inc",)
        assert (results.lookups.hits, results.lookups.misses) == (1, 1)
        assert results.cache is not None
        assert await results.cache.healthy()
        fingerprint = shop.services.pseudonyms.fingerprint
    async with Redis.from_url(redis_url) as client:
        names = [name async for name in client.scan_iter(f"leafloop:{fingerprint}:*")]
        kept = [await client.get(name) for name in names]
    assert any(value and len(value) > 16 for value in kept)
    assert all(
        canary.encode() not in (name + (value or b""))
        for name, value in zip(names, kept, strict=True)
    )


@pytest.mark.server("redis")
async def test_products_of_our_own_are_never_looked_up_as_somebody_elses(
    tmp_path: Path, redis_url: str
) -> None:
    secret, query = secrets.token_hex(16), Query("milk")
    for home, products in (("one", PRODUCTS[:1]), ("two", PRODUCTS[1:3])):
        shop = open_shop(tmp_path / home, cache=redis_url, secret=secret, products=products)
        async with shop as opened:
            found = await opened.services.catalog.search(query)
            assert {hit.product.sku for hit in found.hits} == {p.sku for p in products}


@pytest.mark.server("redis")
async def test_those_who_search_the_same_catalogue_share_results(
    tmp_path: Path, redis_url: str, clock: FixedClock
) -> None:
    secret = secrets.token_hex(16)
    settings = read_settings(_env_file=None, data_dir=tmp_path, cache=redis_url, secret=secret)
    shelf = MemoryCatalog(*PRODUCTS)
    async with AsyncExitStack() as stack:
        one = await open_results(stack, settings, shelf, clock, shared="weaviate:8080")
        two = await open_results(stack, settings, shelf, clock, shared="weaviate:8080")
        assert await one.catalog.search(Query("milk")) == await two.catalog.search(Query("milk"))
        assert (one.lookups.misses, two.lookups.hits, len(shelf.asked)) == (1, 1, 1)
