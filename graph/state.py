"""What both graphs carry from step to step.

Only JSON values and messages outlive a step that pauses: the values of the domain that search,
personalisation and hypotheses hand on are never written to a checkpoint.
"""

from typing import Annotated, Any

from langchain_core.messages import AnyMessage
from langgraph.channels import UntrackedValue
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from catalog.port import Found
from domain.constraints import Constraints
from domain.proposal import Candidate, Choice, Hypothesis
from nodes.act import Goes


class Context(TypedDict):
    """Who the run is for; it is never written to a checkpoint."""

    user_id: str
    session_id: str | None


def together(before: list[str], more: list[str] | None) -> list[str]:
    """Return the parts that did not answer in this turn; None begins a turn.

    Example:
        >>> together(["llm"], ["catalog", "llm"]), together(["llm"], None)
        (['llm', 'catalog'], [])
    """
    return [] if more is None else list(dict.fromkeys([*before, *more]))


class State(TypedDict, total=False):
    """One turn, on one thread.

    `turn` names it: the same name again is the same turn. `understood` is what its sentence asks
    for and `asked` what the conversation looks for, both as JSON values; `soft` names constraints
    that may be given up, `kind` what results have to be. `pointed` is what was talked of last,
    `pending` what becomes of a pick from what is shown next, and `goes` where an act leads.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    subject: str
    thread_id: str
    text: str
    request: str
    noted: list[dict[str, Any]]
    input_type: str
    filters: dict[str, Any]
    limit: int
    vague: bool
    turn: str
    understood: dict[str, Any]
    asked: dict[str, Any]
    soft: list[str]
    kind: dict[str, Any]
    pointed: dict[str, Any]
    degraded: Annotated[list[str], together]
    proposal: dict[str, Any]
    selection: dict[str, Any]
    reply: dict[str, Any]

    query: str
    pending: Annotated[dict[str, Any], UntrackedValue(dict)]
    goes: Annotated[Goes, UntrackedValue(str)]
    cart: Annotated[dict[str, Any], UntrackedValue(dict)]
    personalized: Annotated[bool, UntrackedValue(bool)]
    constraints: Annotated[Constraints, UntrackedValue(Constraints)]
    found: Annotated[Found, UntrackedValue(Found)]
    candidates: Annotated[tuple[Candidate, ...], UntrackedValue(tuple)]
    choice: Annotated[Choice, UntrackedValue(Choice)]
    hypotheses: Annotated[tuple[Hypothesis, ...], UntrackedValue(tuple)]
    model: Annotated[str, UntrackedValue(str)]
