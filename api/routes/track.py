"""POST /api/interactions/track: the short form of the event routes."""

from time import perf_counter

from fastapi import APIRouter, Request

from api.problems import responses
from api.routes.events import preferences_now, take
from api.runtime import Json, Running
from api.schemas.track import TrackBody, TrackReply, event_body
from domain.errors import Busy, TooMany, UnknownProduct, UnknownType

router = APIRouter(tags=["Events"])


@router.post(
    "/api/interactions/track",
    response_model=TrackReply,
    responses=responses(UnknownType, UnknownProduct, TooMany, Busy),
)
async def track(request: Request, running: Running, body: TrackBody | None = None) -> Json:
    """Take one interaction, and return what the subject prefers from now on."""
    begun = perf_counter()
    said = body or TrackBody.from_query(request.query_params)
    caller = running.caller(request, said)
    before = await preferences_now(running, caller.subject)
    reply = await take(request, running, event_body(said))
    after = reply["preferences"]
    return Json(
        {
            "status": "tracked" if reply["tracked"] else "not_tracked",
            "response_time_ms": round((perf_counter() - begun) * 1000, 3),
            "preferences_updated": before != after,
            "current_preferences": after,
        }
    )
