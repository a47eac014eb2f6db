"""What is kept about one subject: persona, and what they allow."""

from typing import Any

import msgspec
from fastapi import APIRouter

from api.problems import responses
from api.runtime import Json, Running, Runtime, valid_id
from api.schemas.persona import PersonaReply
from api.schemas.privacy import PrivacyBody, PrivacyReply
from domain.clock import to_rfc3339
from domain.consent import Consent
from domain.errors import Busy
from domain.event import Event, Kind
from learning.persona import decayed

router = APIRouter(tags=["People"])
_NOT_SHOWN = ("subject", "seq", "version")


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


@router.get("/api/v1/user/{user_id}/privacy", response_model=PrivacyReply)
async def read_privacy(user_id: str, running: Running) -> Json:
    """Return what a subject allows."""
    consent = await running.services.consents.read(valid_id(user_id))
    return Json(_shown(running, consent))


@router.put(
    "/api/v1/user/{user_id}/privacy", response_model=PrivacyReply, responses=responses(Busy)
)
async def change_privacy(user_id: str, body: PrivacyBody, running: Running) -> Json:
    """Change what a subject allows; what is left out stays as it is."""
    services = running.services
    changes = body.model_dump(exclude_unset=True, exclude={"user_id", "session_id"})
    if changes:
        now = services.clock.now()
        kind, data = Kind.CONSENT_CHANGED, {"changes": changes}
        event = Event(
            services.new_id(now), kind, valid_id(user_id), body.session_id, now, now, data
        )
        await services.journal.append([event])
    consent = await services.consents.read(valid_id(user_id))
    return Json(_shown(running, consent))


def _shown(running: Runtime, consent: Consent) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(consent)
    if values["use_for_training"] is None:
        values["use_for_training"] = running.services.settings.enable_training_data_collection
    return {name: value for name, value in values.items() if name not in _NOT_SHOWN}
