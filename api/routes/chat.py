"""POST /v1/chat: one turn of a conversation, streamed as server-sent events."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from langchain_core.messages import AIMessage
from starlette.responses import StreamingResponse

from api.problems import responses
from api.runtime import Running, Runtime
from api.schemas.chat import ChatBody
from api.schemas.filters import constraints_of
from api.sse import ServerEvent, event_stream, with_first
from domain.caller import Caller
from domain.errors import Conflict, InProgress, NotFound, TooMany, UnknownChoice
from domain.ids import bytes_of, text_of
from domain.selection import Selection
from graph.conversation import Update

router = APIRouter(tags=["Conversation"])

_STREAM = (
    "`metadata` {thread_id}, then for each step `updates` {step}, with what was `noted` of the "
    "person by the step `hear`, the `reply` to a pick, and by `act`, `choose` and `take` the "
    "`cart` {lines, value, unpriced, order_id when it was ordered} as it is now and which parts "
    "were `degraded`, as by `present` where nothing was found; `proposal` with full products "
    "or hypotheses, and in `pending` what a pick does at once; `messages` {role, content}, and "
    "`end` {thread_id}; `error` holds a problem."
)

_ACTING = frozenset({"act", "choose", "take"})
"""Steps that change the cart, or say why they do not."""


@router.post(
    "/v1/chat",
    response_class=StreamingResponse,
    responses={
        200: {"description": _STREAM, "content": {"text/event-stream": {}}},
        **responses(NotFound, Conflict, InProgress, UnknownChoice, TooMany),
    },
)
async def chat(body: ChatBody, request: Request, running: Running) -> StreamingResponse:
    """Say something, or pick what was proposed; the stream closes after `end`."""
    services = running.services
    caller = running.caller(request, body)
    services.limiter.check(caller.subject, "turns", 1, services.clock.now())
    turn = _turn(running, body, caller)
    first = await anext(turn)  # an error before anything was said keeps its status
    return event_stream(with_first(first, turn))


async def _turn(
    running: Runtime, body: ChatBody, caller: Caller
) -> AsyncGenerator[ServerEvent, None]:
    thread_id = body.thread_id or text_of(running.services.new_id(running.services.clock.now()))
    updates = _updates(running, body, caller, thread_id)
    async with aclosing(updates):
        try:
            pending: Update | None = await anext(updates)
        except StopAsyncIteration:
            pending = None
        yield ServerEvent("metadata", {"thread_id": thread_id})
        if pending is not None:
            for message in _said(running, pending):
                yield message
        async for update in updates:
            for message in _said(running, update):
                yield message
    yield ServerEvent("end", {"thread_id": thread_id})


def _updates(
    running: Runtime, body: ChatBody, caller: Caller, thread_id: str
) -> AsyncGenerator[Update, None]:
    if body.selection is not None:
        try:
            proposal_id = bytes_of(body.selection.proposal_id)
        except ValueError as error:
            raise NotFound("there is no such proposal; ask again to get a new one") from error
        return running.conversation.answer(Selection(proposal_id, body.selection.choice), caller)
    filters = msgspec.to_builtins(constraints_of(body.filters))
    return running.conversation.start(
        "shopping",
        body.message or "",
        caller,
        thread_id,
        filters=filters,
        limit=body.limit,
        message_id=body.message_id,
    )


def _said(running: Runtime, update: Update) -> list[ServerEvent]:
    values = update.values
    done: dict[str, Any] = {"step": update.step}
    if values.get("reply"):
        done["reply"] = values["reply"]
    if update.step == "hear" and values.get("noted"):
        done["noted"] = values["noted"]
    if update.step in _ACTING:
        done |= {name: values[name] for name in ("cart", "degraded") if values.get(name)}
        _count(running, values.get("degraded", ()))
    if update.step == "present" and (lost := _lost_with_nothing(values["proposal"])):
        done["degraded"] = lost
        _count(running, lost)
    said = [ServerEvent("updates", done)]
    if update.step == "pause" and "proposal" in values:  # it waits; later it brings the selection
        proposal: dict[str, Any] = values["proposal"]
        _count(running, proposal["degraded"])
        said.append(ServerEvent("proposal", proposal))
    said.extend(
        ServerEvent("messages", {"role": "assistant", "content": message.text})
        for message in values.get("messages", ())
        if isinstance(message, AIMessage)
    )
    return said


def _lost_with_nothing(proposal: dict[str, Any]) -> list[str]:
    """Return what did not answer where nothing is proposed, for then no `proposal` says it."""
    lost: list[str] = proposal["degraded"]
    return [] if proposal["hypotheses"] or proposal["products"] else lost


def _count(running: Runtime, degraded: Iterable[str]) -> None:
    for part in degraded:
        running.metrics.degraded.labels(part).inc()
