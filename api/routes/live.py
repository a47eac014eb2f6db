"""GET /api/v1/user/{user_id}/live: what is learned about a person, as it is committed."""

import re
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header

from api.problems import responses
from api.routes.learned import shown
from api.runtime import Running, Runtime, valid_id
from api.schemas.told_events import LearnedEvent
from api.sse import EventStream, ServerEvent, event_stream, with_first
from domain.errors import TooMany, Unavailable
from domain.event import Event, Kind
from domain.persona import NEUTRAL
from learning.changes import changes
from memory.watching import Seen, Sign
from nodes.telling_events import TOLD_KINDS

router = APIRouter(prefix="/api/v1/user/{user_id}", tags=["Learned"])

MOST_MISSED: Final = 200
"""Events that a client which comes back is told one by one."""

_PLACE: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_STREAM = (
    "`ready` {} once the stream is open; then `learned` for each event, with its place in the "
    "journal as id: what happened, in words, and in `changes` what it taught, largest first, at "
    "most 8. `forgotten` {} when something was undone or erased, and `missed` {} when events were "
    "left out, which is when a page should read everything again. A client that comes back with "
    "`Last-Event-ID` is told what it missed, without `changes`, up to 200 events."
)


@router.get(
    "/live",
    response_class=EventStream,
    responses={
        200: {"model": LearnedEvent, "description": _STREAM},
        **responses(TooMany, Unavailable),
    },
    openapi_extra={
        "responses": {"200": {"content": {"text/event-stream": {"schema": {"type": "object"}}}}}
    },
)
async def live(
    user_id: str,
    running: Running,
    last_event_id: Annotated[
        str | None, Header(description="Id of the last event that the client got.")
    ] = None,
) -> EventStream:
    """Stream what is learned about a person; at most 8 streams each, and 200 in all."""
    known = last_event_id is not None and _PLACE.fullmatch(last_event_id)
    messages = _messages(running, valid_id(user_id), int(last_event_id or 0) if known else None)
    first = await anext(messages)  # when there is no room the reply says so by its status
    return event_stream(with_first(first, messages))


async def _messages(
    running: Runtime, subject: str, since: int | None
) -> AsyncGenerator[ServerEvent, None]:
    services = running.services
    watch = services.watching.watch(subject, TOLD_KINDS)
    try:
        place = await services.journal.last_seq()
        told = place if since is None else min(since, place)
        yield ServerEvent("ready", {}, str(told))
        if told < place:
            late = await _since(running, subject, told)
            for event in late or ():
                yield _learned(event, [])
            if late is None:
                yield ServerEvent("missed", {}, str(place))
            told = late[-1].seq if late else place
        while (item := await watch.next()) is not Sign.END:
            if not isinstance(item, Seen):
                yield ServerEvent(item.value, {})
            elif item.event.seq > told:
                yield _learned(item.event, _changes(running, item))
    finally:
        services.watching.leave(subject, watch)


async def _since(running: Runtime, subject: str, place: int) -> list[Event] | None:
    """Return what came after a place; None when it is too much."""
    found: list[Event] = []
    async for event in running.services.journal.replay(place, kinds=TOLD_KINDS, subject=subject):
        found.append(event)
        if len(found) > MOST_MISSED:
            return None
    return found


def _learned(event: Event, changed: list[dict[str, Any]]) -> ServerEvent:
    return ServerEvent("learned", {**shown(event), "changes": changed}, str(event.seq))


def _changes(running: Runtime, seen: Seen) -> list[dict[str, Any]]:
    if seen.event.kind is Kind.PERSONA_UPDATED:
        return _dials(seen.event)
    services = running.services
    half_life_days = services.rules.signals().half_life_days
    found = changes(seen.before, seen.after, services.clock.now(), half_life_days)
    return [asdict(change) for change in found]


def _dials(event: Event) -> list[dict[str, Any]]:
    old, new = event.data.get("old_facets") or {}, event.data.get("new_facets") or {}
    return [
        {"what": "persona", "name": facet, "before": old.get(facet, NEUTRAL), "after": value}
        for facet, value in new.items()
        if value != old.get(facet, NEUTRAL)
    ]
