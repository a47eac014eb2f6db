"""How one subject likes to be answered."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.runtime import Json, Running, valid_id
from api.schemas.persona import PersonaHistoryReply, PersonaReply
from domain.clock import to_rfc3339
from domain.event import Event, Kind
from domain.ids import text_of
from learning.persona import decayed
from nodes.telling_events import told

router = APIRouter(tags=["People"])


@router.get("/v1/users/{user_id}/persona", response_model=PersonaReply)
async def persona(user_id: str, running: Running) -> Json:
    """Return how a subject likes to be answered; on each of the dials 0.5 says nothing."""
    services = running.services
    known = await services.personas.read(valid_id(user_id))
    updated = known.updated_at
    return Json(
        {
            "facets": decayed(known, services.clock.now()),
            "interaction_count": known.interaction_count,
            "updated_at": None if updated is None else to_rfc3339(updated),
        }
    )


@router.get("/v1/users/{user_id}/persona/history", response_model=PersonaHistoryReply)
async def persona_history(
    user_id: str, running: Running, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> Json:
    """Return how the dials came where they are, newest first."""
    journal = running.services.journal
    moves = await journal.newest(valid_id(user_id), limit, kinds=(Kind.PERSONA_UPDATED,))
    return Json({"moves": [_move(event) for event in moves]})


def _move(event: Event) -> dict[str, Any]:
    data = event.data
    return {
        "at": to_rfc3339(event.at),
        "event_id": text_of(event.event_id),
        "source": data["source"],
        "deltas": data["facet_deltas"],
        "facets": data["new_facets"],
        "text": told(event),
    }
