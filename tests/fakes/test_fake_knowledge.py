"""The fake knowledge graph does what every knowledge graph does, and can be down."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import Unavailable
from memory.knowledge import Knowledge
from tests.contracts.knowledge import KnowledgeContract
from tests.fakes.knowledge import FakeKnowledge
from tests.fakes.known import ANN


class TestFake(KnowledgeContract):
    @pytest.fixture
    def knowledge(self) -> Knowledge:
        return FakeKnowledge()

    @pytest.fixture
    def reopen(self) -> Callable[[Knowledge], Awaitable[Knowledge]]:
        async def same(knowledge: Knowledge) -> Knowledge:
            return knowledge

        return same


async def test_a_graph_that_is_down_refuses_and_says_so() -> None:
    fake = FakeKnowledge()
    fake.down = True
    with pytest.raises(Unavailable):
        await fake.held(ANN)
    assert not await fake.healthy()


async def test_a_graph_that_hangs_never_answers() -> None:
    fake = FakeKnowledge()
    fake.hangs = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await fake.watermark()
