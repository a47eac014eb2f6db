"""Read a request: what it asks for, what every result must satisfy, and whether it is vague."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from langchain_core.messages import AIMessage, AnyMessage
from typing_extensions import TypedDict

from domain.caller import Caller
from domain.constraints import Constraints
from domain.kind import Kind
from domain.profile import Profile
from domain.understanding import Intent
from memory.folds import States
from nodes.compose import in_view
from nodes.read_sentence import ReadSentence, Sentence, json_of, kind_in
from nodes.refine import soft_in
from nodes.stated import with_stated
from nodes.still_held import still_held

_LIMIT: Final = 10
"""Products shown when nobody says how many."""


class Reads(TypedDict, total=False):
    """What the step needs: the text, or a conversation whose last message it is.

    `request` is what the text asks for beside what it states; the whole text when it is left out.
    `proposal` is what was shown last, and `asked` what was looked for so far.
    """

    text: str
    request: str
    messages: list[AnyMessage]
    limit: int
    filters: dict[str, Any]
    proposal: dict[str, Any]
    asked: dict[str, Any]


class Writes(TypedDict, total=False):
    """What the step finds; the last six only in a conversation."""

    text: str
    query: str
    limit: int
    constraints: Constraints
    vague: bool
    understood: dict[str, Any]
    asked: dict[str, Any]
    soft: list[str]
    kind: dict[str, Any]
    degraded: list[str]
    messages: list[AIMessage]


@dataclass(frozen=True, slots=True)
class Understand:
    """Joins what was said now with what the subject said before.

    Attributes:
        profiles: Stated facts, such as an allergy, constrain every search.
        vagueness: Scores a text in [0, 1].
        threshold: From this vagueness on, as configured now, hypotheses come before products.
        read: Reads sentences of a conversation; None where a text is only taken as it stands.
    """

    profiles: States[Profile]
    vagueness: Callable[[str], float]
    threshold: Callable[[], float]
    read: ReadSentence | None = None

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the query, its constraints, and whether to ask what is meant."""
        messages = state.get("messages")
        text = state.get("text") or (messages[-1].text if messages else "")
        request = state.get("request") or text
        filters = msgspec.convert(state.get("filters", {}), Constraints)
        limit = state.get("limit", _LIMIT)
        if self.read is None:
            return {
                "text": text,
                "query": request,
                "limit": limit,
                "constraints": await with_stated(filters, self.profiles, caller),
                "vague": self._is_vague(request),
            }
        shown = in_view(state.get("proposal"))
        sentence = await self.read(
            request, caller, shown=shown, asked=state.get("asked"), filters=filters
        )
        asked, kind = _looked_for(sentence)
        vague = self._asks_back(sentence, request)
        return {
            "text": text,
            "query": request if vague else _query(sentence, request),
            "limit": limit,
            "constraints": await with_stated(filters.also(asked), self.profiles, caller),
            "vague": vague,
            "understood": json_of(sentence.said),
            "asked": json_of(sentence.asked),
            "soft": soft_in(asked, filters),
            "kind": kind_in(kind),
            "degraded": list(sentence.degraded),
            **await self._told(sentence, caller),
        }

    async def _told(self, sentence: Sentence, caller: Caller) -> Writes:
        """Return what is said at once: that a stated fact holds although it seems taken back."""
        if not sentence.said.taken_back:
            return {}
        facts = (await self.profiles.read(caller.subject)).facts
        told = still_held(sentence.said.taken_back, facts)
        return {"messages": [AIMessage(told)]} if told else {}

    def _is_vague(self, request: str) -> bool:
        return self.vagueness(request) >= self.threshold()

    def _asks_back(self, sentence: Sentence, request: str) -> bool:
        """Whether a search would be a guess: only a find can be, or a refinement of nothing."""
        said, asked = sentence.said, sentence.asked
        if said.intent not in (Intent.FIND, Intent.REFINE):
            return False
        if said.intent is Intent.REFINE and (asked.query or not asked.constraints.empty):
            return False
        if not asked.query and (asked.constraints.brands or asked.constraints.categories):
            return False
        return self._is_vague(request)


def _looked_for(sentence: Sentence) -> tuple[Constraints, Kind]:
    """Return constraints and kind of this turn: the conversation's when it goes on looking."""
    if sentence.said.intent in (Intent.FIND, Intent.REFINE):
        return sentence.asked.constraints, sentence.asked.kind
    return sentence.said.constraints, Kind()


def _query(sentence: Sentence, request: str) -> str:
    """Return the words to search for; the whole request when nothing in it was understood."""
    said, asked = sentence.said, sentence.asked
    if said.intent not in (Intent.FIND, Intent.REFINE):
        return said.query
    understood = asked.query or not asked.constraints.empty or said.unsupported
    return asked.query if understood else request
