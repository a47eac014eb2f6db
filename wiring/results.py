"""Open the result cache that the settings name, in front of the catalogue."""

import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from catalog.found_bytes import FoundBytes
from catalog.port import Catalog
from domain.clock import Clock
from domain.errors import Misconfigured
from memory.adapters.memory_cache import MemoryCache
from memory.pseudonym import Pseudonyms, secret_from
from memory.result_cache import ResultCache
from wiring.cached_catalog import CachedCatalog, Lookups
from wiring.settings import Settings


@dataclass(frozen=True, slots=True)
class Results:
    """The catalogue as it is searched, and what keeps what was found.

    Attributes:
        catalog: The catalogue, behind the cache if there is one.
        cache: Keeps what searches found; None when it is off.
        lookups: How many searches were answered in which way.
    """

    catalog: Catalog
    cache: ResultCache | None = None
    lookups: Lookups = field(default_factory=Lookups)


async def open_results(
    stack: AsyncExitStack,
    settings: Settings,
    catalog: Catalog,
    clock: Clock,
    *,
    shared: str | None = None,
) -> Results:
    """Return the catalogue behind the configured cache.

    Args:
        stack: Closes the cache, and before it the searches that run; not the catalogue.
        settings: LEAFLOOP_CACHE says which one.
        catalog: What is searched.
        clock: Tells how old a result is.
        shared: Where the catalogue is, when other processes search the same; None for one that
            is only ours. Its versions are numbers that begin anew with its files, so results of
            another process or of an earlier start must not pass for its own.

    Raises:
        Misconfigured: The cache cannot be used; the message says the mend.
    """
    if settings.cache == "off":
        return Results(catalog)
    secret = secret_from(settings.data_dir, settings.secret)
    cache: ResultCache = MemoryCache(clock)
    if settings.cache != "memory":
        cache = await _redis(settings.cache, Pseudonyms(secret).fingerprint, clock)
    stack.push_async_callback(cache.close)
    form = FoundBytes(secret, shared or os.urandom(16).hex())
    cached = CachedCatalog(catalog, cache, form, clock)
    stack.push_async_callback(cached.end)
    return Results(cached, cache, cached.lookups)


async def _redis(url: str, fingerprint: str, clock: Clock) -> ResultCache:
    try:
        from memory.adapters.redis_cache import open_redis
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "redis":
            raise
        raise Misconfigured(
            "LEAFLOOP_CACHE: Redis needs the extra `redis`, which is not installed: run "
            "`pip install -e '.[redis]'`, or unset it to keep results in this process."
        ) from missing
    return await open_redis(url, fingerprint, clock)
