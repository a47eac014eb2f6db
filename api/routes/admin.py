"""What the dashboard asks: is it learning, is it working, is it safe."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.problems import responses
from api.runtime import Json, Running
from api.schemas.admin_loops import LoopsReply
from api.schemas.admin_metrics import CtrReply, MetricsReply
from domain.errors import Unavailable

router = APIRouter(tags=["Operations"])

Days = Annotated[int, Query(ge=1, le=365, description="Length of the window, today included.")]


@router.get("/api/v1/admin/metrics", response_model=MetricsReply, responses=responses(Unavailable))
async def metrics(_: Running, days: Days = 30) -> Json:
    """Say whether it learns: activity, rates with their intervals, and what is known."""
    raise Unavailable(f"the figures of {days} days are not counted yet; look at /metrics")


@router.get("/api/v1/admin/ctr", response_model=CtrReply)
async def ctr(_: Running) -> Json:
    """Say how often the product in each position is clicked."""
    raise Unavailable("the figures are not counted yet; look at /metrics")


@router.get("/api/v1/admin/loops", response_model=LoopsReply, responses=responses(Unavailable))
async def loops(_: Running) -> Json:
    """Say whether it works: every loop, store, queue and cache."""
    raise Unavailable("these figures are not counted yet; look at /readyz")
