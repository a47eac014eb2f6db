"""What runs beside the requests: the relays, the rule files, and the dropping of what is old."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from domain.clock import MS_PER_DAY, Clock
from domain.errors import LeafLoopError
from wiring.beat import Beat
from wiring.services import Services

_log = structlog.get_logger(__name__)

RULES_SECONDS: Final = 1.0
PRUNE_SECONDS: Final = 300.0
RETENTION_SECONDS: Final = 3_600.0
KEEP_THREADS_DAYS: Final = 30
KEEP_EXECUTIONS_DAYS: Final = 90


@asynccontextmanager
async def keep_up(services: Services) -> AsyncIterator[None]:
    """Run the upkeep while the block runs; what was begun is finished before it is left."""
    jobs = _jobs(services)
    services.beats.update({name: Beat() for name in jobs})
    tasks = [
        asyncio.create_task(_every(seconds, work, services.beats[name], services.clock))
        for name, (seconds, work) in jobs.items()
    ]
    await services.forgetting.erasure.start()
    await services.training_relay.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await services.forgetting.erasure.close()
        await services.training_relay.close()
        await services.graph_relay.close()


def _jobs(services: Services) -> dict[str, tuple[float, Callable[[], Awaitable[None]]]]:
    """Return each job by name: after how many seconds it runs again, and what it does."""

    async def refresh() -> None:
        services.rules.refresh()
        services.limiter.use(services.rules.limits())

    async def drop_executions() -> None:
        before = services.clock.now() - KEEP_EXECUTIONS_DAYS * MS_PER_DAY
        await services.executions.prune(before)

    async def drop_replies() -> None:
        await services.idempotency.prune(services.clock.now())

    async def drop_threads() -> None:
        await services.threads.expire(services.clock.now() - KEEP_THREADS_DAYS * MS_PER_DAY)

    async def drop_events() -> None:
        await services.forgetting.retention.drop()

    return {
        "rule_files": (RULES_SECONDS, refresh),
        "old_executions": (PRUNE_SECONDS, drop_executions),
        "old_replies": (PRUNE_SECONDS, drop_replies),
        "old_threads": (PRUNE_SECONDS, drop_threads),
        "retention": (RETENTION_SECONDS, drop_events),
    }


async def _every(
    seconds: float, work: Callable[[], Awaitable[None]], beat: Beat, clock: Clock
) -> None:
    try:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
                beat.done_at, beat.failed = clock.now(), False
            except (LeafLoopError, OSError) as error:
                beat.failed = True
                _log.warning("upkeep_failed", error=type(error).__name__)
    finally:
        beat.running = False
