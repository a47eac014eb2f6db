"""What a subject allows, a copy of all that is held about them, and its erasure."""

from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from api.problems import responses
from api.runtime import Json, Running, Runtime, valid_id
from api.schemas.erasure import ExportReply, ReceiptReply
from api.schemas.privacy import PrivacyBody, PrivacyReply
from domain.clock import to_rfc3339
from domain.consent import Consent
from domain.errors import Busy, NotFound, Unavailable
from domain.event import Event, Kind
from domain.ids import bytes_of, text_of
from memory.json_values import json_values
from memory.receipt import Receipt

router = APIRouter(prefix="/api/v1/user/{user_id}", tags=["Privacy"])
_NOT_SHOWN = ("subject", "seq", "version")


@router.get("/privacy", response_model=PrivacyReply)
async def read_privacy(user_id: str, running: Running) -> Json:
    """Return what a subject allows."""
    consent = await running.services.consents.read(valid_id(user_id))
    return Json(_shown(running, consent))


@router.put("/privacy", response_model=PrivacyReply, responses=responses(Busy))
async def change_privacy(user_id: str, body: PrivacyBody, running: Running) -> Json:
    """Change what a subject allows; what is left out stays as it is."""
    services, consents = running.services, running.services.forgetting.consents
    changes = body.model_dump(exclude_unset=True, exclude={"user_id", "session_id"})
    if changes:
        if (await consents.read(valid_id(user_id))).version == 0:
            changes = {**consents.kept(user_id), **changes}
        now = services.clock.now()
        kind, data = Kind.CONSENT_CHANGED, {"changes": changes}
        event = Event(services.new_id(now), kind, user_id, body.session_id, now, now, data)
        await services.journal.append([event])
    return Json(_shown(running, await consents.read(valid_id(user_id))))


@router.delete(
    "/learning-data", response_model=ReceiptReply, responses=responses(Busy, Unavailable)
)
async def erase(user_id: str, running: Running) -> Json:
    """Erase everything that is held about a subject; what they switched off stays off."""
    erasure = running.services.forgetting.erasure
    return Json(_receipt(await erasure.erase(valid_id(user_id))))


@router.get(
    "/learning-data/receipts/{receipt_id}",
    response_model=ReceiptReply,
    responses=responses(NotFound),
)
async def read_receipt(user_id: str, receipt_id: str, running: Running) -> Json:
    """Return a receipt as it stands now."""
    try:
        wanted = bytes_of(receipt_id)
    except ValueError as error:
        raise NotFound(
            "there is no such receipt; its id is the one that the erasure gave"
        ) from error
    return Json(_receipt(running.services.forgetting.erasure.receipt(wanted, valid_id(user_id))))


@router.get("/learning-data/export", response_model=ExportReply, responses=responses(Unavailable))
async def export(user_id: str, running: Running) -> Response:
    """Return everything that is held about a subject, store by store."""
    services = running.services
    consent = await services.consents.read(valid_id(user_id))
    held = {
        "user_id": user_id,
        "exported_at": to_rfc3339(services.clock.now()),
        "privacy": _shown(running, consent),
        "stores": json_values(await services.forgetting.erasure.export(user_id)),
    }
    return Response(msgspec.json.encode(held), media_type=Json.media_type)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "success": True,
        "receipt_id": text_of(receipt.receipt_id),
        "at": to_rfc3339(receipt.at),
        "status": receipt.status,
        "stores": msgspec.to_builtins(receipt.stores),
    }


def _shown(running: Runtime, consent: Consent) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(consent)
    if values["use_for_training"] is None:
        values["use_for_training"] = running.services.settings.enable_training_data_collection
    return {name: value for name, value in values.items() if name not in _NOT_SHOWN}
