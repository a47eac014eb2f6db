"""Whether the server lives, whether it is ready, and what it measures."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.problems import responses
from api.runtime import Json, Running, Runtime
from api.schemas.health import AliveReply, ReadyReply
from api.schemas.training import TrainingStats
from domain.errors import Busy, Unavailable

router = APIRouter(tags=["Operations"])


@router.get("/healthz", response_model=AliveReply)
async def alive() -> Json:
    """Answer as long as the process lives."""
    return Json({"status": "alive"})


@router.get("/readyz", response_model=ReadyReply, responses=responses(Unavailable, Busy))
async def ready(running: Running) -> Json:
    """Answer 200 when events can be committed, with the state of each store by name."""
    services = running.services
    stores: dict[str, Any] = {
        "journal": "ok" if await services.journal.healthy() else "unavailable",
        "profiles": "ok" if services.runner.seq == await services.journal.last_seq() else "behind",
        "catalog": await _catalog(running),
        "cache": await _cache(running),
        "threads": "ok" if await services.threads.healthy() else "unavailable",
        "training_log": "degraded" if services.training_relay.degraded else "ok",
        "graph": await _graph(running),
        "llm": await _language(running),
    }
    if stores["journal"] != "ok":
        states = [{"store": name, "state": state} for name, state in stores.items()]
        raise Unavailable("the journal cannot commit: free disk space", errors=states)
    return Json({"status": "ready", "stores": stores})


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}},
)
async def metrics(running: Running) -> Response:
    """Return every metric in Prometheus's text format."""
    return Response(running.metrics.exposition(), media_type="text/plain; version=0.0.4")


@router.get("/v1/training/stats", response_model=TrainingStats)
async def training_stats(running: Running) -> Json:
    """Say how much was logged for fine-tuning."""
    services = running.services
    return Json(
        {
            **services.training_log.counts,
            "enabled": services.settings.enable_training_data_collection,
            "lag": services.training_relay.lag,
        }
    )


async def _catalog(running: Runtime) -> str:
    try:
        return f"ok: {await running.services.catalog.count()} products"
    except Unavailable:
        return "unavailable"


async def _graph(running: Runtime) -> str:
    services = running.services
    lag = services.graph_relay.lag
    if await services.knowledge.healthy():
        return f"behind: {lag} events" if lag else "ok"
    return "unavailable" if services.graph_relay.degraded else "loading"


async def _cache(running: Runtime) -> str:
    cache = running.services.results.cache
    if cache is None:
        return "off"
    return "ok" if await cache.healthy() else "unavailable, the catalogue is asked each time"


async def _language(running: Runtime) -> str:
    language = running.services.language
    if language.completer is None:
        return "rules"
    state = "ok" if await language.completer.healthy() else "unavailable, the rules answer"
    return f"{language.completer.name}: {state}"
