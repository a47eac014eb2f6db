"""What runs beside the requests: the relays, the rule files, and the dropping of what is old."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from domain.clock import MS_PER_DAY
from domain.errors import LeafLoopError
from wiring.services import Services

_log = structlog.get_logger(__name__)

RULES_SECONDS: Final = 1.0
PRUNE_SECONDS: Final = 300.0
RETENTION_SECONDS: Final = 3_600.0
RELEARN_SECONDS: Final = 300.0
KEEP_THREADS_DAYS: Final = 30
KEEP_EXECUTIONS_DAYS: Final = 90


@asynccontextmanager
async def keep_up(services: Services) -> AsyncIterator[None]:
    """Run the upkeep while the block runs; what was begun is finished before it is left."""

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

    forgetting = services.forgetting
    tasks = [
        asyncio.create_task(_every(RULES_SECONDS, refresh)),
        asyncio.create_task(_every(PRUNE_SECONDS, drop_executions)),
        asyncio.create_task(_every(PRUNE_SECONDS, drop_replies)),
        asyncio.create_task(_every(PRUNE_SECONDS, drop_threads)),
        asyncio.create_task(_every(RETENTION_SECONDS, forgetting.retention.drop)),
    ]
    await forgetting.erasure.start()
    await forgetting.relearning.refold()
    tasks.append(asyncio.create_task(_now_and_every(RELEARN_SECONDS, forgetting.relearning.finish)))
    await services.training_relay.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await forgetting.erasure.close()
        await services.training_relay.close()
        await services.graph_relay.close()


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _do(work)


async def _now_and_every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    await _do(work)
    await _every(seconds, work)


async def _do(work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except (LeafLoopError, OSError) as error:
        _log.warning("upkeep_failed", error=type(error).__name__)
