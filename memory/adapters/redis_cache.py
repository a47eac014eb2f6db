"""A result cache on Redis, shared by every process that has the same secret."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from domain.clock import Clock
from domain.errors import Misconfigured
from memory.outage import Outage
from memory.result_cache import SECONDS

ANSWER_SECONDS: Final = 0.05
"""Longest wait for a value, a connection included."""

START_SECONDS: Final = 5.0
_CONNECTIONS: Final = 16
_PORT: Final = 6379
_MS: Final = 1_000

_log = structlog.get_logger(__name__)


class RedisCache:
    """Values in Redis, each under a name that only this installation's secret leads to.

    A Redis that does not answer is waited for once, then left alone for seconds: what was kept
    there is missed meanwhile. One that answers and refuses, such as a full one, is asked again.

    Args:
        client: Connections to it, which never try a command twice.
        prefix: Begins every name; tells this installation's values from those of others.
        clock: Tells when it is asked again.
        seconds: Longest wait for an answer.
    """

    def __init__(
        self, client: Redis, prefix: str, clock: Clock, *, seconds: float = ANSWER_SECONDS
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._outage = Outage(clock)
        self._seconds = seconds

    async def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key, or None; never raises."""
        value: object = None
        async with self._asking() as may:
            if may:
                value = await self._client.get(self._name(key))
        return value if isinstance(value, bytes) else None

    async def put(self, key: bytes, value: bytes, seconds: float = SECONDS) -> None:
        """Keep a value; never raises."""
        async with self._asking() as may:
            if may:
                await self._client.set(self._name(key), value, px=max(1, round(seconds * _MS)))

    async def healthy(self) -> bool:
        """Whether values can be kept now; a full Redis and one that only reads are not healthy."""
        kept = False
        async with self._asking() as may:
            if may:
                kept = bool(await self._client.set(f"{self._prefix}probe", b"", px=_MS))
        return kept

    async def check(self, place: str, seconds: float) -> None:
        """See at start whether a value can be kept.

        Args:
            place: Host and port, for the message.
            seconds: Longest wait.

        Raises:
            Misconfigured: It cannot; the message says the mend.
        """
        mend = "start Redis there, or unset it to keep results in this process"
        try:
            async with asyncio.timeout(seconds):
                await self._client.set(f"{self._prefix}probe", b"", px=_MS)
        except (AuthenticationError, ResponseError) as refused:
            raise Misconfigured(
                f"LEAFLOOP_CACHE: the Redis at {place} keeps nothing for us: {refused}"
            ) from refused
        except (OSError, TimeoutError, RedisError) as away:
            raise Misconfigured(f"LEAFLOOP_CACHE: no Redis answers at {place}; {mend}.") from away

    async def close(self) -> None:
        """Release the connections."""
        await self._client.aclose()

    def _name(self, key: bytes) -> str:
        return self._prefix + key.hex()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[bool]:
        """Let the block ask, if it may now; what it raises is noted, and ends here."""
        may = self._outage.enter()
        if not may:
            yield False
            return
        try:
            async with asyncio.timeout(self._seconds):
                yield True
        except ResponseError:
            self._answered()
        except Exception as error:  # whatever ails it, a search goes on without it
            if self._outage.failed():
                _log.warning(
                    "result_cache_left_alone",
                    seconds=self._outage.seconds,
                    reason=type(error).__name__,
                )
        except BaseException:
            self._outage.left()
            raise
        else:
            self._answered()

    def _answered(self) -> None:
        if self._outage.answered():
            _log.info("result_cache_answers_again")


async def open_redis(
    url: str,
    fingerprint: str,
    clock: Clock,
    *,
    seconds: float = ANSWER_SECONDS,
    start_seconds: float = START_SECONDS,
) -> RedisCache:
    """Connect to Redis and see that it keeps values.

    Args:
        url: redis:// or, through TLS, rediss://, with user and password if it wants them.
        fingerprint: Of this installation's secret.
        clock: Tells when a Redis that was away is asked again.
        seconds: Longest wait for an answer.
        start_seconds: Longest wait for the first one.

    Raises:
        Misconfigured: The address is none, nothing answers there, or it keeps nothing.
    """
    place, pool = _pool(url)
    client = Redis.from_pool(pool)
    cache = RedisCache(client, f"leafloop:{fingerprint}:found:", clock, seconds=seconds)
    try:
        await cache.check(place, start_seconds)
    except Misconfigured:
        await cache.close()
        raise
    return cache


def _pool(url: str) -> tuple[str, BlockingConnectionPool]:
    """Return host and port of an address, and connections to it."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or _PORT}", BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=START_SECONDS,
            socket_timeout=START_SECONDS,
            socket_connect_timeout=START_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError as error:
        raise Misconfigured(
            "LEAFLOOP_CACHE: not an address such as redis://127.0.0.1:6379."
        ) from error
