"""Ask a model what a pick teaches beyond the rules, after the reply, and write it down once."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from domain.clock import Clock
from domain.consent import Consent
from domain.errors import Invalid, Unreadable
from domain.event import Event, Kind
from domain.ids import digest_of, extraction_event_id, own_event_id, text_of
from domain.persona import PERSONA_FACETS, Persona
from domain.profile import Profile
from domain.selection import NONE_OF_THESE
from learning.persona import LARGEST_STEP, applied, decayed
from llm.port import Extraction, Extractor, Pick
from llm.prompts.fence import plain
from memory.folds import States
from memory.journal import Journal
from memory.subject_gate import SubjectGate
from memory.watermarks import Watermarks

_log = structlog.get_logger(__name__)

SOURCE: Final = "llm"
_TURNS: Final = 5
_LONGEST: Final = 120
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Remember:
    """Follows the journal's picks; implements memory.relay.Sink.

    What the model says goes into the journal as events whose ids follow from the pick's, so it is
    written once, and a rebuild never asks the model again.

    Attributes:
        extractor: The model, as a reader of picks.
        journal: Takes facts_extracted and persona_updated in one commit.
        watermarks: How far it has come.
        profiles: For the turns before the pick.
        personas: For the facets before the pick.
        consents: What subjects allow, asked when the model has answered.
        gate: Holds off what is written for a subject who is being erased.
        clock: Tells the time.
        deadline: Seconds to wait for the model.
    """

    extractor: Extractor
    journal: Journal
    watermarks: Watermarks
    profiles: States[Profile]
    personas: States[Persona]
    consents: States[Consent]
    gate: SubjectGate
    clock: Clock
    deadline: float = 30.0

    @property
    def name(self) -> str:
        """`remember`."""
        return "remember"

    @property
    def kinds(self) -> Collection[Kind]:
        """Picks."""
        return (Kind.SELECTION_MADE,)

    async def watermark(self) -> int:
        """Return the journal place up to which every pick was learned from.

        Raises:
            Unavailable: The watermarks cannot be read.
        """
        return self.watermarks.of(self.name)

    async def write(self, events: Sequence[Event], through: int) -> None:
        """Learn from picks, one after another, and move the watermark with each.

        Raises:
            TimeoutError: Or Unavailable, Busy: the model or a store is down, or the subject is
                being erased.
            Invalid: The model's answer is none that can be trusted.
        """
        done = await self.watermark()
        for event in events:
            if event.seq > done:
                await self.write_late(event)
                self.watermarks.move(self.name, event.seq)
        self.watermarks.move(self.name, through)

    async def write_late(self, event: Event) -> None:
        """Learn from one pick, unless that was done or is not allowed.

        Raises:
            TimeoutError: See `write`; so for Unavailable, Busy and Invalid.
        """
        if not _teaches(event) or not await self._may_learn(event):
            return
        if await self.journal.get(extraction_event_id(event.event_id)) is not None:
            return
        extraction = await self._extraction(event)
        async with self.gate.run(event.subject):
            if await self._may_learn(event):  # asked again: the model took its time
                await self._append(event, extraction)

    async def _may_learn(self, event: Event) -> bool:
        """Whether the subject allows it now, and the pick is still there."""
        consent = await self.consents.read(event.subject)
        if consent.withheld is True:
            return False
        return await self.journal.get(event.event_id) is not None

    async def _extraction(self, event: Event) -> Extraction:
        pick = await self._pick(event)
        try:
            async with asyncio.timeout(self.deadline):
                extraction = await self.extractor.extract(pick)
        except Unreadable as error:  # the model is up: it is this pick that it cannot read
            raise Invalid(error.detail) from error
        check(extraction)
        return extraction

    async def _pick(self, event: Event) -> Pick:
        data, made = event.data, text_of(event.event_id)
        profile = await self.profiles.read(event.subject)
        persona = await self.personas.read(event.subject)
        before = [m.content for m in profile.history if made not in m.evidence and m.at <= event.at]
        question = str(data["selected"]["question"])
        return Pick(
            text=str(data.get("input_text") or ""),
            question=question,
            rejected=tuple(
                str(h["question"]) for h in data["hypotheses"] if h["id"] != data["choice"]
            ),
            turns=tuple(before[-_TURNS:]),
            facets=decayed(persona, event.at),
        )

    async def _append(self, event: Event, extraction: Extraction) -> None:
        consent = await self.consents.read(event.subject)
        persona = await self.personas.read(event.subject)
        facts = self._facts(event, extraction, consent)
        events = [*facts, *self._move(event, extraction, persona, consent)]
        if events:
            await self.journal.append(events)
            _log.info("learned_from_pick", model=self.extractor.name, events=len(events))

    def _facts(self, event: Event, extraction: Extraction, consent: Consent) -> list[Event]:
        if not extraction.goals and not extraction.preferences:
            return []
        data: dict[str, Any] = {
            "selection_id": text_of(event.event_id),
            "model": self.extractor.name,
            "goals": _listed(extraction.goals),
            "preferences": _listed(extraction.preferences),
        }
        withheld = _withheld(event, consent)
        data |= {"unlearned": withheld} if withheld else {}
        return [self._event(extraction_event_id(event.event_id), Kind.FACTS_EXTRACTED, event, data)]

    def _move(
        self, event: Event, extraction: Extraction, persona: Persona, consent: Consent
    ) -> list[Event]:
        moved = {facet: change for facet, change in extraction.deltas.items() if change}
        if not moved:
            return []
        now = self.clock.now()
        old = decayed(persona, now)
        trained = (event.data.get("consent") or {}).get("use_for_training") is True
        data = {
            "old_facets": old,
            "new_facets": applied(old, moved),
            "facet_deltas": moved,
            "signals": {"selected_hypothesis_id": event.data["choice"], "success": True},
            "source": SOURCE,
            "model": self.extractor.name,
            "selection_event_id": text_of(event.event_id),
            "use_for_training": trained and consent.use_for_training is not False,
        }
        event_id = own_event_id(event.subject, "persona", text_of(event.event_id))
        return [self._event(event_id, Kind.PERSONA_UPDATED, event, data)]

    def _event(self, event_id: bytes, kind: Kind, pick: Event, data: Mapping[str, Any]) -> Event:
        now = self.clock.now()
        # Whatever the model says when it is asked again, the first answer stands.
        first = digest_of(event_id)
        return Event(event_id, kind, pick.subject, pick.session, now, now, data, first)


def check(extraction: Extraction) -> None:
    """Refuse an answer that no extractor may give, whoever made it.

    Raises:
        Invalid: A text is too long or not plain, a confidence or a change out of bounds, a facet
            unknown, or there are too many.
    """
    for found in (extraction.goals, extraction.preferences):
        if len(found) > _MOST:
            raise Invalid(f"the model read {len(found)} of a kind out of one pick")
        for content, confidence in found.items():
            if not 0 < len(content) <= _LONGEST or plain(content) != content or "\n" in content:
                raise Invalid("the model read out a text that is too long or not plain")
            if not 0 <= confidence <= 1:
                raise Invalid("the model gave a confidence outside [0, 1]")
    for facet, change in extraction.deltas.items():
        if facet not in PERSONA_FACETS or not -LARGEST_STEP <= change <= LARGEST_STEP:
            raise Invalid("the model moved a facet that does not exist, or too far")


def _teaches(event: Event) -> bool:
    """Whether a pick is one of readings, made by somebody who lets it be learned from."""
    data = event.data
    selected = data.get("selected") or {}
    picked = data.get("choice") != NONE_OF_THESE and bool(selected.get("question"))
    return picked and data.get("unlearned") is not True


def _withheld(event: Event, consent: Consent) -> list[str]:
    """Return the parts that were off at the pick or are off now."""
    then = event.data.get("unlearned") or ()
    now = consent.withheld if isinstance(consent.withheld, list) else []
    return list(dict.fromkeys([*then, *now]))


def _listed(found: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"content": content, "confidence": sure} for content, sure in found.items()]
