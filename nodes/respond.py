"""Say in one message what came of the turn."""

from dataclasses import dataclass
from typing import Any, Final

from langchain_core.messages import AIMessage
from typing_extensions import TypedDict

_NOTHING: Final = "Nothing we have satisfies all of that."


class Reads(TypedDict, total=False):
    """What the step needs."""

    reply: dict[str, Any]
    proposal: dict[str, Any]


class Writes(TypedDict):
    """What the step says."""

    messages: list[AIMessage]


@dataclass(frozen=True, slots=True)
class Respond:
    """Turns a stored reply, or the lack of anything to show, into the assistant's message."""

    async def __call__(self, state: Reads) -> Writes:
        """Return the message a person reads, or the enriched prompt an assistant goes on with."""
        reply = state.get("reply") or {"message": state["proposal"].get("message", _NOTHING)}
        return {"messages": [AIMessage(reply.get("message") or reply["enriched_prompt"])]}
