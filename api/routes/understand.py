"""POST /v1/understand: what a conversation would understand of a sentence, without acting."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from api.problems import responses
from api.runtime import Json, Running
from api.schemas.understand import UnderstandBody, UnderstandReply
from domain.errors import TooMany
from nodes.understand_only import UnderstandOnly

router = APIRouter(tags=["Conversation"])


@router.post("/v1/understand", response_model=UnderstandReply, responses=responses(TooMany))
async def understand(body: UnderstandBody, request: Request, running: Running) -> Json:
    """Read a sentence: its intent, constraints and the rest; nothing is done or remembered.

    With a thread of the subject's own, the sentence is read as its next turn, so that
    `something cheaper` has a price to be below. A thread that does not exist gives no context.
    """
    services, steps = running.services, running.steps
    caller = running.caller(request, body)
    services.limiter.check(caller.subject, "turns", 1, services.clock.now())
    thread: Mapping[str, Any] = {}
    if body.thread_id is not None:
        thread = await running.conversation.values("shopping", caller, body.thread_id)
    only = UnderstandOnly(steps.converse, steps.read_sentence.words, services.said_in)
    return Json(await only(body.text, caller, thread))
