"""How one subject likes to be answered."""

from fastapi import APIRouter

from api.runtime import Json, Running, valid_id
from api.schemas.persona import PersonaReply
from domain.clock import to_rfc3339
from learning.persona import decayed

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
