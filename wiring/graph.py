"""Open the knowledge graph that the settings name; its library is loaded when it is first asked."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from domain.embedder import Embedder
from domain.errors import Misconfigured
from learning.knowledge import SINK_KINDS, claims_of, settle
from llm.adapters.static_embedder import StaticEmbedder
from memory.journal import Journal
from memory.knowledge import Knowledge
from memory.knowledge_sink import KnowledgeSink
from memory.pseudonym import Pseudonyms
from memory.relay import Effort, Relay, Sink
from wiring.late_knowledge import LateKnowledge
from wiring.settings import Settings

FILE: Final = "graph.db"
_ANSWER_SECONDS: Final = 5.0
_EFFORT: Final = Effort(batch=25, linger=0.15, rest=1.0)
"""An order may say a hundred things: a backlog, such as after an import, leaves half the time.

What a turn writes is carried together, behind the turn: with a third of this linger the graph was
written within it, and half of all turns took a tenth longer or more. With twice as much, a prompt
that hurries the graph had to wait for more than it can.
"""


class MakeRelay(Protocol):
    """Makes a relay from the journal into a sink."""

    def __call__(self, sink: Sink, *, effort: Effort) -> Relay:
        """Return the relay, not started."""
        ...


@dataclass(frozen=True, slots=True)
class Graph:
    """The knowledge graph and what keeps it up to date.

    Attributes:
        knowledge: What is known about each subject.
        sink: Folds events into it.
        relay: Carries the journal to the sink.
    """

    knowledge: Knowledge
    sink: KnowledgeSink
    relay: Relay


def open_graph(
    stack: AsyncExitStack,
    settings: Settings,
    embedder: Embedder,
    pseudonyms: Pseudonyms,
    relay: MakeRelay,
    journal: Journal,
) -> Graph:
    """Return the configured graph with its sink and relay; the relay is started by whoever serves.

    Args:
        stack: Closes the graph.
        settings: LEAFLOOP_GRAPH says which one.
        embedder: Makes the vectors of facts and questions.
        pseudonyms: Name the subjects in it.
        relay: Makes a relay from the journal into a sink.
        journal: What a single subject is folded from anew.
    """
    knowledge = late_graph(settings, embedder, pseudonyms.fingerprint)
    stack.push_async_callback(knowledge.close)
    sink = KnowledgeSink(
        knowledge,
        claims_of=claims_of,
        settle=settle,
        pseudonyms=pseudonyms,
        kinds=SINK_KINDS,
        remaining=lambda subject: journal.replay(subject=subject),
    )
    return Graph(knowledge, sink, relay(sink, effort=_EFFORT))


def late_graph(settings: Settings, embedder: Embedder, fingerprint: str) -> LateKnowledge:
    """Return the configured graph, not opened yet.

    Args:
        settings: LEAFLOOP_GRAPH says which one.
        embedder: Makes the vectors of facts and questions.
        fingerprint: Of the secret behind the pseudonyms in it.
    """

    async def opened() -> Knowledge:
        await asyncio.to_thread(_load)
        if settings.graph != "sqlite":
            from memory.adapters.graphiti_knowledge.on_neo4j import open_neo4j

            return await open_neo4j(settings.graph, embedder, fingerprint)
        return await _embedded(settings.data_dir / FILE, embedder, fingerprint)

    return LateKnowledge(opened)


@asynccontextmanager
async def open_scratch_graph(directory: Path) -> AsyncIterator[Knowledge]:
    """Open an empty embedded graph in a directory that is thrown away afterwards."""
    await asyncio.to_thread(_load)
    graph = await _embedded(directory / FILE, StaticEmbedder(), "scratch")
    try:
        yield graph
    finally:
        await graph.close()


async def check_graph(settings: Settings) -> None:
    """See at start whether the server of a graph is there, without loading its library.

    Raises:
        Misconfigured: Nothing answers at its address; the message says the mend.
    """
    if settings.graph == "sqlite":
        return
    parts = urlsplit(settings.graph)
    place = f"{parts.hostname}:{parts.port or 7687}"
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 7687)
    except (OSError, TimeoutError) as error:
        raise Misconfigured(
            f"LEAFLOOP_GRAPH: nothing answers at {place}; start Neo4j there, or unset it to use "
            "the embedded graph."
        ) from error
    writer.close()
    await asyncio.wait([asyncio.ensure_future(writer.wait_closed())])


async def _embedded(path: Path, embedder: Embedder, fingerprint: str) -> Knowledge:
    from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite

    return await open_sqlite(path, embedder, fingerprint)


def _load() -> None:
    """Import the library beside the event loop; it takes seconds, and would report home."""
    os.environ["GRAPHITI_TELEMETRY_ENABLED"] = "false"
    import_module("memory.adapters.graphiti_knowledge")
