"""Correct or delete what is remembered, on the person's own word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from catalog.port import Catalog
from domain.caller import Caller
from domain.clock import Clock
from domain.errors import Conflict
from domain.event import Event, Kind
from domain.ids import NewId, digest_of, is_named, own_event_id, text_of
from domain.knowledge import KnownFact
from learning.relations import said_as
from memory.journal import Journal
from nodes.amendment import Correction, amended, is_sentence
from nodes.recollect import GRAPH, Recollect
from nodes.remembered import stated_fact


@dataclass(frozen=True, slots=True)
class Amended:
    """What became of a memory.

    Attributes:
        fact: As it is now, or as it was before it was deleted.
        degraded: `graph` when the graph will follow later.
    """

    fact: KnownFact
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amend:
    """Appends fact_corrected and fact_deleted; the profile follows before it returns.

    A person may correct and delete also while tracking is paused: it is their own page.

    Attributes:
        recollect: Finds the memory.
        journal: Takes the event.
        catalog: Knows which diets and allergens there are.
        clock: Tells the time.
        new_id: Makes ids.
        patience: Seconds to wait for the graph to follow.
    """

    recollect: Recollect
    journal: Journal
    catalog: Catalog
    clock: Clock
    new_id: NewId
    patience: float = 2.0

    async def correct(self, caller: Caller, memory_id: str, correction: Correction) -> Amended:
        """Let a new memory take the place of one that holds; the same words again change nothing.

        Args:
            caller: Whose memory it is.
            memory_id: Which one.
            correction: Its new value, or its new sentence where it is one.

        Raises:
            NotFound: The subject has no such memory.
            Conflict: It does not hold any more.
            Invalid: The new value is not one that the memory can have.
            Unavailable: Only the graph could tell, and it does not answer.
        """
        name = (memory_id, correction.words)
        event_id = own_event_id(caller.subject, "correction", *name)
        before = await self.journal.get(event_id)
        if before is not None:
            made, away = await self.recollect.seek(caller.subject, text_of(event_id))
            if made is not None and made.holds_at(self.clock.now()):
                return Amended(made, (GRAPH,) if away else ())
        old = await self.recollect.one(caller.subject, memory_id)
        if not old.holds_at(self.clock.now()):
            raise Conflict("this memory does not hold any more; correct the one that does")
        value = amended(old, correction, await self.catalog.facets())
        if value == (old.content if is_sentence(old) else old.value):
            return Amended(old)
        if before is not None:  # corrected before to the same, and learned again since
            event_id = self.new_id(self.clock.now())
        said = {"old_value": old.value, "value": value}
        event = self._event(Kind.FACT_CORRECTED, caller, old, event_id, said)
        await self.journal.append([event])
        made, away = await self._after(caller, text_of(event_id))
        return Amended(made or _expected(old, event), (GRAPH,) if away else ())

    async def delete(self, caller: Caller, memory_id: str) -> Amended:
        """Delete a memory for good, and return what it was.

        Raises:
            NotFound: The subject has no such memory.
            Unavailable: Only the graph could tell, and it does not answer.
        """
        old = await self.recollect.one(caller.subject, memory_id)
        event_id, said = self.new_id(self.clock.now()), {"value": old.value, "content": old.content}
        event = self._event(Kind.FACT_DELETED, caller, old, event_id, said)
        await self.journal.append([event])
        _, away = await self._after(caller, memory_id)
        return Amended(old, (GRAPH,) if away else ())

    async def _after(self, caller: Caller, memory_id: str) -> tuple[KnownFact | None, bool]:
        return await self.recollect.seek(caller.subject, memory_id, patience=self.patience)

    def _event(
        self, kind: Kind, caller: Caller, old: KnownFact, event_id: bytes, said: Mapping[str, str]
    ) -> Event:
        now, thing = self.clock.now(), old.thing
        data: dict[str, Any] = {
            "memory_id": old.memory_id,
            "fact_id": old.memory_id,
            "type": old.type,
            "relation": old.relation,
            "thing": msgspec.to_builtins(thing),
            **said,
        }
        digest = digest_of(said["value"].encode("utf-8", "surrogatepass"))
        digest = digest if is_named(event_id) else b""
        subject, session = caller.subject, caller.session
        return Event(event_id, kind, subject, session, now, now, data, digest)


def _expected(old: KnownFact, event: Event) -> KnownFact:
    """Return the memory that a correction makes, when it became one with another."""
    made = stated_fact(
        text_of(event.event_id), said_as(old.relation), event.data["value"], event.at
    )
    return replace(made, type=old.type, content=made.value) if is_sentence(old) else made
