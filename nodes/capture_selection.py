"""Write a pick down, once: the selection with its reply, and what it moves in the persona."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict

from domain.caller import Caller
from domain.clock import Clock
from domain.consent import Consent
from domain.errors import Conflict
from domain.event import Event, Kind
from domain.ids import bytes_of, digest_of, persona_event_id, selection_event_id, text_of
from domain.persona import Persona
from domain.profile import Profile
from domain.selection import NONE_OF_THESE
from learning.persona import applied, decayed, deltas
from memory.executions import Executions
from memory.folds import States
from memory.journal import Journal
from nodes.compose import Compose, find_hypothesis, find_product

_RECENT = 5


class Reads(TypedDict, total=False):
    """What the step needs."""

    proposal: dict[str, Any]
    selection: dict[str, Any]
    thread_id: str


class Writes(TypedDict):
    """What the step makes."""

    reply: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaptureSelection:
    """Appends selection_made, whose id follows from the proposal's: a second one cannot be.

    Attributes:
        compose: Builds the reply stored in the event.
        journal: Takes selection_made and persona_updated in one commit.
        profiles: For the context a training line needs.
        personas: For the facets before the pick.
        consents: What subjects allow.
        executions: Says whether a proposal was gone on from without asking.
        clock: Tells the time.
        collects_training_data: The installation's own flag.
    """

    compose: Compose
    journal: Journal
    profiles: States[Profile]
    personas: States[Persona]
    consents: States[Consent]
    executions: Executions
    clock: Clock
    collects_training_data: bool

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the reply, after the pick is on disk.

        Raises:
            Conflict: The proposal was answered before with another choice; that one stands.
        """
        proposal, choice = state["proposal"], state["selection"]["choice"]
        consent = await self.consents.read(caller.subject)
        persona = await self.personas.read(caller.subject)
        trains = await self._trains(consent)
        reply = await self.compose(proposal, choice, caller)
        made = await self._selection(state, caller, reply, persona, consent, trains)
        events = [made]
        if proposal["hypotheses"] and consent.learn_preferences and not consent.paused:
            events.append(self._persona(caller, choice, persona, made, trains))
        verdict = (await self.journal.append(events))[0]
        if verdict.outcome == "conflict":
            stands = verdict.event.data["choice"]
            raise Conflict(f"this proposal was answered before with {stands!r}; that one stands")
        return {"reply": dict(verdict.event.data["reply"])}

    async def _trains(self, consent: Consent) -> bool:
        allowed = consent.use_for_training
        return self.collects_training_data and allowed is not False and not consent.paused

    async def _was_taken(self, proposal_id: str, caller: Caller) -> bool:
        """Whether LeafLoop had gone on with a reading by itself, which the person now judges."""
        execution = await self.executions.by_proposal(bytes_of(proposal_id), caller.subject)
        return execution is not None and execution.auto_reply is not None

    async def _selection(
        self,
        state: Reads,
        caller: Caller,
        reply: Mapping[str, Any],
        persona: Persona,
        consent: Consent,
        trains: bool,
    ) -> Event:
        proposal, choice = state["proposal"], state["selection"]["choice"]
        profile, now = await self.profiles.read(caller.subject), self.clock.now()
        hypothesis, result = find_hypothesis(proposal, choice), find_product(proposal, choice)
        data: dict[str, Any] = {
            "proposal_id": proposal["proposal_id"],
            "execution_id": proposal["proposal_id"],
            "flow": proposal["flow"],
            "thread_id": state.get("thread_id"),
            "input_text": proposal["text"],
            "input_type": proposal["input_type"],
            "choice": choice,
            "selected": _brief(hypothesis) if hypothesis else None,
            "hypotheses": [*map(_brief, proposal["hypotheses"])],
            "context": _context(profile, persona, now),
            "consent": {"use_for_training": trains, "version": consent.version},
            "reply": dict(reply),
        }
        data |= {"model": proposal["model"]} if "model" in proposal else {}
        data |= _item(result["product"]) if result else {}
        data |= {"unlearned": consent.withheld} if consent.withheld else {}
        if await self._was_taken(proposal["proposal_id"], caller):
            data["auto_advanced"] = True
        event_id, digest = (
            selection_event_id(bytes_of(proposal["proposal_id"])),
            digest_of(choice.encode()),
        )
        who = (caller.subject, caller.session)
        return Event(event_id, Kind.SELECTION_MADE, *who, now, now, data, digest=digest)

    def _persona(
        self, caller: Caller, choice: str, persona: Persona, made: Event, trains: bool
    ) -> Event:
        old = decayed(persona, made.at)
        moved = deltas(choice)
        data = {
            "old_facets": dict(old),
            "new_facets": dict(applied(old, moved)),
            "facet_deltas": dict(moved),
            "signals": {"selected_hypothesis_id": choice, "success": choice != NONE_OF_THESE},
            "source": "rules",
            "selection_event_id": text_of(made.event_id),
            "use_for_training": trains,
        }
        return Event(
            persona_event_id(bytes_of(made.data["proposal_id"])),
            Kind.PERSONA_UPDATED,
            caller.subject,
            caller.session,
            made.at,
            made.at,
            data,
            digest=made.digest,
        )


def _brief(hypothesis: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "question", "confidence", "raw_confidence")
    return {name: hypothesis[name] for name in names if hypothesis.get(name) is not None}


def _context(profile: Profile, persona: Persona, now: int) -> dict[str, Any]:
    return {
        "persona_facets": dict(decayed(persona, now)),
        "interaction_count": persona.interaction_count,
        "recent_goals": [goal.content for goal in profile.goals[-_RECENT:][::-1]],
        "preferences": [memory.content for memory in profile.statements[-_RECENT:][::-1]],
    }


def _item(product: Mapping[str, Any]) -> dict[str, Any]:
    names = ("category", "brand", "attributes", "price", "size")
    item = {name: product[name] for name in names}
    return {"product_sku": product["sku"], "product_name": product["name"], **item}
