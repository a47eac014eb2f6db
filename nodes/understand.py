"""Read a request: what it looks for, what every result must satisfy, and whether it is vague."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from langchain_core.messages import AnyMessage
from typing_extensions import TypedDict

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Profile
from memory.folds import States
from nodes.stated import with_stated

_LIMIT = 10
"""Products shown when nobody says how many."""


class Reads(TypedDict, total=False):
    """What the step needs: the text, or a conversation whose last message it is.

    `request` is what the text asks for beside what it states; the whole text when it is left out.
    """

    text: str
    request: str
    messages: list[AnyMessage]
    limit: int
    filters: dict[str, Any]


class Writes(TypedDict):
    """What the step finds."""

    text: str
    query: str
    limit: int
    constraints: Constraints
    vague: bool


@dataclass(frozen=True, slots=True)
class Understand:
    """Joins what was said now with what the subject said before.

    Attributes:
        profiles: Stated facts, such as an allergy, constrain every search.
        vagueness: Scores a text in [0, 1].
        threshold: From this vagueness on, as configured now, hypotheses come before products.
    """

    profiles: States[Profile]
    vagueness: Callable[[str], float]
    threshold: Callable[[], float]

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the query, its constraints, and whether to ask what is meant."""
        messages = state.get("messages")
        text = state.get("text") or (messages[-1].text if messages else "")
        query = state.get("request") or text
        filters = msgspec.convert(state.get("filters", {}), Constraints)
        return {
            "text": text,
            "query": query,
            "limit": state.get("limit", _LIMIT),
            "constraints": await with_stated(filters, self.profiles, caller),
            "vague": self.vagueness(query) >= self.threshold(),
        }
