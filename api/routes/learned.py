"""/api/v1/user/{user_id}/events: what a person did, in sentences, and taking it back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query

from api.problems import responses
from api.routes.events import preferences_now
from api.runtime import Json, Running, Runtime, valid_id
from api.schemas.told_events import ToldEventsReply, UndoneReply
from domain.clock import to_rfc3339
from domain.errors import Busy, Conflict, Erased, NotFound, TooMany, Unavailable
from domain.event import UNDOABLE_KINDS, Event
from domain.ids import bytes_of, text_of
from nodes.telling_events import TOLD_KINDS, product_in, told

router = APIRouter(prefix="/api/v1/user/{user_id}/events", tags=["Learned"])
_MOST: Final = 200
_LONGEST_IDS: Final = _MOST * 37


@router.get("", response_model=ToldEventsReply, responses=responses(NotFound))
async def list_events(
    user_id: str,
    running: Running,
    ids: Annotated[
        str | None,
        Query(
            max_length=_LONGEST_IDS,
            description="Only these, separated by commas, such as the `evidence` of a reason; "
            "unknown ones are left out.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    session_id: Annotated[str | None, Query(description="Only of this visit.")] = None,
    before: Annotated[
        str | None, Query(description="Only what came before the event of this id: a next page.")
    ] = None,
) -> Json:
    """Return what a person did, newest first; what says nothing to them is left out."""
    subject = valid_id(user_id)
    session = valid_id(session_id, "session_id") if session_id else None
    place = None if before is None else (await told_event(running, subject, before)).seq
    if ids is not None:
        named = await _named(running, subject, ids)
        fitting = [e for e in named if session is None or e.session == session]
        found = [e for e in fitting if place is None or e.seq < place][:limit]
    else:
        journal = running.services.journal
        found = await journal.newest(
            subject, limit, kinds=TOLD_KINDS, session=session, before=place
        )
    return Json({"events": [shown(event) for event in found]})


@router.delete(
    "/{event_id}",
    response_model=UndoneReply,
    responses=responses(NotFound, Conflict, Erased, TooMany, Busy, Unavailable),
)
async def undo_event(user_id: str, event_id: str, running: Running) -> Json:
    """Take back an event, as if it had never happened; sent again, it is not learned again."""
    subject, services = valid_id(user_id), running.services
    services.limiter.check(subject, "events", 1, services.clock.now())
    event = await told_event(running, subject, event_id)
    undone = await services.forgetting.undo(subject, event.event_id)
    preferences = await preferences_now(running, subject)
    return Json({"undone": True, "event": shown(undone), "preferences": preferences})


def shown(event: Event) -> dict[str, Any]:
    """Return an event in words as JSON values."""
    product = product_in(event)
    return {
        "event_id": text_of(event.event_id),
        "kind": event.kind.value,
        "at": to_rfc3339(event.at),
        "text": told(event),
        "product": {"sku": product[0], "name": product[1]} if product else None,
        "undoable": event.kind in UNDOABLE_KINDS,
        "session_id": event.session,
    }


async def told_event(running: Runtime, subject: str, event_id: str) -> Event:
    """Return an event of a subject that says something to them.

    Raises:
        NotFound: They have no such event.
    """
    event = await _event(running, subject, event_id)
    if event is None:
        raise NotFound("this person has no such event; it may have been undone")
    return event


async def _event(running: Runtime, subject: str, event_id: str) -> Event | None:
    try:
        event = await running.services.journal.get(bytes_of(event_id.strip()))
    except ValueError:  # such as the id of a memory that somebody else's system made
        return None
    if event is None or event.subject != subject or event.kind not in TOLD_KINDS:
        return None
    return event


async def _named(running: Runtime, subject: str, ids: str) -> list[Event]:
    names = list(dict.fromkeys(name for name in ids.split(",") if name.strip()))[:_MOST]
    found = [await _event(running, subject, name) for name in names]
    by_place = {event.seq: event for event in found if event is not None}
    return [by_place[seq] for seq in sorted(by_place, reverse=True)]
