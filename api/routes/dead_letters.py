"""Events that a fold or a sink could not take: list them, and replay one once it can."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.problems import responses
from api.runtime import Json, Running
from api.schemas.dead_letters import DeadLettersReply, ReplayedReply
from domain.clock import to_rfc3339
from domain.errors import NotFound
from domain.ids import text_of

router = APIRouter(tags=["Operations"])
_LARGEST = 2**63 - 1

After = Annotated[int, Query(ge=0, le=_LARGEST, description="Id of the last one seen.")]
Limit = Annotated[int, Query(ge=1, le=1000)]
LetterId = Annotated[int, Path(ge=1, le=_LARGEST)]


@router.get("/api/v1/admin/dead-letters", response_model=DeadLettersReply)
async def dead_letters(running: Running, after: After = 0, limit: Limit = 100) -> Json:
    """Return dead letters, oldest first."""
    letters = running.services.dead_letters
    page = [
        {
            "id": letter.letter_id,
            "sink": letter.sink,
            "seq": letter.seq,
            "event_id": text_of(letter.event_id),
            "kind": letter.kind.value,
            "error": letter.reason.partition(":")[0],
            "at": to_rfc3339(letter.at),
        }
        for letter in letters.page(after, limit)
    ]
    return Json({"dead_letters": page, "total": letters.count()})


@router.post(
    "/api/v1/admin/dead-letters/{letter_id}/replay",
    response_model=ReplayedReply,
    responses=responses(NotFound),
)
async def replay(letter_id: LetterId, running: Running) -> Json:
    """Hand an event to its fold or sink again; the letter goes when it is taken."""
    services = running.services
    sink = services.dead_letters.get(letter_id).sink
    if sink.startswith("fold:"):
        return Json({"replayed": await services.runner.replay(letter_id)})
    relay = next((relay for relay in running.relays if relay.sink.name == sink), None)
    if relay is None:
        raise NotFound(f"Dead letter {letter_id} is of {sink!r}, which is not open here now.")
    return Json({"replayed": await relay.replay(letter_id)})
