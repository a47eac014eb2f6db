"""Wait for the person's choice and do nothing else: a resume runs this again from its top."""

from typing import Any

from langgraph.types import interrupt
from typing_extensions import TypedDict

from graph.state import State


class Answer(TypedDict):
    """What a resume brings.

    `proposal_id` says which proposal it answers; `choice` is a hypothesis id, a sku, or `none`.
    """

    proposal_id: str
    choice: str


async def pause(state: State) -> dict[str, Any]:
    """Hand the proposal out, and take the selection in."""
    return {"selection": interrupt(state["proposal"], response_schema=Answer)}
