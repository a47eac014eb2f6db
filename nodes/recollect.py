"""Tell what is remembered about a subject; without the graph, what their profile holds."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final

import structlog

from domain.clock import Clock
from domain.errors import NotFound, Unavailable
from domain.knowledge import FLOOR, KnownFact, MemoryType
from domain.profile import Profile
from learning.knowledge.chain import is_mark
from llm.prompts.relevance import word_overlap
from memory.folds import States
from memory.knowledge import TOLD, Knowledge
from memory.pseudonym import Pseudonyms
from memory.telling import told
from nodes.remembered import remembered

_log = structlog.get_logger(__name__)

Reached = Callable[[int, float], Awaitable[bool]]
"""Waits some seconds at most until the graph holds the journal up to a place; says whether."""

GRAPH: Final = "graph"
"""What a reply is degraded by when the profile answers for the graph."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which memories are asked for.

    Attributes:
        types: Which kinds.
        text: What they should bear on; empty for all, newest evidence first.
        as_of: What was true and known at this time, in milliseconds; None means now.
        history: Also what does not hold any more, and what has faded.
        limit: Most memories returned.
    """

    types: Collection[MemoryType] = TOLD
    text: str = ""
    as_of: int | None = None
    history: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Recollected:
    """What is remembered.

    Attributes:
        facts: In the order asked for.
        degraded: `graph` when the profile answered for it.
    """

    facts: list[KnownFact]
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recollect:
    """Reads the knowledge graph, once it holds the subject's newest event.

    Attributes:
        knowledge: The graph.
        reached: Waits for it to catch up with the journal.
        profiles: Answer when it is away or late.
        pseudonyms: Name the subjects in the graph.
        clock: Tells the time.
        patience: Seconds to wait for the graph to catch up and answer.
    """

    knowledge: Knowledge
    reached: Reached
    profiles: States[Profile]
    pseudonyms: Pseudonyms
    clock: Clock
    patience: float = 1.0

    async def __call__(self, subject: str, wanted: Wanted) -> Recollected:
        """Return a subject's memories; never raises for a graph that is away."""
        now = self.clock.now() if wanted.as_of is None else wanted.as_of
        profile = await self.profiles.read(subject)
        group = self.pseudonyms.of(subject)
        try:
            async with asyncio.timeout(self.patience):
                if await self.reached(profile.seq, self.patience):
                    return Recollected(await self._known(group, now, wanted))
        except Exception as error:  # whatever ails the graph, the person gets an answer
            _log.warning("graph_unavailable", error=type(error).__name__)
        held = told(
            remembered(profile),
            now,
            types=wanted.types,
            history=wanted.history,
            floor=_floor(wanted),
        )
        return Recollected(_bearing_on(held, wanted)[: wanted.limit], (GRAPH,))

    async def one(self, subject: str, memory_id: str) -> KnownFact:
        """Return one memory, past ones too.

        Raises:
            NotFound: The subject has no such memory.
            Unavailable: Only the graph could tell, and it does not answer.
        """
        found, away = await self.seek(subject, memory_id)
        if found is not None:
            return found
        if away:
            raise Unavailable(
                "the knowledge graph does not answer, and only it may hold this memory; try again",
                retry_after=1,
            )
        raise NotFound("there is no such memory; GET …/memories lists those there are")

    async def seek(
        self, subject: str, memory_id: str, *, patience: float | None = None
    ) -> tuple[KnownFact | None, bool]:
        """Return a memory, if there is one, and whether the graph could not be asked."""
        profile, away = await self.profiles.read(subject), True
        patience = self.patience if patience is None else patience
        try:
            async with asyncio.timeout(patience):
                away = not await self.reached(profile.seq, patience)
                fact = await self.knowledge.get(self.pseudonyms.of(subject), memory_id)
                if fact is not None and fact.type in TOLD and not is_mark(fact):
                    return fact, away
        except Exception as error:  # the profile may know it as well
            _log.warning("graph_unavailable", error=type(error).__name__)
            away = True
        held = (fact for fact in remembered(profile) if fact.memory_id == memory_id)
        return next(held, None), away

    async def _known(self, group: str, now: int, wanted: Wanted) -> list[KnownFact]:
        types, floor = wanted.types, _floor(wanted)
        if wanted.text and not wanted.history:
            found = await self.knowledge.recall(
                group, wanted.text, now, types=types, limit=wanted.limit, floor=floor
            )
            return [recalled.fact for recalled in found]
        limit = None if wanted.text or wanted.history else wanted.limit
        facts = await self.knowledge.facts(
            group, now, types=types, history=wanted.history, floor=floor, limit=limit
        )
        memories = [fact for fact in facts if not is_mark(fact)]
        return _bearing_on(memories, wanted)[: wanted.limit]


def _floor(wanted: Wanted) -> float:
    return 0.0 if wanted.history else FLOOR


def _bearing_on(facts: list[KnownFact], wanted: Wanted) -> list[KnownFact]:
    """Keep what shares words with the text, most of them first; everything without a text."""
    if not wanted.text:
        return facts
    alike = {fact.memory_id: word_overlap(wanted.text, fact.content) for fact in facts}
    near = [fact for fact in facts if alike[fact.memory_id] > 0]
    return sorted(near, key=lambda fact: -alike[fact.memory_id])
