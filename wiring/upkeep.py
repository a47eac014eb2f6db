"""What runs beside the requests: the relays, the rule files, and the dropping of what is old."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
RELEARN_SECONDS: Final = 300.0
KEEP_THREADS_DAYS: Final = 30
KEEP_EXECUTIONS_DAYS: Final = 90


@asynccontextmanager
async def keep_up(services: Services) -> AsyncIterator[None]:
    """Run the upkeep while the block runs; what was begun is finished before it is left."""
    jobs = _jobs(services)
    services.beats.update({name: Beat() for name in jobs})
    await services.forgetting.erasure.start()
    await services.forgetting.relearning.refold()
    tasks = [
        asyncio.create_task(_every(job, services.beats[name], services.clock))
        for name, job in jobs.items()
    ]
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


@dataclass(frozen=True, slots=True)
class _Job:
    """Something done again and again.

    Attributes:
        seconds: From the end of one time to the next.
        work: What is done.
        at_once: Whether the first time is now, to finish what an earlier process left.
    """

    seconds: float
    work: Callable[[], Awaitable[object]]
    at_once: bool = False


def _jobs(services: Services) -> dict[str, _Job]:
    """Return each job by name."""

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
    return {
        "rule_files": _Job(RULES_SECONDS, refresh),
        "old_executions": _Job(PRUNE_SECONDS, drop_executions),
        "old_replies": _Job(PRUNE_SECONDS, drop_replies),
        "old_threads": _Job(PRUNE_SECONDS, drop_threads),
        "retention": _Job(RETENTION_SECONDS, forgetting.retention.drop),
        "relearning": _Job(RELEARN_SECONDS, forgetting.relearning.finish, at_once=True),
    }


async def _every(job: _Job, beat: Beat, clock: Clock) -> None:
    wait = 0.0 if job.at_once else job.seconds
    try:
        while True:
            await asyncio.sleep(wait)
            wait = job.seconds
            try:
                await job.work()
                beat.done_at, beat.failed = clock.now(), False
            except (LeafLoopError, OSError) as error:
                beat.failed = True
                _log.warning("upkeep_failed", error=type(error).__name__)
    finally:
        beat.running = False
