"""Find what is remembered about a subject and bears on a request; the newest is always known."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from domain.knowledge import FLOOR, KnownFact
from domain.profile import Memory, Profile
from llm.prompts import Known
from llm.prompts.relevance import word_overlap
from memory.folds import States
from memory.knowledge import Knowledge, Recalled
from memory.pseudonym import Pseudonyms
from nodes.recollect import GRAPH, Reached
from nodes.remembered import remembered

_log = structlog.get_logger(__name__)

RELATED: Final = 0.5
"""Share of a product's, brand's or category's words that a request must name to be about it."""


@dataclass(frozen=True, slots=True)
class About:
    """What is remembered, each memory once.

    Attributes:
        memories: By kind: goal, preference or history.
        scores: Sentence -> how much it bears on the request, by the graph.
        degraded: `graph` when only the profile answered.
    """

    memories: Mapping[str, Sequence[Memory]]
    scores: Mapping[str, float] = field(default_factory=dict)
    degraded: tuple[str, ...] = ()

    def known(self, persona: Mapping[str, float], lessons: Iterable[Memory]) -> Known:
        """Return it as a prompt takes it, with what this very pick teaches.

        Args:
            persona: Facet -> value in [0, 1].
            lessons: Goals and preferences of the pick; its history is the request itself.
        """
        taught = [lesson for lesson in lessons if lesson.type != "history"]
        kinds = {
            kind: (*self.memories.get(kind, ()), *(m for m in taught if m.type == kind))
            for kind in ("goal", "preference", "history")
        }
        return Known(persona, kinds["goal"], kinds["preference"], kinds["history"])

    def likeness(self, text: str, content: str) -> float:
        """Return how alike a request and a memory are, in [0, 1].

        The graph's score is likeness times confidence and recency, so never above the likeness.
        """
        return max(word_overlap(text, content), self.scores.get(content, 0.0))


@dataclass(frozen=True, slots=True)
class Recall:
    """Asks the knowledge graph within a deadline, and joins it with the profile.

    Attributes:
        knowledge: The graph.
        reached: Waits for it to catch up: what was deleted or corrected must not come back.
        profiles: What is remembered without the graph.
        pseudonyms: Name the subjects in the graph.
        deadline: Seconds to wait for the graph, in all.
        limit: Most memories taken from it.
    """

    knowledge: Knowledge
    reached: Reached
    profiles: States[Profile]
    pseudonyms: Pseudonyms
    deadline: float = 0.08
    limit: int = 40

    async def __call__(self, subject: str, text: str, now: int) -> About:
        """Return what is remembered; never raises for a graph that is away.

        Args:
            subject: Whose.
            text: The request.
            now: Time in milliseconds.
        """
        profile = await self.profiles.read(subject)
        held = {fact.memory_id: fact for fact in remembered(profile)}
        found = await self._found(subject, text, now, profile.seq)
        scores: dict[str, float] = {}
        for recalled in found or ():
            held.setdefault(recalled.fact.memory_id, recalled.fact)
            scores[recalled.fact.content] = recalled.score
        degraded = (GRAPH,) if found is None else ()
        return About(_by_kind(held.values(), text, now), scores, degraded)

    async def _found(
        self, subject: str, text: str, now: int, seq: int
    ) -> Sequence[Recalled] | None:
        """Return what the graph finds; None when it is away or late."""
        group = self.pseudonyms.of(subject)
        try:
            async with asyncio.timeout(self.deadline):
                if not await self.reached(seq, self.deadline):
                    return None
                return await self.knowledge.recall(group, text, now, limit=self.limit, floor=FLOOR)
        except Exception as error:  # whatever ails the graph, the prompt is made
            _log.warning("graph_unavailable", error=type(error).__name__)
            return None


def _by_kind(facts: Iterable[KnownFact], text: str, now: int) -> dict[str, list[Memory]]:
    """Sort facts into goals, preferences and history; what was only inferred must bear on it."""
    kinds: dict[str, list[Memory]] = {"goal": [], "preference": [], "history": []}
    for fact in facts:
        if fact.type in kinds:
            kinds[fact.type].append(_memory(fact, fact.type, now))
        elif word_overlap(text, fact.thing.name if fact.thing else fact.content) >= RELATED:
            kinds["preference"].append(_memory(fact, "preference", now))
    return kinds


def _memory(fact: KnownFact, kind: str, now: int) -> Memory:
    return Memory(
        fact.memory_id,
        kind,  # type: ignore[arg-type]
        fact.content,
        fact.confidence_at(now),
        fact.tags,
        fact.reinforced_at,
        fact.evidence,
    )
