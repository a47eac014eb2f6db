"""The process that is killed: a writer, and the relay that follows it into the graph."""

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from typing import Final, get_args

from domain.clock import SystemClock
from domain.errors import Unavailable
from domain.knowledge import Change, KnownFact, MemoryType, Thing
from learning.knowledge import SINK_KINDS
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite
from memory.adapters.sqlite_journal import SqliteJournal
from memory.dead_letters import DeadLetters
from memory.journal import Journal
from memory.knowledge import Knowledge
from memory.knowledge_sink import KnowledgeSink
from memory.pseudonym import Pseudonyms
from memory.relay import Effort, Relay
from tests.reliability.graph_mutants import GRAPHS, WrappedKnowledge
from tests.reliability.graph_tally import claims_with_tally, settle_with_tally
from tests.reliability.graph_told import SUBJECTS, made_up

NAMES: Final = Pseudonyms(b"s" * 16)
EVERY_TYPE: Final[tuple[MemoryType, ...]] = get_args(MemoryType)
END_OF_TIME: Final = 253_370_764_800_000
_EFFORT: Final = Effort(linger=0.01, first_wait=0.01, longest_wait=0.04)
_EMBEDDER: Final = StaticEmbedder()


class Switched(WrappedKnowledge):
    """A graph that is down while a file is there, some of the time only after it has written.

    Args:
        knowledge: The graph.
        switch: The file; `after` in it lets a write happen and then denies it.
    """

    def __init__(self, knowledge: Knowledge, switch: Path) -> None:
        super().__init__(knowledge)
        self._switch = switch

    async def watermark(self) -> int:
        self._answer("before", "after")
        return await super().watermark()

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        self._answer("before")
        return await super().about(wanted)

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        self._answer("before")
        await super().write(changes, through)
        self._answer("before", "after")

    def _answer(self, *when: str) -> None:
        with suppress(FileNotFoundError):
            if self._switch.read_text() in when:
                raise Unavailable("The graph is switched off.")


def parts(folder: Path) -> tuple[Path, Path, Path]:
    """Return the files of the journal, the graph and the switch."""
    return folder / "journal.sqlite", folder / "graph.db", folder / "down"


async def open_graph(folder: Path) -> GraphitiKnowledge:
    """Open the graph of a folder."""
    return await open_sqlite(parts(folder)[1], _EMBEDDER, NAMES.fingerprint)


def sink_into(knowledge: Knowledge, journal: Journal) -> KnowledgeSink:
    """Return the sink of a graph that follows a journal."""
    return KnowledgeSink(
        knowledge,
        claims_of=claims_with_tally,
        settle=settle_with_tally,
        pseudonyms=NAMES,
        kinds=SINK_KINDS,
        remaining=lambda subject: journal.replay(subject=subject),
    )


def relay_into(journal: SqliteJournal, knowledge: Knowledge, folder: Path) -> Relay:
    """Return a relay from a journal into a graph."""
    letters = DeadLetters(folder / "dead_letters.db")
    clock = SystemClock()
    return Relay(
        journal,
        sink_into(knowledge, journal),
        dead_letters=letters,
        clock=clock,
        jitter=random.random,
        effort=_EFFORT,
    )


def write_and_follow(folder: Path, graph: str, seed: int, ready: Flag) -> None:
    """Append events and relay them, until killed.

    Args:
        folder: Where everything lies.
        graph: A key of `GRAPHS`.
        seed: Decides the events.
        ready: Set once the process writes.
    """
    asyncio.run(_write_and_follow(folder, graph, seed, ready))


async def _write_and_follow(folder: Path, graph: str, seed: int, ready: Flag) -> None:
    rng, clock = random.Random(seed), SystemClock()
    journal = await SqliteJournal.open(parts(folder)[0])
    whole = await open_graph(folder)
    _EMBEDDER.embed(["Read the model before the clock runs."])
    knowledge = Switched(GRAPHS[graph](whole), parts(folder)[2])
    await relay_into(journal, knowledge, folder).start()
    ready.set()
    while True:
        subject, now = rng.choice(SUBJECTS), clock.now()
        known = []
        if rng.random() < 0.2:
            known = await whole.facts(NAMES.of(subject), now, types=EVERY_TYPE)
        await journal.append([made_up(rng, subject, now, known) for _ in range(rng.randint(1, 6))])
        await asyncio.sleep(rng.uniform(0.0, 0.006))
