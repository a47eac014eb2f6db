"""What every result cache must do, whichever store is behind it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from memory.result_cache import SECONDS, ResultCache

Pass = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass for the cache."""

KEY, OTHER = bytes(range(32)), bytes(32)


class ResultCacheContract:
    """The suite; a subclass brings the fixtures `cache`, which is empty, and `later`."""

    async def test_nothing_is_kept_at_first(self, cache: ResultCache) -> None:
        assert await cache.get(KEY) is None

    @pytest.mark.parametrize("value", [b"", b"\x00\xff\r\n$-1\r\n", bytes(200_000)])
    async def test_what_was_kept_is_returned_byte_by_byte(
        self, cache: ResultCache, value: bytes
    ) -> None:
        await cache.put(KEY, value)
        assert await cache.get(KEY) == value

    async def test_keys_are_told_apart(self, cache: ResultCache) -> None:
        await cache.put(KEY, b"one")
        await cache.put(OTHER, b"two")
        assert [await cache.get(KEY), await cache.get(OTHER)] == [b"one", b"two"]

    async def test_a_new_value_replaces_the_old_one(self, cache: ResultCache) -> None:
        await cache.put(KEY, b"old")
        await cache.put(KEY, b"new")
        assert await cache.get(KEY) == b"new"

    async def test_a_value_is_returned_until_its_time_is_over(
        self, cache: ResultCache, later: Pass
    ) -> None:
        await cache.put(KEY, b"brief", 0.6)
        await cache.put(OTHER, b"long", 60)
        await later(0.1)
        assert await cache.get(KEY) == b"brief"
        await later(0.8)
        assert await cache.get(KEY) is None
        assert await cache.get(OTHER) == b"long"

    async def test_replacing_begins_the_time_anew(self, cache: ResultCache, later: Pass) -> None:
        await cache.put(KEY, b"brief", 0.3)
        await cache.put(KEY, b"long")
        await later(0.5)
        assert await cache.get(KEY) == b"long"

    def test_five_minutes_are_kept_unless_said_otherwise(self) -> None:
        assert SECONDS == 300

    async def test_many_at_once_get_their_own(self, cache: ResultCache) -> None:
        keys = [bytes([n]) * 32 for n in range(100)]
        await asyncio.gather(*(cache.put(key, key * 9) for key in keys))
        assert await asyncio.gather(*map(cache.get, keys)) == [key * 9 for key in keys]

    async def test_who_is_cancelled_leaves_no_foreign_answer_behind(
        self, cache: ResultCache
    ) -> None:
        keys = [bytes([n]) * 32 for n in range(20)]
        for key in keys:
            await cache.put(key, key)
        for turns in range(12):
            asking = [asyncio.ensure_future(cache.get(key)) for key in keys]
            for _ in range(turns):
                await asyncio.sleep(0)
            for task in asking[::2]:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
            assert await asyncio.gather(*map(cache.get, keys)) == keys

    async def test_it_says_that_it_is_there(self, cache: ResultCache) -> None:
        assert await cache.healthy()
