"""Carry what events say into the knowledge graph: the sink of the relay called `graph`."""

import asyncio
from collections.abc import AsyncIterable, Callable, Collection, Iterable, Sequence
from typing import Final

import structlog

from domain.claim import Claim
from domain.event import Event, Kind
from domain.knowledge import Change
from memory.knowledge import END_OF_TIME, EVERY_TYPE, Knowledge
from memory.pseudonym import Pseudonyms
from memory.settling import ClaimsOf, Settle, Settling

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 25
"""Claims settled before others on the event loop have their turn."""

_Said = tuple[str, Claim]


class KnowledgeSink:
    """Folds events into the graph, batch by batch, each in one write with its watermark.

    A batch costs one read, for everything that bears on its claims, and one write. Implements
    memory.relay.Sink.

    Args:
        knowledge: The graph.
        claims_of: Reads what an event says about its subject.
        settle: Settles one claim against what is known.
        pseudonyms: Name the subjects in the graph.
        kinds: Kinds that say something.
        remaining: Reads what the journal holds of a subject, in order.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        claims_of: ClaimsOf,
        settle: Settle,
        pseudonyms: Pseudonyms,
        kinds: Collection[Kind],
        remaining: Callable[[str], AsyncIterable[Event]],
    ) -> None:
        self._knowledge = knowledge
        self._claims_of = claims_of
        self._settle = settle
        self._pseudonyms = pseudonyms
        self._kinds = tuple(kinds)
        self._remaining = remaining
        self._place = 0
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """`graph`."""
        return "graph"

    @property
    def kinds(self) -> Collection[Kind]:
        """Kinds that say something about their subject."""
        return self._kinds

    async def watermark(self) -> int:
        """Return the journal place up to which the graph holds everything.

        Raises:
            Unavailable: The graph does not answer.
            Misconfigured: It was filled under another secret.
        """
        async with self._turn:
            self._place = await self._knowledge.watermark()
        return self._place

    async def write(self, events: Sequence[Event], through: int) -> None:
        """Settle what events say and store it with the watermark, in one transaction.

        Raises:
            Unavailable: The graph does not answer; it holds the whole batch or nothing of it.
            Exception: Anything else is due to an event.
        """
        async with self._turn:
            said: list[_Said] = []
            for event in events:
                if event.seq > self._place:
                    said += self._said(event)
                    await asyncio.sleep(0)  # an order says a hundred things: others go first
            settling = await self._settled(said)
            place = max(through, self._place)
            await self._knowledge.write(settling.changes(), place)
            self._place = place

    async def write_late(self, event: Event) -> None:
        """Fold a subject anew, so that an event below the watermark comes where it belongs.

        By itself it could bring back what the subject has deleted since.

        Raises:
            Unavailable: The graph does not answer.
            Exception: Anything else is due to the event.
        """
        self._said(event)
        await self.rebuild(event.subject, self._remaining(event.subject))

    async def rebuild(self, subject: str, events: AsyncIterable[Event]) -> None:
        """Put what a subject's remaining events say in place of all that is known, in one write.

        Args:
            subject: Whose part of the graph.
            events: What the journal still has of the subject, in order, such as
                `journal.replay(subject=subject)`. It is read while no batch is being written, up
                to the watermark; the relay brings what is above.

        Raises:
            Unavailable: The graph does not answer; it is as it was before.
        """
        group = self._pseudonyms.of(subject)
        settling = Settling(self._settle)
        async with self._turn:
            place = await self._knowledge.watermark()
            taken = 0
            async for event in events:
                if event.seq <= place and event.kind in self._kinds:
                    self._take_what_can_be_taken(settling, event)
                    taken += 1
                    if taken % _AT_ONCE == 0:
                        await asyncio.sleep(0)
            kept = {fact.memory_id for fact in settling.facts(group)}
            known = await self._knowledge.facts(group, END_OF_TIME, types=EVERY_TYPE, history=True)
            gone = tuple(fact.memory_id for fact in known if fact.memory_id not in kept)
            change = Change(group, tuple(settling.facts(group)), gone)
            await self._knowledge.write([change], None)

    def _said(self, event: Event) -> list[_Said]:
        group = self._pseudonyms.of(event.subject)
        return [(group, claim) for claim in self._claims_of(event, group)]

    async def _settled(self, said: Sequence[_Said]) -> Settling:
        """Settle claims in order against what the graph holds; it holds no new event's history."""
        settling = Settling(self._settle)
        things = dict.fromkeys((group, claim.thing) for group, claim in said if claim.thing)
        for (group, _), facts in (await self._knowledge.about(things)).items():
            settling.know(group, facts)
        for group, memory_id in _named(said):
            fact = await self._knowledge.get(group, memory_id)
            settling.know(group, [fact] if fact else [])
        for place, (group, claim) in enumerate(said):
            settling.take(group, claim)
            if place % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return settling

    def _take_what_can_be_taken(self, settling: Settling, event: Event) -> None:
        """Settle an event; one that cannot be is a dead letter already, and is left out."""
        try:
            said = self._said(event)
        except Exception as error:
            _log.warning(
                "event_left_out", sink=self.name, seq=event.seq, error=type(error).__name__
            )
            return
        for group, claim in said:
            settling.take(group, claim)


def _named(said: Iterable[_Said]) -> Iterable[tuple[str, str]]:
    """Name the facts that bear on claims and may not be found through their things."""
    return dict.fromkeys(
        (group, claim.memory_id) for group, claim in said if claim.action in ("correct", "delete")
    )
