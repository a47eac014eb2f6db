"""POST /api/v1/events and its single forms: what a subject did."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.direct_route import DirectRoute
from api.problems import responses
from api.runtime import Json, Running, Runtime, named_beside, valid_id
from api.schemas.event_bodies import (
    CartAddBody,
    CartRemoveBody,
    CartUpdateBody,
    ClickBody,
    EventBody,
    EventReply,
    FeedbackBody,
    OrderBody,
    PreferenceBody,
    SearchBody,
    SkipBody,
    ViewBody,
)
from api.schemas.events import BatchReply, batch_body_doc
from api.schemas.preferences import LearningStatus
from api.schemas.reading_events import Rejected, read_batch, read_event
from domain.clock import to_rfc3339
from domain.errors import Busy, Conflict, Erased, ImplausibleTime, TooMany, UnknownProduct
from domain.event import Event
from domain.ids import text_of
from learning.liked import liked
from learning.status import status
from nodes.verdict import Verdict

router = APIRouter(prefix="/api/v1/events", tags=["Events"])


@router.post(
    "",
    status_code=202,
    response_model=BatchReply,
    responses=responses(Busy),
    openapi_extra=batch_body_doc(),
)
async def post_events(
    request: Request,
    running: Running,
    imported: Annotated[bool, Query(description="An order import: any sku is accepted.")] = False,
) -> Json:
    """Take up to 1000 events of any kinds and subjects, with a verdict for each."""
    services = running.services
    subject, session = named_beside(request)
    read = read_batch(
        await request.body(),
        services.clock.now(),
        services.new_id,
        subject=subject,
        session=session,
    )
    events = [event for event in read if isinstance(event, Event)]
    verdicts = await running.steps.learn(events, imported=imported)
    return Json(_summary(running, read, verdicts), status_code=202)


def _single(path: str, body: type[EventBody], purpose: str) -> None:
    async def post(request: Request, running: Running, body: Any) -> Json:
        return Json(await take(request, running, body))

    post.__annotations__["body"] = body
    post.__doc__ = purpose
    post.__name__ = f"post_{path.replace('-', '_')}"
    router.add_api_route(
        f"/{path}",
        post,
        methods=["POST"],
        response_model=EventReply,
        responses=responses(UnknownProduct, ImplausibleTime, Conflict, Erased, TooMany, Busy),
        route_class_override=DirectRoute,
    )


_single("click", ClickBody, "A search result was opened.")
_single("view", ViewBody, "A product page was opened.")
_single("skip", SkipBody, "A product was seen and passed over.")
_single("cart-add", CartAddBody, "A product was put into the cart.")
_single("cart-remove", CartRemoveBody, "A product was taken out of the cart.")
_single("cart-update", CartUpdateBody, "A line of the cart got a new quantity.")
_single("order", OrderBody, "An order was placed elsewhere.")
_single("search", SearchBody, "A search was made elsewhere; our own writes itself down.")
_single("preference", PreferenceBody, "The person set or removed a preference.")
_single("feedback", FeedbackBody, "A like, a dislike or a rating.")


@router.get("/learning-status/{user_id}", response_model=LearningStatus)
async def learning_status(user_id: str, running: Running) -> Json:
    """Say how much has been learned about a subject."""
    services = running.services
    profile = await services.profiles.read(valid_id(user_id))
    known = status(profile, services.clock.now(), services.rules.signals())
    return Json(
        {
            "user_id": user_id,
            "regular_items_count": known.regular_items_count,
            "preferred_brands": list(known.preferred_brands),
            "learning_confidence": known.learning_confidence,
            "last_updated": to_rfc3339(profile.as_of) if profile.as_of else None,
            "events_seen": profile.reactions,
            "segment": known.segment,
        }
    )


async def take(request: Request, running: Runtime, body: EventBody) -> dict[str, Any]:
    """Take one event and return what its subject prefers now that it has been learned.

    Raises:
        UnknownProduct: The sku is unknown, and name and category are not given.
        ImplausibleTime: The timestamp is too far ahead or before 2000.
        Conflict: The event_id came before with another body.
        Erased: It happened before its subject was erased.
        TooMany: The subject is over the configured limit.
        Busy: The journal is full.
    """
    services = running.services
    caller = running.caller(request, body)
    now = services.clock.now()
    services.limiter.check(caller.subject, "events", 1, now)
    event = read_event(body, now, services.new_id, subject=caller.subject, session=caller.session)
    verdict = (await running.steps.learn([event]))[0]
    running.metrics.events.labels(verdict.outcome).inc()
    if verdict.error is not None:
        raise verdict.error
    tracked = verdict.outcome != "untracked"
    return {
        "success": True,
        "event_id": text_of(verdict.event.event_id) if tracked else None,
        "tracked": tracked,
        "preferences": await preferences_now(running, caller.subject),
    }


async def preferences_now(running: Runtime, subject: str) -> dict[str, Any]:
    """Return a subject's preferences as replies show them."""
    services = running.services
    profile = await services.profiles.read(subject)
    shown = liked(profile, services.clock.now(), services.rules.signals())
    return {
        "categories": shown["category"],
        "brands": shown["brand"],
        "attributes": shown["attribute"],
        "last_updated": to_rfc3339(profile.as_of) if profile.as_of else None,
    }


def _summary(
    running: Runtime, read: list[Event | Rejected], verdicts: list[Verdict]
) -> dict[str, Any]:
    accepted = duplicates = 0
    rejected: list[dict[str, Any]] = []
    pending = iter(verdicts)
    for index, entry in enumerate(read):
        if isinstance(entry, Rejected):
            rejected.append({"index": index, "code": entry.code, "detail": entry.detail})
            continue
        verdict = next(pending)
        if verdict.outcome == "stored":
            accepted += 1
        elif verdict.outcome == "duplicate":
            duplicates += 1
        elif verdict.error is not None:
            error = verdict.error
            rejected.append({"index": index, "code": error.code, "detail": error.detail})
        else:
            detail = "the subject does not allow events of this kind to be tracked"
            rejected.append({"index": index, "code": "not_tracked", "detail": detail})
    running.metrics.events.labels("stored").inc(accepted)
    running.metrics.events.labels("duplicate").inc(duplicates)
    running.metrics.events.labels("refused").inc(len(rejected))
    return {"accepted": accepted, "duplicates": duplicates, "rejected": rejected}
