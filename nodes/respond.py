"""Say in one message what came of the turn."""

from dataclasses import dataclass
from typing import Any, Final

from langchain_core.messages import AIMessage
from typing_extensions import TypedDict

_NOTHING: Final = {
    "not_carried": "We do not carry that.",
    "out_of_price_range": "Nothing within that price. It starts at {min:g} and goes up to {max:g}.",
    "filter_unsupported": "None of our products is marked for that: {unsupported}.",
    "ok": "Nothing we have satisfies all of that.",
}

_AWAY: Final = "The shop's shelves cannot be searched right now. Ask again in a moment."


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
        reply = state.get("reply") or {"message": nothing_found(state["proposal"])}
        return {"messages": [AIMessage(reply.get("message") or reply["enriched_prompt"])]}


def nothing_found(proposal: dict[str, Any]) -> str:
    """Say why a proposal is empty; while the catalogue is away, nobody knows what is carried.

    Example:
        >>> nothing_found({"outcome": "not_carried"})
        'We do not carry that.'
    """
    if "catalog" in proposal.get("degraded", []):
        return _AWAY
    prices = proposal.get("price_range", {"min": 0, "max": 0})
    unsupported = ", ".join(proposal.get("unsupported", []))
    return _NOTHING[proposal["outcome"]].format(**prices, unsupported=unsupported)
