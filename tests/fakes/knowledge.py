"""A knowledge graph in memory, with the semantics of the real one."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence

from domain.errors import Unavailable
from domain.knowledge import Change, KnownFact, MemoryType, Thing
from memory.fusion import likeness, ranked
from memory.knowledge import TOLD, Recalled, checked
from memory.telling import told

_WORD = re.compile(r"\w+")


class FakeKnowledge:
    """Keeps facts in dictionaries; implements memory.knowledge.Knowledge.

    It recalls by words alone: a fact's likeness is the number of words it shares with the text.

    Attributes:
        groups: Every fact by group and id.
        down: Set to True to make every call raise Unavailable.
        hangs: Set to True to make every call wait for ever.
        writes: How many writes were taken.
    """

    def __init__(self, *facts: tuple[str, KnownFact]) -> None:
        self.groups: dict[str, dict[str, KnownFact]] = {}
        self.down = False
        self.hangs = False
        self.writes = 0
        self.place = 0
        for group, fact in facts:
            self._take(Change(group, (fact,)))

    async def watermark(self) -> int:
        await self._answer()
        return self.place

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        for group, _ in wanted:
            checked(group)
        await self._answer()
        return {
            (group, thing): [
                fact
                for fact in self.groups.get(group, {}).values()
                if fact.thing and (fact.thing.label, fact.thing.key) == (thing.label, thing.key)
            ]
            for group, thing in wanted
        }

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        for change in changes:
            checked(change.group)
        await self._answer()
        for change in changes:
            self._take(change)
        if through is not None:
            self.place = through
        self.writes += 1

    async def get(self, group: str, memory_id: str) -> KnownFact | None:
        checked(group)
        await self._answer()
        return self.groups.get(group, {}).get(memory_id)

    async def facts(
        self,
        group: str,
        now: int,
        *,
        types: Collection[MemoryType] = TOLD,
        history: bool = False,
        floor: float = 0.0,
        limit: int | None = None,
    ) -> list[KnownFact]:
        checked(group)
        await self._answer()
        held = self.groups.get(group, {}).values()
        return told(held, now, types=types, history=history, floor=floor, limit=limit)

    async def recall(
        self,
        group: str,
        text: str,
        now: int,
        *,
        types: Collection[MemoryType] = TOLD,
        limit: int = 10,
        floor: float = 0.0,
    ) -> list[Recalled]:
        checked(group)
        await self._answer()
        held = self.groups.get(group, {})
        asked = _words(text)
        shared = {key: float(len(asked & _words(fact.content))) for key, fact in held.items()}
        like = likeness(shared, shared)
        return ranked(held.values(), like, now, types=types, floor=floor, limit=limit)

    async def forget(self, group: str) -> int:
        gone = await self.held(group)
        self.groups.pop(group, None)
        return gone

    async def held(self, group: str) -> int:
        checked(group)
        await self._answer()
        facts = self.groups.get(group, {}).values()
        things = {(fact.thing.label, fact.thing.key) for fact in facts if fact.thing}
        return len(facts) + len(things) + bool(facts)

    async def healthy(self) -> bool:
        return not self.down

    async def close(self) -> None:
        return None

    def _take(self, change: Change) -> None:
        held = self.groups.setdefault(change.group, {})
        for memory_id in change.removed:
            held.pop(memory_id, None)
        held.update({fact.memory_id: fact for fact in change.facts})

    async def _answer(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.down:
            raise Unavailable("The knowledge graph does not answer.")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
