"""Whatever happens to the model, the rules read the request within the deadline."""

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from catalog.port import Catalog
from domain.caller import Caller
from domain.cart import Cart
from domain.constraints import Constraints
from domain.product import Product
from domain.profile import Profile
from learning.signals import DEFAULT
from llm.adapters.model import ModelHypothesizer
from llm.adapters.ollama import OllamaCompleter
from llm.adapters.openai_compatible import OpenAICompleter
from llm.adapters.rules import RulesHypothesizer
from llm.breaker import Breaker
from llm.port import Completer
from nodes.hypothesize import Hypothesize, Writes
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.clock import FixedClock
from tests.fakes.model_server import (
    Misbehaviour,
    ModelServer,
    Said,
    as_ollama,
    as_openai,
    drip,
    flood,
    hang,
    hang_up,
    model_server,
    vanish,
)
from tests.fakes.states import UNCALIBRATED, GivenStates

OAT = Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0)
GOOD = json.dumps(
    {
        "hypotheses": [
            {"question": "Do you want oat milk?", "confidence": 0.5, "query": "oat milk"},
            {"question": "Do you want whole milk?", "confidence": 0.3, "query": "whole milk"},
            {"question": "Is it milk powder?", "confidence": 0.1, "query": "milk powder"},
        ]
    }
)
BAD = [
    '{"hypotheses": [{"question": "Do you want oat mi',
    '{"readings": ["oat milk"]}',
    "I would say oat milk.",
    GOOD.replace("0.5", "5"),
    GOOD.replace("whole", "oat").replace("Is it milk powder", "Do you want oat milk"),
    GOOD.replace("Do you", "<script>").replace("Is it", "[x]"),
]
FAILURES: list[Misbehaviour] = [
    hang, drip, flood, vanish, hang_up, Said(b"", 500), Said(b"\xff\xfe"), Said(b"a" * 100_000),
]  # fmt: skip

Speaks = Callable[[str], bytes]
KINDS: dict[str, tuple[Callable[[str], Completer], Speaks]] = {
    "ollama": (lambda url: OllamaCompleter(url, "tiny"), as_ollama),
    "openai": (lambda url: OpenAICompleter(f"{url}/v1", "tiny"), as_openai),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> tuple[Callable[[str], Completer], Speaks]:
    return KINDS[request.param]


@asynccontextmanager
async def reading(
    make: Callable[[str], Completer], *replies: Misbehaviour, seconds: float = 0.3
) -> AsyncIterator[tuple[Hypothesize, ModelServer]]:
    """Open the step that reads requests, with a model behind a breaker on this server."""
    catalog: Catalog = MemoryCatalog(OAT)
    async with model_server(*replies) as server:
        completer, clock = make(server.url), FixedClock()
        step = Hypothesize(
            ModelHypothesizer(Breaker(completer, clock), seconds),
            RulesHypothesizer(),
            catalog,
            GivenStates(Profile.empty),
            GivenStates(Cart.empty),
            lambda: DEFAULT,
            clock,
            UNCALIBRATED,
        )
        try:
            yield step, server
        finally:
            await completer.close()


async def read(step: Hypothesize) -> Writes:
    return await step({"text": "need milk", "constraints": Constraints()}, Caller("ann", None))


async def test_a_model_that_answers_is_what_reads_the_request(
    kind: tuple[Callable[[str], Completer], Speaks],
) -> None:
    make, said = kind
    async with reading(make, Said(said(GOOD)), seconds=5.0) as (step, _):
        found = await read(step)
    assert (found["model"], found["degraded"]) == ("tiny", [])
    assert [h.question for h in found["hypotheses"]] == [
        "Do you want oat milk?", "Do you want whole milk?", "Is it milk powder?",
    ]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
async def test_a_model_may_mend_its_answer_once(
    kind: tuple[Callable[[str], Completer], Speaks], bad: str
) -> None:
    make, said = kind
    async with reading(make, Said(said(bad)), Said(said(GOOD)), seconds=5.0) as (step, server):
        found = await read(step)
    assert (found["model"], len(found["hypotheses"])) == ("tiny", 3)
    assert len(server.prompts) == 2


@pytest.mark.parametrize("bad", BAD)
async def test_the_rules_read_it_when_the_model_talks_nonsense_twice(
    kind: tuple[Callable[[str], Completer], Speaks], bad: str
) -> None:
    make, said = kind
    async with reading(make, Said(said(bad)), seconds=5.0) as (step, server):
        found = await read(step)
    assert (found["model"], found["degraded"]) == ("rules", ["llm"])
    assert len(found["hypotheses"]) == 3
    assert len(server.prompts) == 2


@pytest.mark.parametrize("failure", FAILURES)
async def test_the_rules_read_it_in_time_when_the_server_fails(
    kind: tuple[Callable[[str], Completer], Speaks], failure: Misbehaviour
) -> None:
    make, _ = kind
    async with reading(make, failure) as (step, _):
        started = time.monotonic()
        found = await read(step)
        assert time.monotonic() - started < 2.0
    assert (found["model"], found["degraded"]) == ("rules", ["llm"])
    assert len(found["hypotheses"]) == 3


async def test_the_second_try_shares_the_deadline_of_the_first(
    kind: tuple[Callable[[str], Completer], Speaks],
) -> None:
    make, said = kind
    async with reading(make, Said(said("{}")), hang) as (step, server):
        started = time.monotonic()
        found = await read(step)
        assert time.monotonic() - started < 2.0
    assert found["model"] == "rules"
    assert len(server.prompts) == 2


async def test_a_dead_model_is_soon_not_waited_for(
    kind: tuple[Callable[[str], Completer], Speaks],
) -> None:
    make, _ = kind
    async with reading(make, hang_up) as (step, server):
        for _ in range(6):
            assert (await read(step))["model"] == "rules"
    assert len(server.prompts) == 3
