"""The knowledge graph on Graphiti and a real Neo4j, through the contract and when it is away."""

import socket
from collections.abc import AsyncIterator
from time import perf_counter

import pytest
from neo4j.exceptions import AuthError, CypherSyntaxError, ServiceUnavailable, TransientError

from domain.errors import Misconfigured, Unavailable
from domain.knowledge import Change
from llm.adapters.static_embedder import StaticEmbedder
from memory.adapters.graphiti_knowledge import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.on_neo4j import is_outage, open_neo4j
from memory.knowledge import Knowledge
from tests.contracts.knowledge import KnowledgeContract, Reopen
from tests.fakes.known import ANN, known
from tests.memory.graphiti_neo4j.opened import emptied

EMBEDDER = StaticEmbedder()
FINGERPRINT = "0123456789abcdef"


@pytest.mark.server("neo4j")
class TestOnNeo4j(KnowledgeContract):
    @pytest.fixture
    async def opened(self, neo4j_url: str) -> AsyncIterator[list[GraphitiKnowledge]]:
        """Every graph that a test opened; the last one is closed after it."""
        async with emptied(neo4j_url):
            graphs = [await open_neo4j(neo4j_url, EMBEDDER, FINGERPRINT, seconds=30.0)]
            yield graphs
            await graphs[-1].close()

    @pytest.fixture
    def knowledge(self, opened: list[GraphitiKnowledge]) -> GraphitiKnowledge:
        return opened[0]

    @pytest.fixture
    def reopen(self, opened: list[GraphitiKnowledge], neo4j_url: str) -> Reopen:
        async def again(knowledge: Knowledge) -> Knowledge:
            await knowledge.close()
            opened.append(await open_neo4j(neo4j_url, EMBEDDER, FINGERPRINT, seconds=30.0))
            return opened[-1]

        return again

    async def test_a_graph_of_another_secret_is_refused(
        self, knowledge: GraphitiKnowledge, neo4j_url: str
    ) -> None:
        await knowledge.write([Change(ANN, (known(),))], 1)
        stranger = await open_neo4j(neo4j_url, EMBEDDER, "f" * 16, seconds=30.0)
        with pytest.raises(Misconfigured, match="LEAFLOOP_SECRET"):
            await stranger.watermark()
        await stranger.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    knowledge = await open_neo4j("bolt://127.0.0.1:9", EMBEDDER, FINGERPRINT, seconds=2.0)
    with pytest.raises(Unavailable, match="does not answer"):
        await knowledge.watermark()
    assert not await knowledge.healthy()
    await knowledge.close()


async def test_a_server_that_never_answers_is_unavailable_within_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"bolt://127.0.0.1:{silent.getsockname()[1]}"
        knowledge = await open_neo4j(url, EMBEDDER, FINGERPRINT, seconds=0.3)
        began = perf_counter()
        with pytest.raises(Unavailable, match="does not answer"):
            await knowledge.write([Change(ANN, (known(),))], 1)
        assert perf_counter() - began < 5.0
        await knowledge.close()


async def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(Misconfigured, match="bolt://"):
        await open_neo4j("no address", EMBEDDER, FINGERPRINT)


@pytest.mark.server("neo4j")
async def test_a_login_is_taken_out_of_the_address(neo4j_url: str) -> None:
    with_login = neo4j_url.replace("//", "//any%40one:p%3Aw@")
    knowledge = await open_neo4j(with_login, EMBEDDER, FINGERPRINT, seconds=30.0)
    assert await knowledge.healthy()
    await knowledge.close()


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (ServiceUnavailable("away"), True),
        (TransientError("deadlock"), True),
        (AuthError("wrong password"), True),
        (TimeoutError(), True),
        (ConnectionRefusedError(), True),
        (CypherSyntaxError("what is that"), False),
        (ValueError("what is that"), False),
    ],
)
def test_only_what_the_server_is_to_blame_for_is_an_outage(error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage
