"""POST /v1/execute: three readings of a request, one pick, an enriched prompt."""

from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.problems import responses
from api.runtime import Json, Running, Runtime
from api.schemas.execute import ExecuteBody, ExecuteReply
from domain.caller import Caller
from domain.errors import Conflict, InProgress, Invalid, KeyReused, NotFound, TooMany, UnknownChoice
from domain.ids import bytes_of, text_of
from domain.selection import Selection
from learning.hypotheses import auto_advance
from memory.executions import Execution
from memory.idempotency import Replay

router = APIRouter(tags=["Hypotheses"])
_ROUTE = "POST /v1/execute"
_LONGEST_KEY = 256


@router.post(
    "/v1/execute",
    response_model=ExecuteReply,
    responses=responses(NotFound, Conflict, InProgress, KeyReused, UnknownChoice, TooMany),
)
async def execute(body: ExecuteBody, request: Request, running: Running) -> Response:
    """Ask which of three readings is meant, or go on with the one that was picked."""
    services = running.services
    caller = running.caller(request, body)
    now = services.clock.now()
    services.limiter.check(caller.subject, "executions", 1, now)
    key = request.headers.get("idempotency-key")
    if key is None:
        return Json(await _answer(running, body, caller))
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise Invalid(f"Idempotency-Key: send 1 to {_LONGEST_KEY} characters")
    sent = await request.body()
    async with services.forgetting.gate.run(caller.subject):
        return await _answer_once(running, body, caller, key, sent)


async def _answer_once(
    running: Runtime, body: ExecuteBody, caller: Caller, key: str, sent: bytes
) -> Response:
    services = running.services
    now = services.clock.now()
    begun = await services.idempotency.begin(caller.subject, _ROUTE, key, sent, now)
    if isinstance(begun, Replay):
        return Response(begun.body, begun.status, media_type=Json.media_type)
    try:
        reply = Json(await _answer(running, body, caller))
        await services.idempotency.finish(begun, reply.status_code, bytes(reply.body))
    finally:
        await services.idempotency.abandon(begun)
    return reply


async def _answer(running: Runtime, body: ExecuteBody, caller: Caller) -> dict[str, Any]:
    if body.hypothesis_id is not None:
        return await _pick(running, body, caller)
    if body.execution_id is not None:
        return _shown_again(await _execution(running, body, caller))
    proposal, noted = await _ask(running, body, caller)
    said = {"noted": noted} if noted else {}
    if body.auto_advance and (reply := await _go_on(running, proposal, caller)) is not None:
        return reply | said
    question = _question(proposal["proposal_id"], proposal["hypotheses"], proposal["degraded"])
    return question | said


async def _ask(
    running: Runtime, body: ExecuteBody, caller: Caller
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the proposal, and what the text said about the person."""
    noted: list[dict[str, Any]] = []
    thread_id = f"execute-{text_of(running.services.new_id(running.services.clock.now()))}"
    updates = running.conversation.start(
        "execute", body.input_text, caller, thread_id, input_type=body.input_type
    )
    async with aclosing(updates):
        async for update in updates:
            noted = update.values.get("noted") or noted
            if update.step == "pause":
                return dict(update.values["proposal"]), noted
    raise AssertionError("the flow of /v1/execute always pauses")


async def _pick(running: Runtime, body: ExecuteBody, caller: Caller) -> dict[str, Any]:
    execution = await _execution(running, body, caller)
    selection = Selection(execution.proposal_id, body.hypothesis_id or "")
    reply: dict[str, Any] = {}
    updates = running.conversation.answer(selection, caller)
    async with aclosing(updates):
        async for update in updates:
            reply = update.values.get("reply") or reply
    return {**reply, "needs_selection": False}


async def _execution(running: Runtime, body: ExecuteBody, caller: Caller) -> Execution:
    executions = running.services.executions
    if body.execution_id is None:
        execution = await executions.newest(caller.subject, body.input_text)
    else:
        try:
            execution = await executions.by_id(bytes_of(body.execution_id), caller.subject)
        except ValueError:
            execution = None
    if execution is None or execution.flow != "execute":
        raise NotFound("there is no such execution; send input_text alone to start one")
    return execution


async def _go_on(
    running: Runtime, proposal: dict[str, Any], caller: Caller
) -> dict[str, Any] | None:
    """Reply without asking, when the first reading is clear enough; nothing is learned from it."""
    services = running.services
    rules = services.rules.hypotheses()
    execution_id = bytes_of(proposal["proposal_id"])
    execution = await services.executions.by_id(execution_id, caller.subject)
    taken = execution and auto_advance(
        execution.hypotheses,
        threshold=rules.auto_threshold,
        margin=rules.auto_margin,
        evidence_floor=rules.evidence_floor,
    )
    if not taken:
        return None
    reply = await running.steps.compose(proposal, taken.id, caller)
    reply |= {"needs_selection": False, "auto_advanced": True}
    return dict(await services.executions.keep_auto_reply(execution_id, caller.subject, reply))


def _shown_again(execution: Execution) -> dict[str, Any]:
    if execution.auto_reply is not None:
        return dict(execution.auto_reply)
    hypotheses = [
        {"id": h.id, "question": h.question, "confidence": h.confidence}
        for h in execution.hypotheses
    ]
    return _question(text_of(execution.proposal_id), hypotheses, [])


def _question(
    execution_id: str, hypotheses: list[dict[str, Any]], degraded: list[str]
) -> dict[str, Any]:
    return {
        "execution_id": execution_id,
        "needs_selection": True,
        "hypotheses": [
            {"id": h["id"], "question": h["question"], "confidence": h["confidence"]}
            for h in hypotheses
        ],
        "degraded": degraded,
    }
