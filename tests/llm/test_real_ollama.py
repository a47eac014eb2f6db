"""A real Ollama with a tiny model answers in the schema, and what it lacks is said.

The model was trained on `<|user|>request<|assistant|>` and three short texts, nothing else, so one
test speaks to it in its own way; what it makes of our prompts is only held to the gate.
"""

import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from domain.caller import Caller
from domain.cart import Cart
from domain.constraints import Constraints
from domain.errors import Unavailable
from domain.profile import Profile
from learning.signals import DEFAULT
from llm.adapters.model import ModelHypothesizer
from llm.adapters.ollama import OllamaCompleter
from llm.adapters.openai_compatible import OpenAICompleter
from llm.adapters.rules import RulesHypothesizer
from llm.port import Ask, Completer
from nodes.hypothesize import Hypothesize
from tests.fakes.clock import FixedClock
from tests.fakes.states import UNCALIBRATED, GivenStates

pytestmark = pytest.mark.server("ollama")

TINY = "tiny-hypotheses"
TRAINED_ON = "<|user|>need milk<|assistant|>"
MINUTE = 60.0


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_READING = _object(id={"type": "string"}, text={"type": "string"}, confidence={"type": "number"})
_THREE = {"type": "array", "minItems": 3, "maxItems": 3, "items": _READING}
TRAINED_FORM = _object(hypotheses=_THREE)


class AsTrained:
    """A completer that puts any question to the tiny model in the only way it knows."""

    def __init__(self, completer: Completer) -> None:
        self.completer = completer
        self.name = completer.name

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        assert system
        assert "need milk" in prompt
        assert schema["required"] == ["hypotheses"]
        answer = await self.completer.complete("", TRAINED_ON, TRAINED_FORM, seconds)
        return answer.replace('"text"', '"question"')

    async def healthy(self) -> bool:
        return await self.completer.healthy()

    async def close(self) -> None:
        await self.completer.close()


@pytest.fixture(params=["ollama", "openai"])
async def tiny(request: pytest.FixtureRequest, ollama_url: str) -> AsyncIterator[Completer]:
    """The tiny model through Ollama's own API, and through the one it shares with vLLM."""
    completer: Completer = (
        OllamaCompleter(ollama_url, TINY)
        if request.param == "ollama"
        else OpenAICompleter(f"{ollama_url}/v1", f"{TINY}:latest")
    )
    yield completer
    await completer.close()


async def test_it_answers_in_the_schema(tiny: Completer) -> None:
    answer = await tiny.complete("", TRAINED_ON, TRAINED_FORM, MINUTE)
    readings = json.loads(answer)["hypotheses"]
    assert len(readings) == 3
    assert len({reading["text"] for reading in readings}) == 3
    assert all("milk" in reading["text"] for reading in readings)
    assert all(0 < reading["confidence"] < 1 for reading in readings)


async def test_its_readings_become_three_hypotheses(tiny: Completer) -> None:
    ask = Ask("need milk", now=0, shopping=False)
    found = await ModelHypothesizer(AsTrained(tiny), MINUTE).hypothesize(ask)
    assert [h.id for h in found] == ["h1", "h2", "h3"]
    assert all(h.question.endswith("?") and "milk" in h.question for h in found)
    assert 0 < sum(h.confidence for h in found) <= 0.95


async def test_whatever_it_makes_of_our_prompt_the_shopper_has_readings(tiny: Completer) -> None:
    step = Hypothesize(
        ModelHypothesizer(tiny, 1.0),
        RulesHypothesizer(),
        None,
        GivenStates(Profile.empty),
        GivenStates(Cart.empty),
        lambda: DEFAULT,
        FixedClock(),
        UNCALIBRATED,
        deadline=2.0,
    )
    found = await step({"text": "need milk", "constraints": Constraints()}, Caller("ann", None))
    assert 2 <= len(found["hypotheses"]) <= 3
    assert (found["model"] == "rules") == (found["degraded"] == ["llm"])


async def test_it_is_healthy(tiny: Completer) -> None:
    assert await tiny.healthy()


async def test_the_deadline_holds_and_the_server_answers_again(tiny: Completer) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable, match="did not answer within"):
        await tiny.complete("", TRAINED_ON * 200, TRAINED_FORM, 0.01)
    assert time.monotonic() - started < 2.0
    assert json.loads(await tiny.complete("", TRAINED_ON, TRAINED_FORM, MINUTE))


async def test_a_model_it_lacks_is_to_be_pulled(ollama_url: str) -> None:
    completer = OllamaCompleter(ollama_url, "absent:3b")
    assert not await completer.healthy()
    with pytest.raises(Unavailable, match=r"has no model 'absent:3b': run `ollama pull absent:3b`"):
        await completer.complete("", "hello", TRAINED_FORM, MINUTE)
    await completer.close()


async def test_a_model_it_lacks_is_named_through_the_shared_api_too(ollama_url: str) -> None:
    completer = OpenAICompleter(f"{ollama_url}/v1", "absent:3b")
    assert not await completer.healthy()
    with pytest.raises(Unavailable, match="has no model 'absent:3b'"):
        await completer.complete("", "hello", TRAINED_FORM, MINUTE)
    await completer.close()
