"""Wait for the person's choice and do nothing else: a resume runs this again from its top."""

from typing import Any

from langgraph.types import interrupt
from pydantic import BaseModel

from graph.state import State


class Answer(BaseModel):
    """What a resume brings.

    A model, whose validator is made once: LangGraph would make one for a plain type in each run.

    Attributes:
        proposal_id: The proposal it answers.
        choice: A hypothesis id, a sku, or `none`.
    """

    proposal_id: str
    choice: str


async def pause(state: State) -> dict[str, Any]:
    """Hand the proposal out, and take the selection in."""
    answer = interrupt(state["proposal"], response_schema=Answer)
    return {"selection": answer.model_dump()}
