"""The knowledge port over a Graphiti driver: one write is one transaction with its watermark."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, cast

from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk_tx

from domain.embedder import Embedder
from domain.errors import LeafLoopError, Misconfigured
from domain.knowledge import Change, KnownFact, MemoryType, Thing
from memory.adapters.graphiti_knowledge.batch import Batch, Records
from memory.adapters.graphiti_knowledge.driver import Removal, Remove, ScoringDriver
from memory.adapters.graphiti_knowledge.outage import IsOutage, answering, files_or_network
from memory.adapters.graphiti_knowledge.reading import (
    edges_in,
    edges_named,
    watermark_of,
)
from memory.adapters.graphiti_knowledge.recollection import Recollection
from memory.adapters.graphiti_knowledge.records import (
    fact_of,
    subject_id,
    thing_id,
    watermark_node,
)
from memory.knowledge import OWN_GROUP, TOLD, Recalled, checked
from memory.telling import told

_ERASING: Final = 30.0
"""Times longer that removing a whole group may take than any other call."""


class GraphitiKnowledge:
    """What is known, as a temporal graph: subjects and things are nodes, facts are edges.

    A piece of history is an episode, and an edge that can be searched. Nothing awaits a model:
    every vector is made before the transaction begins.
    Implements memory.knowledge.Knowledge.

    Args:
        driver: Where the graph lies.
        remove: Removes records within one of the driver's transactions.
        embedder: Makes the vectors; a graph is always searched with the one that filled it.
        fingerprint: Of the secret that the groups are named by; see memory.pseudonym.
        seconds: Longest time a call may take.
        is_outage: Tells a graph that is down from an event that it cannot take.
    """

    def __init__(
        self,
        driver: ScoringDriver,
        remove: Remove,
        embedder: Embedder,
        fingerprint: str,
        *,
        seconds: float,
        is_outage: IsOutage = files_or_network,
    ) -> None:
        self._driver = driver
        self._remove = remove
        self._embedder = embedder
        self._fingerprint = fingerprint
        self._seconds = seconds
        self._is_outage = is_outage
        self._recollection = Recollection(driver, embedder)
        self._place = 0
        self._turn = asyncio.Lock()

    async def watermark(self) -> int:
        """See memory.knowledge.Knowledge.watermark."""
        async with self._answering():
            held = await watermark_of(self._driver)
        if held is None:
            return 0
        if held["fingerprint"] != self._fingerprint:
            raise Misconfigured(
                "The knowledge graph was filled under another LEAFLOOP_SECRET, so nobody in it "
                "would be found again. Restore that secret, or give LeafLoop an empty graph: it "
                "is filled from the journal."
            )
        return int(held["seq"])

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        """See memory.knowledge.Knowledge.about."""
        ends = {(g, thing): (subject_id(checked(g)), thing_id(g, thing)) for g, thing in wanted}
        if not ends:
            return {}
        async with self._answering():
            edges = await self._driver.edges_between(list(dict.fromkeys(ends.values())))
        found: dict[tuple[str, str], list[KnownFact]] = {pair: [] for pair in ends.values()}
        for edge in edges:
            found[edge.source_node_uuid, edge.target_node_uuid].append(fact_of(edge))
        return {one: found[pair] for one, pair in ends.items()}

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        """See memory.knowledge.Knowledge.write."""
        batch = Batch(changes)
        saved = await asyncio.to_thread(self._records, batch, through)
        async with self._turn, self._answering():
            removals = [
                await self._removal(batch, group, tuple(memory_ids))
                for group, memory_ids in batch.removed.items()
                if memory_ids
            ]
            async with self._driver.session() as session:
                await session.execute_write(self._save, saved, removals)

    async def get(self, group: str, memory_id: str) -> KnownFact | None:
        """See memory.knowledge.Knowledge.get."""
        checked(group)
        async with self._answering():
            found = await edges_named(self._driver, group, [memory_id])
        return fact_of(found[0]) if found else None

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
        """See memory.knowledge.Knowledge.facts."""
        checked(group)
        async with self._answering():
            found = [fact_of(edge) for edge in await edges_in(self._driver, group)]
        return told(found, now, types=types, history=history, floor=floor, limit=limit)

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
        """See memory.knowledge.Knowledge.recall."""
        checked(group)
        async with self._answering():
            return await self._recollection.recall(
                group, text, now, types=types, limit=limit, floor=floor
            )

    async def forget(self, group: str) -> int:
        """See memory.knowledge.Knowledge.forget."""
        checked(group)
        async with self._turn, self._answering(_ERASING):
            return await self._driver.erase_group(group)

    async def held(self, group: str) -> int:
        """See memory.knowledge.Knowledge.held."""
        checked(group)
        async with self._answering():
            return await self._driver.count_group(group)

    async def healthy(self) -> bool:
        """See memory.knowledge.Knowledge.healthy."""
        try:
            await self.watermark()
        except LeafLoopError:
            return False
        return True

    async def close(self) -> None:
        """See memory.knowledge.Knowledge.close."""
        await self._driver.close()

    def _answering(self, times: float = 1.0) -> AbstractAsyncContextManager[None]:
        return answering(times * self._seconds, self._is_outage)

    def _records(self, batch: Batch, through: int | None) -> Records:
        """Return what a write saves; embeds, so it is run in a thread."""
        saved = batch.records(self._embedder.embed)
        if through is not None:
            vector = self._embedder.embed([OWN_GROUP])[0]
            saved.nodes.append(watermark_node(through, self._fingerprint, vector))
        return saved

    async def _removal(self, batch: Batch, group: str, memory_ids: Sequence[str]) -> Removal:
        """Return what a batch removes from a group, with the things nothing else is about."""
        found = await edges_named(self._driver, group, memory_ids)
        things = {one.target_node_uuid for one in found} - {subject_id(group)}
        things -= batch.things().keys()
        pairs = [(subject_id(group), thing) for thing in things]
        others = await self._driver.edges_between(pairs) if pairs else []
        things -= {one.target_node_uuid for one in others if one.uuid not in memory_ids}
        return Removal(group, tuple(memory_ids), tuple(things))

    async def _save(self, transaction: Any, saved: Records, removals: Sequence[Removal]) -> None:
        await add_nodes_and_edges_bulk_tx(
            transaction,
            saved.episodes,
            saved.mentions,
            saved.nodes,
            saved.edges,
            cast("Any", None),  # nothing is left to embed
            cast("Any", self._driver),
        )
        for removal in removals:
            await self._remove(transaction, removal)
