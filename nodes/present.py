"""Build what a person chooses from, and write down that it is shown."""

from dataclasses import dataclass
from typing import Any, Literal, NotRequired

import msgspec
import structlog
from langchain_core.messages import AIMessage
from typing_extensions import TypedDict

from catalog.port import Found
from domain.caller import Caller
from domain.clock import Clock
from domain.consent import Consent
from domain.constraints import Constraints
from domain.errors import Busy, Unavailable
from domain.event import Kind
from domain.ids import NewId, text_of
from domain.proposal import Candidate, Choice, Hypothesis
from memory.executions import Execution, Executions
from memory.folds import States
from memory.journal import Journal
from nodes.compose import in_view
from nodes.outcome_words import outcome_in_words
from nodes.result import result_of
from nodes.shown import Shown

_log = structlog.get_logger(__name__)

Flow = Literal["search", "shopping", "execute"]


class Reads(TypedDict, total=False):
    """What the step needs: candidates or hypotheses, and where they come from.

    `proposal` is the one before: where nothing is found now, its results stay in view.
    """

    text: str
    input_type: str
    query: str
    constraints: Constraints
    thread_id: str
    found: Found
    candidates: tuple[Candidate, ...]
    choice: Choice
    personalized: bool
    hypotheses: tuple[Hypothesis, ...]
    model: str
    degraded: list[str]
    proposal: dict[str, Any]


class Writes(TypedDict):
    """What the step makes; `messages` when products are shown that are not quite what was asked."""

    proposal: dict[str, Any]
    reply: dict[str, Any]
    messages: NotRequired[list[AIMessage]]


@dataclass(frozen=True, slots=True)
class Present:
    """Makes a proposal of products or of hypotheses, as JSON values.

    Attributes:
        flow: Where it is shown.
        journal: Takes search_performed and proposal_shown.
        consents: What subjects allow; without tracking nothing is written.
        executions: Remembers which thread waits for the answer; None where none waits.
        clock: Tells the time.
        new_id: Makes ids.
    """

    flow: Flow
    journal: Journal
    consents: States[Consent]
    executions: Executions | None
    clock: Clock
    new_id: NewId

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the proposal, after what must be remembered of it is on disk.

        A search is answered also when the journal cannot take it, and says so in `degraded`; what
        a thread waits on must be written.

        Raises:
            Busy: The journal's queue is full.
            Unavailable: The journal cannot commit.
        """
        now = self.clock.now()
        proposal_id = self.new_id(now)
        proposal = self._proposal(state, text_of(proposal_id))
        try:
            await self._write(state, caller, proposal, now)
        except (Busy, Unavailable) as error:
            if self.flow != "search":
                raise
            _log.warning("journal_unavailable", error=type(error).__name__)
            proposal["degraded"] = [*proposal["degraded"], "journal"]
        if self.executions is not None and self.flow != "search":
            await self.executions.add(
                Execution(
                    execution_id=proposal_id,
                    proposal_id=proposal_id,
                    subject=caller.subject,
                    input_text=state["text"],
                    thread_id=state.get("thread_id", ""),
                    flow=self.flow,
                    created_at=now,
                    hypotheses=state.get("hypotheses", ()),
                    session=caller.session,
                    input_type=proposal["input_type"],
                )
            )
        written: Writes = {"proposal": proposal, "reply": {}}
        if self.flow == "shopping" and proposal["products"] and "message" in proposal:
            written["messages"] = [AIMessage(proposal["message"])]
        return written

    def _proposal(self, state: Reads, proposal_id: str) -> dict[str, Any]:
        readings = state.get("hypotheses", ())
        asks = bool(readings)
        choice = Choice("hypotheses") if asks else state["choice"]
        proposal: dict[str, Any] = {
            "proposal_id": proposal_id,
            "flow": self.flow,
            "text": state["text"],
            "input_type": state.get("input_type", "text"),
            "query": state["text"] if asks else state["query"],
            "strategy": choice.strategy,
            "propensity": choice.propensity,
            "personalized": any(r.evidence for r in readings) if asks else state["personalized"],
            "hypotheses": msgspec.to_builtins(list(readings)),
            "products": [] if asks else [result_of(c) for c in state["candidates"]],
            "degraded": state.get("degraded", []),
        }
        if self.flow == "shopping" and not asks and not state["candidates"]:
            proposal["in_view"] = in_view(state.get("proposal"))
        return proposal | ({"model": state["model"]} if asks else _outcome(state))

    async def _write(
        self, state: Reads, caller: Caller, proposal: dict[str, Any], now: int
    ) -> None:
        consent = await self.consents.read(caller.subject)
        if not consent.tracks(Kind.SEARCH_PERFORMED):
            return
        shown = Shown(self.new_id)
        events = [shown.proposal_shown(caller, now, proposal)]
        if proposal["products"]:
            filters = msgspec.to_builtins(state["constraints"])
            kept = {name: value for name, value in filters.items() if value not in (None, ())}
            events.insert(0, shown.search_performed(caller, now, proposal, kept))
        await self.journal.append(events)


def _outcome(state: Reads) -> dict[str, Any]:
    """Return what the search says of itself, as values and in one sentence."""
    found = state["found"]
    values: dict[str, Any] = {"outcome": found.outcome.value}
    degraded = state.get("degraded", ())
    message = outcome_in_words(state["query"], state["constraints"], found, degraded)
    if message:
        values["message"] = message
    if found.price_range is not None:
        values["price_range"] = {"min": found.price_range[0], "max": found.price_range[1]}
    if found.corrections:
        values["corrections"] = dict(found.corrections)
    if found.unsupported:
        values["unsupported"] = list(found.unsupported)
    if found.nearest:
        values["nearest"] = list(found.nearest)
    if found.relaxed:
        values["relaxed"] = list(found.relaxed)
    return values
