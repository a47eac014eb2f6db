"""The cache in this process keeps within its bounds, and drops what nobody asked for."""

from collections.abc import Awaitable, Callable

import pytest

from memory.adapters.memory_cache import OVERHEAD, MemoryCache
from tests.contracts.result_cache import KEY, OTHER, ResultCacheContract
from tests.fakes.clock import FixedClock


class TestMemoryCache(ResultCacheContract):
    @pytest.fixture
    def cache(self, clock: FixedClock) -> MemoryCache:
        return MemoryCache(clock)

    @pytest.fixture
    def later(self, clock: FixedClock) -> Callable[[float], Awaitable[None]]:
        async def later(seconds: float) -> None:
            clock.move(seconds=seconds)

        return later


def key(number: int) -> bytes:
    return number.to_bytes(32, "big")


async def test_no_more_values_are_kept_than_may_be(clock: FixedClock) -> None:
    cache = MemoryCache(clock, most_entries=3)
    for number in range(10):
        await cache.put(key(number), b"v")
    assert len(cache) == 3
    assert [await cache.get(key(number)) for number in range(7, 10)] == [b"v"] * 3


async def test_no_more_bytes_are_kept_than_may_be(clock: FixedClock) -> None:
    cache = MemoryCache(clock, most_bytes=50_000)
    for number in range(1_000):
        await cache.put(key(number % 70), bytes(number * 7 % 5_000))
        assert cache.size <= 50_000
    assert len(cache) >= 9


async def test_bytes_are_counted_down_to_nothing(clock: FixedClock) -> None:
    cache = MemoryCache(clock)
    await cache.put(KEY, b"12345", 1)
    assert cache.size == len(KEY) + 5 + OVERHEAD
    await cache.put(KEY, b"1", 1)
    assert cache.size == len(KEY) + 1 + OVERHEAD
    clock.move(seconds=1)
    assert await cache.get(KEY) is None
    assert (cache.size, len(cache)) == (0, 0)


async def test_what_was_asked_for_last_stays(clock: FixedClock) -> None:
    cache = MemoryCache(clock, most_entries=2)
    await cache.put(KEY, b"asked for")
    await cache.put(OTHER, b"forgotten")
    await cache.get(KEY)
    await cache.put(key(7), b"new")
    assert await cache.get(KEY) == b"asked for"
    assert await cache.get(OTHER) is None


async def test_a_value_over_the_bound_empties_nothing_but_itself(clock: FixedClock) -> None:
    cache = MemoryCache(clock, most_bytes=2_000)
    await cache.put(KEY, b"small")
    await cache.put(OTHER, bytes(5_000))
    assert await cache.get(OTHER) is None
    assert await cache.get(KEY) == b"small"


async def test_a_clock_that_was_set_back_makes_nothing_last_longer(clock: FixedClock) -> None:
    cache = MemoryCache(clock)
    await cache.put(KEY, b"value")
    clock.move(hours=-1)
    assert await cache.get(KEY) is None


async def test_it_is_empty_once_closed(clock: FixedClock) -> None:
    cache = MemoryCache(clock)
    await cache.put(KEY, b"value")
    await cache.close()
    assert await cache.get(KEY) is None
    assert cache.size == 0
