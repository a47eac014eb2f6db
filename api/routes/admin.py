"""What the dashboard asks: is it learning, is it working, is it safe."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import figures
from api.loops import loops, memory_mb
from api.problems import responses
from api.runtime import Json, Running
from api.schemas.admin_loops import LoopsReply
from api.schemas.admin_metrics import CtrReply, MetricsReply
from api.store_states import store_states
from domain.clock import MS_PER_SECOND, to_rfc3339
from domain.errors import Unavailable

router = APIRouter(tags=["Operations"])

Days = Annotated[int, Query(ge=1, le=365, description="Length of the window, today included.")]


@router.get("/api/v1/admin/metrics", response_model=MetricsReply, responses=responses(Unavailable))
async def metrics(running: Running, days: Days = 30) -> Json:
    """Say whether it learns: activity, rates with their intervals, and what is known."""
    services = running.services
    value = figures.order_value(services, days)
    return Json(
        {
            "as_of": to_rfc3339(services.clock.now()),
            "days": days,
            "activity": figures.activity(services, days),
            "ctr": figures.clicked(services),
            "selection": figures.picked(services),
            "auto_advance": await figures.gone_on(services, days),
            "cart": {
                "abandonment": figures.abandoned(services),
                "value": value.value,
                "value_before": value.value_before,
                "value_change": value.value_change,
            },
            "catalogue": await figures.catalogue(services),
            "memory": await figures.remembered(services),
            "training": figures.training(services),
            "dead_letters": services.dead_letters.count(),
        }
    )


@router.get("/api/v1/admin/ctr", response_model=CtrReply)
async def ctr(running: Running) -> Json:
    """Say how often the product in each position is clicked."""
    services = running.services
    as_of = to_rfc3339(services.clock.now())
    return Json({"as_of": as_of, "positions": figures.positions(services)})


@router.get("/api/v1/admin/loops", response_model=LoopsReply, responses=responses(Unavailable))
async def every_loop(request: Request, running: Running) -> Json:
    """Say whether it works: every loop, store, queue and cache."""
    services = running.services
    now, lookups = services.clock.now(), services.results.lookups
    return Json(
        {
            "as_of": to_rfc3339(now),
            "loops": await loops(running),
            "stores": await store_states(running),
            "journal": {
                "events": await services.journal.last_seq(),
                "queued": services.journal.queued,
            },
            "dead_letters": {
                "total": services.dead_letters.count(),
                "by_sink": services.dead_letters.by_sink(),
            },
            "cache": {
                "hits": lookups.hits,
                "misses": lookups.misses,
                "shared": lookups.shared,
            },
            "process": {
                "memory_mb": memory_mb(),
                "uptime_seconds": (now - running.started_at) / MS_PER_SECOND,
                "version": request.app.version,
            },
        }
    )
