"""On Redis the cache keeps what it should, and costs nothing but time when Redis is away."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter

import pytest
from redis.asyncio import Redis

from domain.clock import SystemClock
from domain.errors import Misconfigured
from memory.adapters.redis_cache import ANSWER_SECONDS, RedisCache, open_redis
from memory.outage import FIRST_WAIT
from tests.contracts.result_cache import KEY, OTHER, ResultCacheContract
from tests.fakes.clock import FixedClock


@pytest.fixture
def fingerprint() -> str:
    """A fingerprint of nobody else's."""
    return secrets.token_hex(8)


@pytest.fixture
async def cache(redis_url: str, fingerprint: str, clock: FixedClock) -> AsyncIterator[RedisCache]:
    """A cache on the real server, patient enough for a busy machine."""
    cache = await open_redis(redis_url, fingerprint, clock, seconds=5.0)
    yield cache
    await cache.close()


@pytest.mark.server("redis")
class TestRedisCache(ResultCacheContract):
    @pytest.fixture
    def later(self) -> Callable[[float], Awaitable[None]]:
        return asyncio.sleep


@pytest.fixture
async def server(redis_url: str) -> AsyncIterator[Redis]:
    """The real server, to be told what to do."""
    client = Redis.from_url(redis_url)
    yield client
    await client.config_set("maxmemory", "64mb")
    await client.config_set("maxmemory-policy", "allkeys-lru")
    await client.aclose()


@pytest.mark.server("redis")
async def test_every_name_is_the_installations_own_and_ends_in_time(
    cache: RedisCache, server: Redis, fingerprint: str
) -> None:
    await cache.put(KEY, b"value")
    names = [name async for name in server.scan_iter(f"*{fingerprint}*")]
    kept = f"leafloop:{fingerprint}:found:{KEY.hex()}".encode()
    assert kept in names
    times = {name: await server.pttl(name) for name in names}
    assert all(0 < time <= 300_000 for time in times.values())
    assert times[kept] > 290_000


@pytest.mark.server("redis")
async def test_another_secret_sees_nothing(
    cache: RedisCache, redis_url: str, clock: FixedClock
) -> None:
    other = await open_redis(redis_url, "another secret's", clock)
    await cache.put(KEY, b"value")
    assert await other.get(KEY) is None
    await other.close()


@pytest.mark.server("redis")
async def test_two_processes_share_what_is_kept(
    cache: RedisCache, redis_url: str, fingerprint: str, clock: FixedClock
) -> None:
    other = await open_redis(redis_url, fingerprint, clock, seconds=5.0)
    await cache.put(KEY, b"value")
    assert await other.get(KEY) == b"value"
    await other.close()


@pytest.mark.server("redis")
async def test_a_full_redis_is_read_and_asked_again_but_not_healthy(
    cache: RedisCache, server: Redis
) -> None:
    await cache.put(KEY, b"value")
    await server.config_set("maxmemory-policy", "noeviction")
    await server.config_set("maxmemory", "1")
    await cache.put(OTHER, b"too much")
    assert not await cache.healthy()
    assert await cache.get(KEY) == b"value"
    await server.config_set("maxmemory", "64mb")
    await cache.put(OTHER, b"there is room")
    assert await cache.get(OTHER) == b"there is room"
    assert await cache.healthy()


@pytest.mark.server("redis")
async def test_a_full_redis_is_refused_at_start(
    redis_url: str, server: Redis, clock: FixedClock
) -> None:
    await server.config_set("maxmemory-policy", "noeviction")
    await server.config_set("maxmemory", "1")
    with pytest.raises(Misconfigured, match=r"keeps nothing for us: .*maxmemory"):
        await open_redis(redis_url, "f", clock)


@pytest.mark.server("redis")
async def test_a_wrong_password_is_said_at_start_and_never_shown(
    redis_url: str, clock: FixedClock
) -> None:
    address = redis_url.replace("redis://", "redis://somebody:hunter2@")
    with pytest.raises(Misconfigured) as error:
        await open_redis(address, "f", clock)
    assert "invalid username-password pair" in str(error.value)
    assert "hunter2" not in str(error.value)


@pytest.mark.server("redis")
async def test_a_value_of_another_kind_under_our_name_is_none_of_ours(
    cache: RedisCache, server: Redis, fingerprint: str
) -> None:
    await server.sadd(f"leafloop:{fingerprint}:found:{KEY.hex()}", "a set")  # type: ignore[misc]
    assert await cache.get(KEY) is None
    await cache.put(OTHER, b"value")
    assert await cache.get(OTHER) == b"value"


