"""Whether the server lives, whether it is ready, and what it measures."""

from fastapi import APIRouter
from starlette.responses import Response

from api.figures import training
from api.problems import responses
from api.runtime import Json, Running
from api.schemas.health import AliveReply, ReadyReply
from api.schemas.training import TrainingStats
from api.store_states import store_states
from domain.errors import Busy, Unavailable

router = APIRouter(tags=["Operations"])


@router.get("/healthz", response_model=AliveReply)
async def alive() -> Json:
    """Answer as long as the process lives."""
    return Json({"status": "alive"})


@router.get("/readyz", response_model=ReadyReply, responses=responses(Unavailable, Busy))
async def ready(running: Running) -> Json:
    """Answer 200 when events can be committed, with the state of each store by name."""
    stores = await store_states(running)
    if stores["journal"] != "ok":
        states: list[dict[str, object]] = [
            {"store": name, "state": state} for name, state in stores.items()
        ]
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
    return Json(training(running.services))
