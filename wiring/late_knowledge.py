"""The knowledge graph, opened behind the requests: its library takes seconds to load."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final

from domain.errors import Unavailable
from domain.knowledge import Change, KnownFact, MemoryType, Thing
from memory.knowledge import TOLD, Knowledge, Recalled

PATIENCE: Final = 10.0
"""Seconds a caller waits for the graph to be opened."""


class LateKnowledge:
    """Opens a graph when it is first asked for, and is that graph from then on.

    An opening that fails is tried again by the next caller. Implements memory.knowledge.Knowledge.
    """

    def __init__(
        self, opened: Callable[[], Awaitable[Knowledge]], patience: float = PATIENCE
    ) -> None:
        """Remember how to open the graph.

        Args:
            opened: Opens it; raises Unavailable when it does not answer.
            patience: Seconds a caller waits for that.
        """
        self._opened = opened
        self._patience = patience
        self._opening: asyncio.Task[Knowledge] | None = None
        self._closed = False

    async def watermark(self) -> int:
        """Return the graph's place in the journal."""
        return await (await self._graph()).watermark()

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        """Return every fact between the subject of each group and each thing."""
        return await (await self._graph()).about(wanted)

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        """Store changes and the watermark."""
        await (await self._graph()).write(changes, through)

    async def get(self, group: str, memory_id: str) -> KnownFact | None:
        """Return one fact of a group, or None."""
        return await (await self._graph()).get(group, memory_id)

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
        """Return a group's facts, newest evidence first."""
        graph = await self._graph()
        return await graph.facts(group, now, types=types, history=history, floor=floor, limit=limit)

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
        """Return the facts that bear on a text, best first."""
        graph = await self._graph()
        return await graph.recall(group, text, now, types=types, limit=limit, floor=floor)

    async def forget(self, group: str) -> int:
        """Remove a group."""
        return await (await self._graph()).forget(group)

    async def held(self, group: str) -> int:
        """Return how much a group has."""
        return await (await self._graph()).held(group)

    async def healthy(self) -> bool:
        """Whether the graph is open and answers; opens nothing by itself."""
        opening = self._opening
        if opening is None or not opening.done() or opening.cancelled() or opening.exception():
            return False
        return await opening.result().healthy()

    async def close(self) -> None:
        """Release the graph, if it was ever opened."""
        opening, self._opening, self._closed = self._opening, None, True
        if opening is None:
            return
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            await opening.result().close()

    async def _graph(self) -> Knowledge:
        if self._closed:
            raise Unavailable("the knowledge graph is closed; the server is stopping")
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.create_task(self._open())
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.shield(self._opening)
        except TimeoutError:
            raise Unavailable(
                "the knowledge graph is still being opened; ask again", retry_after=1
            ) from None

    async def _open(self) -> Knowledge:
        return await self._opened()
