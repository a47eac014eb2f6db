"""GET /api/v1/facets: what there is to filter by."""

import msgspec
from fastapi import APIRouter

from api.problems import responses
from api.runtime import Json, Running
from api.schemas.facets import FacetsReply
from domain.errors import Unavailable

router = APIRouter(tags=["Products"])


@router.get("/api/v1/facets", response_model=FacetsReply, responses=responses(Unavailable))
async def facets(running: Running) -> Json:
    """Return the values that the catalogue's facets take, each with its number of products."""
    return Json(msgspec.to_builtins(await running.services.catalog.facets()))
