"""The knowledge graph on Graphiti and SQLite, through the contract and what is particular to it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from domain.errors import Misconfigured, Unavailable
from domain.knowledge import Change, Label, MemoryType, Thing
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.driver import Removal
from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite
from memory.adapters.graphiti_sqlite import SqliteDriver
from memory.knowledge import TOLD, Knowledge
from tests.contracts.knowledge import KnowledgeContract, Reopen
from tests.fakes.clock import NOON
from tests.fakes.known import ANN, OAT_MILK, OATLY, ids, known, said

EMBEDDER = StaticEmbedder()
FINGERPRINT = "0123456789abcdef"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph" / "knowledge.db"


@pytest.fixture
async def opened(path: Path) -> AsyncIterator[list[GraphitiKnowledge]]:
    """Every graph that a test opened; the last one is closed after it."""
    graphs = [await open_sqlite(path, EMBEDDER, FINGERPRINT)]
    yield graphs
    await graphs[-1].close()


@pytest.fixture
def knowledge(opened: list[GraphitiKnowledge]) -> GraphitiKnowledge:
    return opened[0]


@pytest.fixture
def reopen(opened: list[GraphitiKnowledge], path: Path) -> Reopen:
    async def again(knowledge: Knowledge) -> Knowledge:
        await knowledge.close()
        opened.append(await open_sqlite(path, EMBEDDER, FINGERPRINT))
        return opened[-1]

    return again


class TestOnSqlite(KnowledgeContract):
    """Fixtures are those of this file."""


async def test_a_graph_of_another_secret_is_refused(
    knowledge: GraphitiKnowledge, path: Path
) -> None:
    await knowledge.write([Change(ANN, (known(),))], 1)
    stranger = await open_sqlite(path, EMBEDDER, "f" * 16)
    with pytest.raises(Misconfigured, match="LEAFLOOP_SECRET"):
        await stranger.watermark()
    assert not await stranger.healthy()
    await stranger.close()


async def test_meaning_finds_what_no_word_does(knowledge: GraphitiKnowledge) -> None:
    facts = (
        known("car", content="Shows interest in car tyres", thing=OAT_MILK),
        known("milk", content="Prefers plant based milk", type="preference"),
        said("vegan", "Asked for dairy alternatives"),
        said("paint", "Asked how to paint a fence"),
    )
    await knowledge.write([Change(ANN, facts)], 1)
    found = await knowledge.recall(ANN, "vegan drink", NOON, limit=2)
    assert {one.fact.memory_id for one in found} == {"milk", "vegan"}


async def test_nothing_of_a_write_is_there_when_its_transaction_fails(path: Path) -> None:
    async def refuse(transaction: object, removal: Removal) -> None:
        raise ValueError(f"{transaction} does not remove from {removal.group}")

    path.parent.mkdir()
    driver = SqliteDriver(path, require_groups=True)
    knowledge = GraphitiKnowledge(driver, refuse, EMBEDDER, FINGERPRINT, seconds=5.0)
    await knowledge.write([Change(ANN, (known("m1"),))], 1)
    with pytest.raises(ValueError, match="does not remove"):
        await knowledge.write([Change(ANN, (known("m2"),), removed=("m1",))], 2)
    assert ids(await knowledge.facts(ANN, NOON)) == ["m1"]
    assert await knowledge.watermark() == 1
    await knowledge.close()


class SilentDriver:
    """Whatever it is asked, it never answers."""

    def __getattr__(self, name: str) -> "SilentDriver":
        return self

    def __call__(self, *_: object, **__: object) -> "SilentDriver":
        return self

    def __await__(self) -> Generator[Any, None, bool]:
        return asyncio.Event().wait().__await__()

    async def __aenter__(self) -> None:
        await self

    async def __aexit__(self, *_: object) -> None:
        return None


@pytest.mark.parametrize(
    "call",
    [
        lambda graph: graph.watermark(),
        lambda graph: graph.about([(ANN, OATLY)]),
        lambda graph: graph.write([Change(ANN, (known(),))], 1),
        lambda graph: graph.get(ANN, "m1"),
        lambda graph: graph.facts(ANN, NOON),
        lambda graph: graph.recall(ANN, "oat milk", NOON),
        lambda graph: graph.held(ANN),
        lambda graph: graph.forget(ANN),
    ],
)
async def test_a_graph_that_hangs_is_unavailable_within_the_deadline(
    call: Callable[[Knowledge], Awaitable[object]],
) -> None:
    silent = GraphitiKnowledge(
        cast("Any", SilentDriver()), refuse_nothing, EMBEDDER, FINGERPRINT, seconds=0.001
    )
    with pytest.raises(Unavailable, match="does not answer"):
        await call(silent)
    assert not await silent.healthy()


async def refuse_nothing(transaction: object, removal: Removal) -> None:
    """Stand for a removal where nothing is removed."""


async def test_a_file_that_is_no_graph_is_unavailable_and_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(Unavailable, match=r"knowledge\.db"):
        await open_sqlite(path, EMBEDDER, FINGERPRINT)


async def test_no_byte_of_a_forgotten_or_removed_sentence_stays(
    knowledge: GraphitiKnowledge, path: Path
) -> None:
    facts = (
        known("m1", content="canaryone wants bread", thing=Thing(Label.GOAL, "canarytwo", "bread")),
        said("h1", "canarythree asked for bread", tags=("canaryfour",)),
    )
    await knowledge.write([Change(ANN, facts)], 1)
    await knowledge.write([Change(ANN, (known("m2", content="canaryfive"),), removed=("m1",))], 2)
    await knowledge.forget(ANN)
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"canary" not in left.lower()
    assert ANN.encode() not in left


async def test_history_is_linked_to_what_was_learned_from_the_same_event(
    knowledge: GraphitiKnowledge, path: Path
) -> None:
    told = said("h1", evidence=("e1",))
    await knowledge.write([Change(ANN, (known(evidence=("e1", "e2")), told))], 1)
    await knowledge.close()
    with closing(sqlite3.connect(path)) as file:
        links = file.execute("SELECT kind, source FROM link").fetchall()
    assert links == [("MENTIONS", "h1")]


@pytest.mark.parametrize("types", [list(TOLD), ["goal"], ["goal", "history"]])
async def test_a_rare_type_is_not_crowded_out_of_recall(
    knowledge: GraphitiKnowledge, types: list[MemoryType]
) -> None:
    crowd = [
        known(f"m{n}", thing=Thing(Label.BRAND, f"b{n}", f"B{n}"), content=f"oat milk bread {n}",
              invalid_at=NOON, expired_at=NOON)
        for n in range(300)
    ]  # fmt: skip
    goal = known("goal", type="goal", relation="HAS_GOAL", content="Wants oat milk", thing=OAT_MILK)
    await knowledge.write([Change(ANN, (*crowd, goal))], 1)
    found = await knowledge.recall(ANN, "oat milk bread", NOON, types=types)
    assert ids([one.fact for one in found]) == ["goal"]
