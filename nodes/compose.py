"""Compose the reply to a pick: an enriched prompt, or what happens with the product."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.caller import Caller
from domain.clock import Clock
from domain.event import Event, Kind
from domain.ids import bytes_of, selection_event_id
from domain.persona import Persona
from domain.profile import Memory
from domain.selection import NONE_OF_THESE
from learning.lessons import memories_of
from learning.persona import decayed
from llm.prompts import Room, enrich_prompt
from memory.folds import States
from nodes.recall import Recall


@dataclass(frozen=True, slots=True)
class Compose:
    """Builds the reply that is stored with a selection and given again to whoever asks again.

    Attributes:
        recall: Finds what is remembered about a subject and bears on a text.
        personas: How they like to be answered.
        clock: Tells the time.
        count_tokens: Counts the tokens of a text.
        budget: Tokens an enriched prompt may have.
    """

    recall: Recall
    personas: States[Persona]
    clock: Clock
    count_tokens: Callable[[str], int]
    budget: int = 1200

    async def __call__(
        self, proposal: Mapping[str, Any], choice: str, caller: Caller
    ) -> dict[str, Any]:
        """Return the reply to one choice.

        Args:
            proposal: What was shown.
            choice: A hypothesis id, a sku, or `none`; one of those shown.
            caller: Who chose.
        """
        if proposal["flow"] == "execute":
            return await self._execution(proposal, choice, caller)
        return _shopping(proposal, choice)

    async def _execution(
        self, proposal: Mapping[str, Any], choice: str, caller: Caller
    ) -> dict[str, Any]:
        persona = await self.personas.read(caller.subject)
        picked, now = find_hypothesis(proposal, choice), self.clock.now()
        question = picked["question"] if picked else ""
        lessons = _lessons(proposal, choice, caller, now)
        recalled = await self.recall(caller.subject, f"{proposal['text']} {question}", now)
        known = recalled.known(decayed(persona, now), lessons)
        room = Room(self.budget, self.count_tokens, recalled.likeness)
        prompt = enrich_prompt(proposal["text"], question, known, now, room)
        return {
            "execution_id": proposal["proposal_id"],
            "selected_id": choice,
            "enriched_prompt": prompt.text,
            "tokens_estimate": prompt.tokens,
            "context_breakdown": dict(prompt.breakdown),
            "degraded": list(dict.fromkeys([*proposal["degraded"], *recalled.degraded])),
        }


def find_hypothesis(proposal: Mapping[str, Any], choice: str) -> dict[str, Any] | None:
    """Return the hypothesis with this id, or None."""
    return next((h for h in proposal["hypotheses"] if h["id"] == choice), None)


def find_product(proposal: Mapping[str, Any], choice: str) -> dict[str, Any] | None:
    """Return the shown result with this sku, or None."""
    return next((r for r in proposal["products"] if r["product"]["sku"] == choice), None)


def in_view(proposal: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """Return the results a person can refer to: a search that found nothing leaves the last ones.

    Args:
        proposal: What was proposed last, or None.
    """
    last = proposal or {}
    found: Sequence[Mapping[str, Any]] = last.get("products") or last.get("in_view") or ()
    return found


def choices_of(proposal: Mapping[str, Any]) -> list[str]:
    """Return every answer a proposal accepts; `none` is always one of them."""
    hypotheses = [h["id"] for h in proposal["hypotheses"]]
    return [*hypotheses, *(r["product"]["sku"] for r in proposal["products"]), NONE_OF_THESE]


def _lessons(
    proposal: Mapping[str, Any], choice: str, caller: Caller, now: int
) -> tuple[Memory, ...]:
    """Return what this very pick will teach, so that its own prompt knows the newest goal."""
    data = {"choice": choice, "selected": find_hypothesis(proposal, choice)}
    event_id = selection_event_id(bytes_of(proposal["proposal_id"]))
    pick = Event(event_id, Kind.SELECTION_MADE, caller.subject, caller.session, now, now, data)
    return memories_of(pick)


def _shopping(proposal: Mapping[str, Any], choice: str) -> dict[str, Any]:
    reply: dict[str, Any] = {"proposal_id": proposal["proposal_id"], "selected_id": choice}
    if (result := find_product(proposal, choice)) is not None:
        usual, pending = result["usual"], proposal.get("pending")
        quantity = usual["quantity"] if usual else 1
        asks = "" if pending else f" How many shall I add? {quantity:g}?"
        text = f"{result['product']['name']} it is.{asks}"
        if pending:  # what the pick does follows, with its own numbers
            return reply | {"message": text, "product": result["product"]}
        return reply | {"message": text, "product": result["product"], "quantity": quantity}
    if (hypothesis := find_hypothesis(proposal, choice)) is not None:
        return reply | {"message": f"Looking for {hypothesis['query'] or proposal['text']}."}
    return reply | {"message": "None of these, then. Tell me a little more about what you want."}
