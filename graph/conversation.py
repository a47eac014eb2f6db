"""Run a thread: start a turn, answer a proposal, and answer it once."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, cast

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from domain.caller import Caller
from domain.errors import Conflict, NotFound, UnknownChoice
from domain.ids import selection_event_id, text_of
from domain.selection import Selection
from graph.execute import build_execute
from graph.shopping import build_shopping
from graph.state import Context, State
from graph.steps import Steps
from memory.executions import Execution
from nodes.compose import choices_of

Compiled = CompiledStateGraph[State, Context, State, State]
Conversational = Literal["shopping", "execute"]

_ANSWER_WAIT = 10.0
"""Seconds that an answer waits for another answer to the same thread."""


@dataclass(frozen=True, slots=True)
class Update:
    """What one step of a run did.

    Attributes:
        step: Name of the step; `pause` when the run waits for a selection.
        values: What it wrote.
    """

    step: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Left:
    """A proposal that waits for its answer, or whose answer did not get to the end."""

    proposal: Mapping[str, Any]
    paused: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """Both graphs on one thread saver, one run a thread at a time."""

    steps: Steps
    graphs: Mapping[str, Compiled]

    @classmethod
    def of(cls, steps: Steps) -> "Conversation":
        """Compile both graphs on the services' thread saver."""
        saver = steps.services.threads
        graphs: dict[str, Compiled] = {
            "shopping": build_shopping(steps).compile(checkpointer=saver),
            "execute": build_execute(steps).compile(checkpointer=saver),
        }
        return cls(steps, graphs)

    async def start(
        self,
        flow: Conversational,
        text: str,
        caller: Caller,
        thread_id: str,
        *,
        input_type: str = "text",
        filters: Mapping[str, Any] | None = None,
        limit: int = 10,
        message_id: str | None = None,
    ) -> AsyncGenerator[Update, None]:
        """Run a new turn until it pauses or ends; a proposal still open is left unanswered.

        Args:
            flow: Which graph runs.
            text: What the person wrote.
            caller: Who wrote it.
            thread_id: The client's name for the thread; each subject has their own.
            input_type: What kind of input the text is.
            filters: Constraints set beside the text, as JSON values.
            limit: Number of products.
            message_id: The client's name for it; what it does to the cart is done once.

        Raises:
            InProgress: Another turn of this thread is still running.
            Busy: The subject is being erased.
            Erased: The subject was erased while the turn ran.
        """
        services, name = self.steps.services, message_id or self._new_name()
        turn = _turn(services.pseudonyms.of(caller.subject), thread_id, text, name)
        turn |= {"input_type": input_type, "filters": dict(filters or {}), "limit": limit}
        key = turn["thread_id"]
        running = aclosing(self._run(flow, turn, key, caller))
        gate = services.forgetting.gate.run(caller.subject, key)
        async with gate as run, services.locks.hold(key), running as updates:
            async for update in updates:
                run.rest()
                yield update
                run.go_on()

    def _new_name(self) -> str:
        services = self.steps.services
        return text_of(services.new_id(services.clock.now()))

    async def answer(self, selection: Selection, caller: Caller) -> AsyncGenerator[Update, None]:
        """Resume the thread that waits for this selection, or repeat what was answered before.

        Raises:
            NotFound: This subject was never shown such a proposal.
            Conflict: It was answered before with another choice, or a newer turn replaced it.
            UnknownChoice: The choice was not among those shown; it can be answered again.
            Busy: The subject is being erased.
            Erased: The subject was erased while the answer was worked on.
        """
        execution = await self.execution(selection.proposal_id, caller)
        reply, left = await self._standing(execution, selection)
        if reply is not None and left is None:
            yield Update("capture_selection", {"reply": reply})
            return
        key = execution.thread_id
        services = self.steps.services
        gate = services.forgetting.gate.run(caller.subject, key)
        async with gate as run, services.locks.hold(key, wait=_ANSWER_WAIT):
            reply, left = await self._standing(execution, selection)
            if reply is not None and left is None:
                yield Update("capture_selection", {"reply": reply})
                return
            turn = await self._resumed(execution, selection, left)
            async with aclosing(self._run(execution.flow, turn, key, caller)) as updates:
                async for update in updates:
                    run.rest()
                    yield update
                    run.go_on()

    async def values(
        self, flow: Conversational, caller: Caller, thread_id: str
    ) -> Mapping[str, Any]:
        """Return what a thread of this subject's own carries now; nothing when there is none."""
        key = f"{self.steps.services.pseudonyms.of(caller.subject)}/{thread_id}"
        return dict((await self.graphs[flow].aget_state(_config(key))).values)

    async def execution(self, proposal_id: bytes, caller: Caller) -> Execution:
        """Return the execution behind a proposal.

        Raises:
            NotFound: There is none, or it is another subject's.
        """
        execution = await self.steps.services.executions.by_proposal(proposal_id, caller.subject)
        if execution is None:
            raise NotFound("there is no such proposal; ask again to get a new one")
        return execution

    async def answered(self, selection: Selection) -> dict[str, Any] | None:
        """Return the reply to this very choice, if the proposal was answered before.

        Raises:
            Conflict: It was answered with another choice; that one stands.
        """
        event_id = selection_event_id(selection.proposal_id)
        made = await self.steps.services.journal.get(event_id)
        if made is None:
            return None
        if made.data["choice"] != selection.choice:
            stands = made.data["choice"]
            raise Conflict(f"this proposal was answered before with {stands!r}; that one stands")
        return dict(made.data["reply"])

    async def _standing(
        self, execution: Execution, selection: Selection
    ) -> tuple[dict[str, Any] | None, _Left | None]:
        """Return the reply, if there is one, and what is left to do on the thread, if anything."""
        reply = await self.answered(selection)
        if reply is not None and execution.flow == "execute":  # which ends with its reply
            return reply, None
        return reply, await self._left(execution)

    async def _left(self, execution: Execution) -> _Left | None:
        """Return where the thread was left with this proposal, or None when it has gone on."""
        graph = self.graphs[execution.flow]
        snapshot = await graph.aget_state(_config(execution.thread_id))
        waiting = next((i.value for task in snapshot.tasks for i in task.interrupts), None)
        # Past the pause without an end: what came after the answer failed.
        failed = snapshot.values.get("selection") if snapshot.next and not waiting else None
        named = waiting or failed or _still_open(snapshot.values) or {}
        if named.get("proposal_id") != text_of(execution.proposal_id):
            return None
        return _Left(waiting or snapshot.values["proposal"], paused=waiting is not None)

    async def _resumed(
        self, execution: Execution, selection: Selection, left: _Left | None
    ) -> Command[Any] | None:
        """Return what the thread goes on with: the selection, or None when it holds it already.

        A selection that is in the journal already is taken there as the same one.
        """
        if left is None:
            raise Conflict("a newer turn has replaced this proposal; answer the newest one")
        allowed = choices_of(left.proposal)
        if selection.choice not in allowed:
            raise UnknownChoice(f"{selection.choice!r} was not shown; choose one of {allowed}")
        answer = {"proposal_id": left.proposal["proposal_id"], "choice": selection.choice}
        if left.paused:
            return Command(resume=answer, update={"degraded": None})
        config, taken = _config(execution.thread_id), {"selection": answer, "degraded": None}
        await self.graphs[execution.flow].aupdate_state(config, taken, "pause")
        return None

    async def _run(
        self, flow: str, turn: State | Command[Any] | None, key: str, caller: Caller
    ) -> AsyncGenerator[Update, None]:
        context: Context = {"user_id": caller.subject, "session_id": caller.session}
        stream = self.graphs[flow].astream(
            turn, _config(key), context=context, stream_mode="updates", durability="exit"
        )
        proposal: dict[str, Any] | None = None
        async with aclosing(cast(AsyncGenerator[dict[str, Any], None], stream)) as chunks:
            async for chunk in chunks:
                for step, values in chunk.items():
                    if step == "__interrupt__":
                        proposal = values[0].value
                    elif step != "pause":  # resumed: it only hands on what the answer says
                        yield Update(step, values or {})
        if proposal is not None:  # not before the thread that waits for its answer is saved
            yield Update("pause", {"proposal": proposal})


def _still_open(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the newest proposal while nothing is picked from it: turns came that only acted."""
    proposal: Mapping[str, Any] = values.get("proposal") or {}
    selection: Mapping[str, Any] = values.get("selection") or {}
    if selection.get("proposal_id") == proposal.get("proposal_id"):
        return None
    return proposal if proposal["hypotheses"] or proposal["products"] else None


def _turn(pseudonym: str, thread_id: str, text: str, name: str) -> State:
    begun: dict[str, Any] = {
        "messages": [HumanMessage(text)],
        "subject": pseudonym,
        "thread_id": f"{pseudonym}/{thread_id}",
        "text": text,
        "turn": name,
        "understood": {},
        "degraded": None,
    }
    return cast(State, begun)


def _config(key: str) -> RunnableConfig:
    return {"configurable": {"thread_id": key}}
