"""Hear what a text says about the person who wrote it, keep it, and say that it was noted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog
from langchain_core.messages import AIMessage, AnyMessage
from typing_extensions import TypedDict

from catalog.port import Catalog, Facets
from domain.caller import Caller
from domain.clock import Clock
from domain.consent import Consent
from domain.constraints import Constraints
from domain.event import Event, Kind
from domain.ids import NewId, digest_of, own_event_id, text_of
from learning.withheld import learnable
from llm.port import SaidIn, Stated
from memory.folds import States
from memory.journal import Journal
from nodes.noting import noted_in_words, request_beside

_log = structlog.get_logger(__name__)

_CONSTRAINT: Final = {
    "allergic_to": "free_from",
    "follows_diet": "diets",
    "avoids_brand": "not_brands",
}
_MOST: Final = 12
"""Statements taken from one text."""


class Reads(TypedDict, total=False):
    """What the step needs: the text, or a conversation whose last message it is."""

    text: str
    turn: str
    messages: list[AnyMessage]
    filters: dict[str, Any]


class Writes(TypedDict, total=False):
    """What the step finds; `request` is what the text asks for beside what it states."""

    text: str
    request: str
    filters: dict[str, Any]
    noted: list[dict[str, Any]]
    messages: list[AIMessage]


class ShelfWords:
    """The catalogue's words, casefolded once for each state of the catalogue."""

    def __init__(self) -> None:
        self._facets: Facets | None = None
        self._words: dict[str, frozenset[str]] = {}

    def of(self, facets: Facets) -> Mapping[str, frozenset[str]]:
        """Return brands, categories and attributes as `SaidIn` takes them."""
        if facets is not self._facets:
            self._words = {
                "brands": _folded(facets.brands),
                "categories": _folded(facets.categories),
                "attributes": _folded((*facets.attributes, *facets.diets)),
            }
            self._facets = facets
        return self._words


@dataclass(frozen=True, slots=True)
class Hear:
    """Takes a person at their word before their request is read, so that it acts on this very one.

    Attributes:
        said_in: Finds what a text says about its writer.
        catalog: Knows what is a brand, a category or an attribute.
        journal: Takes fact_stated.
        consents: What subjects allow; what they do not allow to be learned holds for this request.
        clock: Tells the time.
        new_id: Names a turn that no message names.
        deadline: Seconds to wait for the catalogue.
    """

    said_in: SaidIn
    catalog: Catalog
    journal: Journal
    consents: States[Consent]
    clock: Clock
    new_id: NewId
    deadline: float = 0.5
    _shelf: ShelfWords = field(default_factory=ShelfWords)

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the request, what was noted, and a message that says so, if anything was.

        Raises:
            Busy: The journal's queue is full; nothing was noted.
            Unavailable: The journal cannot commit; nothing was noted.
        """
        text, turn = self._newest(state)
        said = (await self._said(text))[:_MOST]
        if not said:
            return {"text": text, "request": text, "noted": []}
        consent = await self.consents.read(caller.subject)
        events = [self._event(turn, stated, caller, consent) for stated in said]
        kept = [_is_learned(event, consent) for event in events]
        written = [event for event, is_kept in zip(events, kept, strict=True) if is_kept]
        if written:
            await self.journal.append(written)
        passing = [stated for stated, is_kept in zip(said, kept, strict=True) if not is_kept]
        return {
            "text": text,
            "request": request_beside(text, [stated.words for stated in said]),
            "filters": _constrained(state.get("filters") or {}, passing),
            "noted": [_noted(*each) for each in zip(said, events, kept, strict=True)],
            "messages": [AIMessage(noted_in_words(said, kept))],
        }

    def _newest(self, state: Reads) -> tuple[str, str]:
        """Return the text of this turn and a name for the turn: the same when it runs again."""
        if "turn" in state:
            return state.get("text", ""), state["turn"]
        messages = state.get("messages") or ()
        last = messages[-1] if messages else None
        if last is not None and last.type == "human":
            return last.text, last.id or text_of(self.new_id(self.clock.now()))
        return state.get("text", ""), text_of(self.new_id(self.clock.now()))

    async def _said(self, text: str) -> Sequence[Stated]:
        try:
            async with asyncio.timeout(self.deadline):
                facets = await self.catalog.facets()
        except Exception as error:  # an allergy is understood without the catalogue, too
            _log.warning("catalog_unavailable", error=type(error).__name__)
            facets = Facets()
        return self.said_in(text, **self._shelf.of(facets))

    def _event(self, turn: str, stated: Stated, caller: Caller, consent: Consent) -> Event:
        now, action = self.clock.now(), "remove" if stated.action == "remove" else "set"
        data: dict[str, Any] = {
            "relation": stated.relation,
            "value": stated.value,
            "action": action,
            "words": stated.words,
        }
        name = (turn, stated.relation, stated.value, action)
        if consent.withheld:
            data["unlearned"] = consent.withheld
        return Event(
            own_event_id(caller.subject, "said", *name),
            Kind.FACT_STATED,
            caller.subject,
            caller.session,
            now,
            now,
            data,
            digest=digest_of("\0".join(name).encode("utf-8", "surrogatepass")),
        )


def _is_learned(event: Event, consent: Consent) -> bool:
    """Whether a statement may be kept; to take one back is allowed unless all is paused."""
    taught = None if consent.paused else learnable(event)
    return taught is not None and bool(taught.data["relation"])


def _noted(stated: Stated, event: Event, kept: bool) -> dict[str, Any]:
    return {
        "relation": stated.relation,
        "value": stated.value,
        "action": event.data["action"],
        "memory_id": text_of(event.event_id) if kept and stated.action == "state" else None,
        "kept": kept,
    }


def _constrained(filters: Mapping[str, Any], passing: Sequence[Stated]) -> dict[str, Any]:
    """Add to a turn's filters what holds for it alone."""
    for stated in passing:
        name = _CONSTRAINT.get(stated.relation)
        if name is not None and stated.action == "state":
            more = msgspec.convert({name: [stated.value]}, Constraints)
            joined = msgspec.convert(filters, Constraints).also(more)
            filters = msgspec.to_builtins(joined)
    return dict(filters)


def _folded(words: Sequence[str] | Mapping[str, int]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)
