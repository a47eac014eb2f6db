"""GET /v1/chat/{thread_id}: a conversation as a page needs it after a reload."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from api.asking import Asking
from api.problems import responses
from api.runtime import Json, Running
from api.schemas.thread import MOST_MESSAGES, ThreadReply
from domain.errors import NotFound

router = APIRouter(tags=["Conversation"])


@router.get("/v1/chat/{thread_id:path}", response_model=ThreadReply, responses=responses(NotFound))
async def thread(thread_id: str, running: Running, caller: Asking) -> Json:
    """Return what was said on a thread of this subject's own, and what waits for a pick."""
    kept = await running.conversation.values("shopping", caller, thread_id)
    if not kept:
        raise NotFound(f"there is no thread {thread_id[:100]!r}; say something to begin one")
    return Json(
        {
            "thread_id": thread_id,
            "messages": _messages(kept.get("messages", ())),
            **_standing(kept.get("proposal") or {}, kept.get("selection") or {}),
        }
    )


def _messages(kept: Sequence[AnyMessage]) -> list[dict[str, str]]:
    said = [message for message in kept if isinstance(message, HumanMessage | AIMessage)]
    return [
        {
            "role": "user" if isinstance(message, HumanMessage) else "assistant",
            "content": message.text,
        }
        for message in said[-MOST_MESSAGES:]
    ]


def _standing(proposal: Mapping[str, Any], selection: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proposal and whether it is answered; one that holds nothing was never shown."""
    if not (proposal.get("products") or proposal.get("hypotheses")):
        return {"proposal": None, "state": None, "choice": None, "request": None}
    answered = selection.get("proposal_id") == proposal["proposal_id"]
    return {
        "proposal": proposal,
        "state": "answered" if answered else "open",
        "choice": selection["choice"] if answered else None,
        "request": proposal["text"],
    }
