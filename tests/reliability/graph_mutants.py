"""Graphs broken on purpose: the kill harness must catch each of them."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from domain.knowledge import Change, KnownFact, Thing
from memory.knowledge import Knowledge

_GAP: Final = 0.01
"""Seconds between the halves of a mutant's write, so that some kill falls into them."""


class WrappedKnowledge:
    """A graph that does what another one does, to be changed in one way."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._inner = knowledge
        self.facts = knowledge.facts
        self.recall = knowledge.recall
        self.forget = knowledge.forget
        self.held = knowledge.held
        self.healthy = knowledge.healthy
        self.close = knowledge.close

    async def watermark(self) -> int:
        return await self._inner.watermark()

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        return await self._inner.about(wanted)

    async def get(self, group: str, memory_id: str) -> KnownFact | None:
        return await self._inner.get(group, memory_id)

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        await self._inner.write(changes, through)


class MovesWatermarkFirst(WrappedKnowledge):
    """Says that a batch is there before it is."""

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        await self._inner.write([], through)
        await asyncio.sleep(_GAP)
        await self._inner.write(changes, None)


class MovesWatermarkApart(WrappedKnowledge):
    """Writes a batch and then, in another transaction, its watermark."""

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        await self._inner.write(changes, None)
        await asyncio.sleep(_GAP)
        await self._inner.write([], through)


GRAPHS: Final[dict[str, Callable[[Knowledge], Knowledge]]] = {
    "sound": WrappedKnowledge,
    "watermark_first": MovesWatermarkFirst,
    "watermark_apart": MovesWatermarkApart,
}
