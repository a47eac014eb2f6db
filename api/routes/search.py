"""POST /api/search/personalized and /api/v1/rank: the same two steps the shopping flow runs."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.problems import responses
from api.quick_json import QuickJson
from api.runtime import Json, Running
from api.schemas.filters import constraints_of
from api.schemas.rank import RankBody, RankReply
from api.schemas.search import SearchBody, SearchReply
from catalog.port import Found
from domain.errors import Busy, TooMany, Unavailable
from domain.proposal import Hit
from nodes.result import unwritten
from nodes.stated import with_stated

router = APIRouter(tags=["Search"], route_class=QuickJson)


@router.post(
    "/api/search/personalized",
    response_model=SearchReply,
    responses=responses(TooMany, Busy, Unavailable),
)
async def search(body: SearchBody, request: Request, running: Running) -> Json:
    """Search, in this subject's order, with the reasons for it."""
    services, steps = running.services, running.steps
    caller = running.caller(request, body)
    services.limiter.check(caller.subject, "searches", 1, services.clock.now())
    query = body.query
    constraints = await with_stated(constraints_of(body.filters), services.profiles, caller)
    searched = await steps.search({"query": query, "constraints": constraints, "limit": body.limit})
    ranked = await steps.personalize(
        {"found": searched["found"], "limit": body.limit, "explain": body.explain}, caller
    )
    shown = await steps.present_search(
        {
            "text": query,
            "query": query,
            "constraints": constraints,
            "found": searched["found"],
            "degraded": searched["degraded"],
            "candidates": ranked["candidates"],
            "choice": ranked["choice"],
            "personalized": ranked["personalized"],
        },
        caller,
    )
    proposal = shown["proposal"]
    for part in proposal["degraded"]:
        running.metrics.degraded.labels(part).inc()
    extra = {k: proposal[k] for k in _TOLD if k in proposal}
    return Json(
        {
            "results": proposal["products"],
            "personalization_applied": proposal["personalized"],
            "user_id": caller.subject,
            "proposal_id": proposal["proposal_id"],
            "outcome": proposal["outcome"],
            "degraded": proposal["degraded"],
            **extra,
        }
    )


@router.post("/api/v1/rank", response_model=RankReply, responses=responses(TooMany))
async def rank(
    body: RankBody,
    request: Request,
    running: Running,
    explain: Annotated[bool, Query(description="Also return every feature.")] = False,
) -> Response:
    """Re-rank up to 500 items that were found elsewhere, and say why; nothing is written."""
    services, steps = running.services, running.steps
    caller = running.caller(request, body)
    services.limiter.check(caller.subject, "searches", 1, services.clock.now())
    known = await services.catalog.get(tuple(item.sku for item in body.items))
    hits = tuple(
        Hit(known.get(item.sku) or item.to_product(), item.relevance) for item in body.items
    )
    ranked = await steps.personalize({"found": Found(hits), "limit": len(hits)}, caller)
    explained = explain or body.explain
    reply = {
        "items": [unwritten(each, explain=explained) for each in ranked["candidates"]],
        "personalization_applied": ranked["personalized"],
        "user_id": caller.subject,
    }
    return Response(msgspec.json.encode(reply), media_type=Json.media_type)


_TOLD = ("price_range", "corrections", "unsupported", "nearest", "relaxed")
