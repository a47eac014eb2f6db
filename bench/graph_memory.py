"""Graph memory on SQLite, and on a real Neo4j beside it: `python -m bench.graph_memory`.

Neo4j is measured in the same run when LEAFLOOP_TEST_NEO4J says where it is:
`deploy/native/with-servers .venv/bin/python -m bench.graph_memory`.
"""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

os.environ["GRAPHITI_TELEMETRY_ENABLED"] = "false"  # read when graphiti is imported

import uvloop
from graphiti_core.edges import EntityEdge
from graphiti_core.search.search_config_recipes import EDGE_HYBRID_SEARCH_RRF

from bench.graph_facts import AT, COMMON, changes, fact, group_of, names
from bench.graphiti_client import graphiti_on
from bench.measure import Row, percentiles, write
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge.on_neo4j import open_neo4j
from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite
from memory.adapters.graphiti_neo4j import Neo4jGraphDriver
from memory.adapters.graphiti_sqlite import SqliteDriver
from memory.knowledge import Knowledge

Call = Callable[[], Awaitable[object]]

SIZES: Final = ((10, 300), (1, 3_000), (1_000, 100))
"""Groups, and facts in each."""

ERASED: Final = 5
NOW: Final = AT + 86_400_000
_TARGETS: Final = {(10, 300): "p95 < 2 ms", (1_000, 100): "p95 < 3 ms"}


@dataclass(frozen=True, slots=True)
class Backend:
    """One graph, through our port and through Graphiti.

    Attributes:
        name: sqlite or neo4j.
        knowledge: Our port.
        driver: A second connection, as Graphiti uses it.
        searches: How many are timed.
        files: Where it stores.
        processes: Ids of the processes that hold it in memory.
    """

    name: str
    knowledge: Knowledge
    driver: Any
    searches: int
    files: Path
    processes: tuple[int, ...]


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncIterator[Backend]:
    """Open an empty graph in a file."""
    path = folder / "graph.db"
    knowledge = await open_sqlite(path, StaticEmbedder(), "bench")
    driver = SqliteDriver(path)
    yield Backend("sqlite", knowledge, driver, 300, folder, (os.getpid(),))
    await driver.close()
    await knowledge.close()


@asynccontextmanager
async def neo4j(_folder: Path) -> AsyncIterator[Backend]:
    """Open the real server, emptied."""
    url, embedder = os.environ["LEAFLOOP_TEST_NEO4J"], StaticEmbedder()
    driver = Neo4jGraphDriver(url, dimension=embedder.dimensions)
    await driver.execute_query(
        "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
    )
    knowledge = await open_neo4j(url, embedder, "bench", seconds=120.0)
    pid, home = server_of("CommunityEntryPoint")
    yield Backend("neo4j", knowledge, driver, 60, home, (os.getpid(), pid))
    await driver.close()
    await knowledge.close()


