"""Go on with the reading a person picked: search for it."""

from dataclasses import dataclass
from typing import Any

import msgspec
from typing_extensions import TypedDict

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Profile
from memory.folds import States
from nodes.compose import find_hypothesis
from nodes.stated import with_stated


class Reads(TypedDict, total=False):
    """What the step needs."""

    proposal: dict[str, Any]
    selection: dict[str, Any]
    filters: dict[str, Any]


class Writes(TypedDict):
    """What the step decides."""

    query: str
    constraints: Constraints


@dataclass(frozen=True, slots=True)
class Follow:
    """Turns a picked hypothesis into a query, under everything the subject ever ruled out."""

    profiles: States[Profile]

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the picked hypothesis's query and constraints; no words mean everything."""
        proposal = state["proposal"]
        picked = find_hypothesis(proposal, state["selection"]["choice"]) or {}
        constraints = msgspec.convert(picked.get("constraints", {}), Constraints)
        filters = msgspec.convert(state.get("filters", {}), Constraints)
        return {
            "query": picked.get("query", proposal["text"]),
            "constraints": await with_stated(constraints.also(filters), self.profiles, caller),
        }