class Line:
    """A server on loopback that can stop answering.

    Attributes:
        answer: What it says to whatever it is told; None to say nothing.
        connections: How many there were.
        told: How often it was told something.
    """

    def __init__(self) -> None:
        self.answer: bytes | None = b"+OK\r\n"
        self.connections = 0
        self.told = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while said := await reader.read(65_536):
            self.told += 1
            # A client tells its name and version first, in commands of their own.
            for _ in range(said.count(b"*") if b"CLIENT" in said else 1):
                if self.answer is not None:
                    writer.write(self.answer)
        writer.close()


@asynccontextmanager
async def on(line: Line, clock: FixedClock) -> AsyncIterator[RedisCache]:
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    cache = await open_redis(f"redis://127.0.0.1:{port}", "f", clock)
    try:
        yield cache
    finally:
        await cache.close()
        server.close()


async def spent(work: Awaitable[object]) -> float:
    start = perf_counter()
    await work
    return perf_counter() - start


async def test_a_redis_that_hangs_is_waited_for_once_then_left_alone(clock: FixedClock) -> None:
    line = Line()
    async with on(line, clock) as cache:
        line.answer = None
        told = line.told
        first = await spent(cache.get(KEY))
        assert 0.9 * ANSWER_SECONDS <= first < 10 * ANSWER_SECONDS
        rest = [await spent(cache.get(KEY)) for _ in range(50)]
        rest += [await spent(cache.put(KEY, b"value")) for _ in range(50)]
        assert sum(rest) < ANSWER_SECONDS
        assert line.told == told + 1
        assert not await cache.healthy()


async def test_it_is_tried_again_after_a_while(clock: FixedClock) -> None:
    line = Line()
    async with on(line, clock) as cache:
        line.answer = None
        await cache.put(KEY, b"value")
        line.answer = b"$5\r\nvalue\r\n"
        assert await cache.get(KEY) is None
        clock.move(seconds=FIRST_WAIT)
        assert await cache.get(KEY) == b"value"
        line.answer = b"+OK\r\n"
        assert await cache.healthy()


async def test_one_trial_at_a_time_is_made(clock: FixedClock) -> None:
    line = Line()
    async with on(line, clock) as cache:
        line.answer = None
        await cache.get(KEY)
        clock.move(seconds=FIRST_WAIT)
        connections = line.connections
        await asyncio.gather(*(cache.get(KEY) for _ in range(30)))
        assert line.connections == connections + 1


async def test_a_trial_that_is_cancelled_lets_the_next_one_try(clock: FixedClock) -> None:
    line = Line()
    async with on(line, clock) as cache:
        line.answer = None
        await cache.get(KEY)
        clock.move(seconds=FIRST_WAIT)
        trial = asyncio.create_task(cache.get(KEY))
        await asyncio.sleep(0)
        trial.cancel()
        await asyncio.gather(trial, return_exceptions=True)
        assert trial.cancelled()
        line.answer = b"$1\r\nv\r\n"
        assert await cache.get(KEY) == b"v"


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\r\n", b"$5\r\nab\r\n", b":7\r\n", b"*-1\r\n"],
)
async def test_nonsense_is_a_miss(clock: FixedClock, answer: bytes) -> None:
    line = Line()
    async with on(line, clock) as cache:
        line.answer = answer
        assert await cache.get(KEY) is None
        await cache.put(KEY, b"value")
        line.answer = b"$5\r\nvalue\r\n"
        clock.move(seconds=FIRST_WAIT)
        assert await cache.get(KEY) == b"value"


async def test_a_server_that_goes_away_and_comes_back_is_used_again(clock: FixedClock) -> None:
    line = Line()
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    cache = await open_redis(f"redis://127.0.0.1:{port}", "f", clock)
    line.answer = None
    server.close()
    assert await cache.get(KEY) is None
    clock.move(seconds=FIRST_WAIT)
    assert await cache.get(KEY) is None
    line.answer = b"$5\r\nvalue\r\n"
    server = await asyncio.start_server(line.serve, "127.0.0.1", port)
    clock.move(seconds=2 * FIRST_WAIT)
    assert await cache.get(KEY) == b"value"
    await cache.close()
    server.close()


async def test_a_server_that_hangs_at_start_is_said() -> None:
    line = Line()
    line.answer = None
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(Misconfigured, match=f"no Redis answers at 127.0.0.1:{port}"):
        await open_redis(f"redis://127.0.0.1:{port}", "f", SystemClock(), start_seconds=0.05)
    server.close()
