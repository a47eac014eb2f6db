"""/v1/users/{user_id}/memories: see, correct and delete what is remembered about a person."""

import re
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request

from api.problems import responses
from api.runtime import Json, Running, Runtime, valid_id
from api.schemas.memories import (
    CorrectionBody,
    CorrectionReply,
    DeletionReply,
    MemoriesReply,
    MemoryKind,
)
from domain.caller import Caller
from domain.clock import to_ms, to_rfc3339
from domain.errors import Busy, Conflict, Invalid, NotFound, TooMany, Unavailable
from domain.knowledge import KnownFact
from memory.knowledge import TOLD
from nodes.amendment import Correction
from nodes.recollect import Wanted

router = APIRouter(prefix="/v1/users/{user_id:path}/memories", tags=["People"])
_DIGITS: Final = 6
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(?:(Z)|([+ -])(\d\d:\d\d))?", re.ASCII
)
"""RFC 3339; a space before the zone is a plus that was not escaped."""


@router.get("", response_model=MemoriesReply)
async def list_memories(
    user_id: str,
    running: Running,
    type: Annotated[MemoryKind | None, Query(description="Only this kind.")] = None,
    as_of: Annotated[
        str | None,
        Query(
            max_length=64,
            description="What was known then, and true then: RFC 3339; now if left out.",
            examples=["2026-03-02T09:15:00Z"],
        ),
    ] = None,
    q: Annotated[
        str, Query(max_length=1000, description="Only what bears on this text, best first.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    history: Annotated[
        bool, Query(description="Also what does not hold any more, and what has faded.")
    ] = False,
) -> Json:
    """Return what is remembered, newest evidence first; what was just stated is among it."""
    wanted = Wanted(
        types=TOLD if type is None else {type},
        text=q.strip(),
        as_of=None if as_of is None else _moment(as_of),
        history=history,
        limit=limit,
    )
    found = await running.steps.recollect(valid_id(user_id), wanted)
    _count(running, found.degraded)
    now = running.services.clock.now() if wanted.as_of is None else wanted.as_of
    memories = [shown(fact, now) for fact in found.facts]
    return Json({"memories": memories, "degraded": found.degraded})


@router.put(
    "/{memory_id}",
    response_model=CorrectionReply,
    responses=responses(NotFound, Conflict, TooMany, Busy, Unavailable),
)
async def correct_memory(
    user_id: str, memory_id: str, body: CorrectionBody, request: Request, running: Running
) -> Json:
    """Correct a memory; the new one acts from now on, and the old one stays in the history."""
    caller = _caller(running, user_id, request, body)
    value = (
        body.value if body.value is None or isinstance(body.value, str) else f"{body.value:.15g}"
    )
    correction = Correction(value, body.content)
    async with running.services.forgetting.gate.run(caller.subject):
        amended = await running.steps.amend.correct(caller, memory_id, correction)
    _count(running, amended.degraded)
    now = running.services.clock.now()
    return Json({**shown(amended.fact, now), "degraded": amended.degraded})


@router.delete(
    "/{memory_id}",
    response_model=DeletionReply,
    responses=responses(NotFound, TooMany, Busy, Unavailable),
)
async def delete_memory(user_id: str, memory_id: str, request: Request, running: Running) -> Json:
    """Delete a memory for good; nothing of it acts from now on."""
    caller = _caller(running, user_id, request)
    async with running.services.forgetting.gate.run(caller.subject):
        amended = await running.steps.amend.delete(caller, memory_id)
    _count(running, amended.degraded)
    now = running.services.clock.now()
    return Json({"deleted": shown(amended.fact, now), "degraded": amended.degraded})


def shown(fact: KnownFact, now: int) -> dict[str, Any]:
    """Return a memory as JSON values.

    Args:
        fact: What is known.
        now: Time in milliseconds that its confidence is told for.
    """
    return {
        "memory_id": fact.memory_id,
        "type": fact.type,
        "content": fact.content,
        "relation": fact.relation or None,
        "value": fact.value or (fact.thing.name if fact.thing else None),
        "source": fact.source,
        "confidence": round(fact.confidence_at(now), _DIGITS),
        "evidence": fact.evidence,
        "valid_at": to_rfc3339(fact.valid_at),
        "invalid_at": None if fact.invalid_at is None else to_rfc3339(fact.invalid_at),
        "tags": fact.tags,
    }


def _caller(
    running: Runtime, user_id: str, request: Request, body: CorrectionBody | None = None
) -> Caller:
    """Return whose memories are changed: the path names them, and nothing else may."""
    if body is not None and body.user_id not in (None, user_id):
        raise Invalid("user_id: the path names another person; leave it out of the body")
    caller = Caller(valid_id(user_id), _session(request, body))
    services = running.services
    services.limiter.check(caller.subject, "events", 1, services.clock.now())
    return caller


def _session(request: Request, body: CorrectionBody | None) -> str | None:
    if body is not None and body.session_id is not None:
        return body.session_id
    named = request.query_params.get("session_id") or request.headers.get("x-session-id")
    return valid_id(named, "session_id") if named else None


def _moment(text: str) -> int:
    read = _MOMENT.fullmatch(text.strip().upper())
    try:
        if read is None:
            raise ValueError
        day, time, fraction, _, sign, zone = read.groups(default="")
        offset = f"{'-' if sign == '-' else '+'}{zone or '00:00'}"
        return to_ms(datetime.fromisoformat(f"{day}T{time}{fraction[:7]}{offset}"))
    except (ValueError, OverflowError):
        raise Invalid(
            "as_of: send a time as RFC 3339, such as 2026-03-02T09:15:00Z; without a zone it is UTC"
        ) from None


def _count(running: Runtime, degraded: tuple[str, ...]) -> None:
    for part in degraded:
        running.metrics.degraded.labels(part).inc()
