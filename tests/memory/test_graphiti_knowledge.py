"""The knowledge graph on Graphiti and SQLite, through the contract and what is particular to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.on_sqlite import open_sqlite
from memory.knowledge import Knowledge
from tests.contracts.knowledge import KnowledgeContract, Reopen

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