def server_of(name: str) -> tuple[int, Path]:
    """Return the id and the home directory of the server process with this name."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_text().split("\0")
            home = next((w.partition("=")[2] for w in words if w.startswith("--home-dir=")), "")
            if home and any(name in word for word in words):
                return int(process.name), Path(home)
    raise RuntimeError(f"No process {name} runs here: start it with deploy/native/with-servers.")


def megabytes_of(backend: Backend) -> tuple[float, float]:
    """Return what a backend takes on disk and in memory, in MB."""
    stored = sum(path.stat().st_size for path in backend.files.rglob("*") if path.is_file())
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in backend.processes]
    return stored / 2**20, sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def timed(calls: Sequence[Call]) -> list[float]:
    """Return the seconds each call takes, one after the other."""
    seconds = []
    for call in calls:
        start = perf_counter()
        await call()
        seconds.append(perf_counter() - start)
    return seconds


async def filled(backend: Backend, groups: int, facts: int) -> float:
    """Write every group, some hundred facts in each transaction; return seconds per fact."""
    every, start = changes(groups, facts), perf_counter()
    while batch := list(islice(every, max(1, 500 // facts))):
        await backend.knowledge.write(batch, 1)
    return (perf_counter() - start) / (groups * facts)


def questions(backend: Backend, groups: int, prefix: str = "") -> list[tuple[str, str]]:
    """Return random groups, each with a product to ask about."""
    draw, stock = random.Random(3), names()
    return [
        (group_of(draw.randrange(groups)), f"{prefix}{draw.choice(stock)}")
        for _ in range(backend.searches)
    ]


def searches(backend: Backend, groups: int, prefix: str = "") -> list[Call]:
    """Return recalls through our port."""
    recall = backend.knowledge.recall
    return [partial(recall, group, text, NOW) for group, text in questions(backend, groups, prefix)]


def graphiti_searches(backend: Backend, groups: int) -> list[Call]:
    """Return the same searches by an unmodified Graphiti, fused by rank."""
    search = graphiti_on(backend.driver).search_
    return [
        partial(search, text, config=deepcopy(EDGE_HYBRID_SEARCH_RRF), group_ids=[group])
        for group, text in questions(backend, groups)
    ]


async def saved(backend: Backend) -> list[float]:
    """Save single edges between nodes that are there; return seconds each."""
    embed, group, stock = StaticEmbedder().embed, group_of(0), names()
    known = await EntityEdge.get_by_group_ids(backend.driver, [group], limit=backend.searches)
    edges = []
    for place, edge in enumerate(known):
        new = fact(group, place, stock[place % len(stock)])
        edges.append(edge.model_copy(update={"fact": f"{new.content}, again"}))
    for edge, vector in zip(edges, embed([edge.fact for edge in edges]), strict=True):
        edge.fact_embedding = list(vector)
    return await timed([partial(edge.save, backend.driver) for edge in edges])


async def measured(backend: Backend, groups: int, facts: int) -> list[Row]:
    """Fill a backend and measure it."""
    size = f"{backend.name}, {groups * facts:,} facts in {groups:,} groups"
    written = await filled(backend, groups, facts)
    target = _TARGETS.get((groups, facts), "") if backend.name == "sqlite" else ""
    rows = [Row(f"{size}: write, per fact", unit="ms", value=written * 1000, n=groups * facts)]
    rows.append(_row(f"{size}: EntityEdge.save", await saved(backend), target and "p95 < 1 ms"))
    await asyncio.to_thread(os.sync)  # what was filled is written back before reads are timed
    await timed(searches(backend, groups))
    rows += [
        _row(
            f"{size}: Graphiti EDGE_HYBRID_SEARCH_RRF",
            await timed(graphiti_searches(backend, groups)),
            target,
        ),
        _row(f"{size}: recall", await timed(searches(backend, groups)), target),
        _row(
            f"{size}: recall by words in every fact",
            await timed(searches(backend, groups, f"{COMMON} ")),
            target and "p95 < 10 ms",
        ),
    ]
    stored, held = megabytes_of(backend)
    rows.append(Row(f"{size}: files", unit="MB", value=stored))
    rows.append(Row(f"{size}: memory of client and server", unit="MB", value=held))
    forget = backend.knowledge.forget
    erased = [partial(forget, group_of(number)) for number in range(min(groups, ERASED))]
    rows.append(_row(f"{size}: erase a group", await timed(erased)))
    return rows


def _row(what: str, seconds: list[float], target: str = "") -> Row:
    found = percentiles(seconds)
    met = found["p95"] < float(target.split()[2]) if target else None
    return Row(what, target, **found, met=met)


async def main() -> None:
    """Measure every size on every backend that is there, and write the result file."""
    backends = [sqlite, *([neo4j] if os.environ.get("LEAFLOOP_TEST_NEO4J") else [])]
    rows: list[Row] = []
    for groups, facts in SIZES:
        for backend in backends:
            with TemporaryDirectory() as folder:
                async with backend(Path(folder)) as opened:
                    rows += await measured(opened, groups, facts)
            sys.stderr.write(f"{write('graph_memory', rows)}: {groups * facts:,} facts\n")


if __name__ == "__main__":
    uvloop.run(main())  # as the server does
