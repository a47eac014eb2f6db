"""The settings choose what reads requests, and a wrong address is said at start."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from typing import Any

import pytest

from domain.errors import Misconfigured, Unavailable
from llm.adapters.rules import RulesHypothesizer
from llm.port import Ask
from tests.fakes.clock import FixedClock
from tests.fakes.model_server import Said, as_ollama, hang_up, model_server
from wiring.language import Language, open_language
from wiring.settings import read_settings


async def opened(**settings: Any) -> Language:
    async with AsyncExitStack() as stack:
        return open_language(read_settings(**settings), stack, FixedClock())


async def test_without_a_model_the_rules_read_requests() -> None:
    language = await opened()
    assert language == Language(RulesHypothesizer(), None, None)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"slm_impl": "ollama"}, "qwen2.5:3b"),
        ({"slm_impl": "ollama", "ollama_model_name": "tiny"}, "tiny"),
        ({"slm_impl": "ollama", "ollama_host": "localhost:11434"}, "qwen2.5:3b"),
        ({"slm_impl": "vllm"}, "Qwen/Qwen2.5-3B-Instruct"),
        ({"slm_impl": "vllm", "vllm_model_name": "m", "vllm_api_key": "k"}, "m"),
    ],
)
async def test_the_configured_model_reads_requests_and_picks(
    settings: dict[str, str], name: str
) -> None:
    language = await opened(**settings)
    assert language.hypothesizer.name == name
    assert language.extractor is not None
    assert language.extractor.name == name
    assert language.completer is not None


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://a:b", "http://me:pw@host", "x y"])
@pytest.mark.parametrize("kind", ["ollama", "vllm"])
async def test_what_is_no_address_is_refused_at_start(kind: str, url: str) -> None:
    setting = {"ollama": "ollama_host", "vllm": "vllm_base_url"}[kind]
    with pytest.raises(Misconfigured, match=setting.upper()):
        await opened(slm_impl=kind, **{setting: url})


async def test_a_model_that_is_away_does_not_keep_the_shop_closed() -> None:
    language = await opened(slm_impl="ollama", ollama_host="http://127.0.0.1:9")
    assert language.completer is not None
    assert not await language.completer.healthy()


async def test_the_model_is_loaded_before_anybody_asks() -> None:
    async with model_server() as server, AsyncExitStack() as stack:
        settings = read_settings(slm_impl="ollama", ollama_host=server.url)
        open_language(settings, stack, FixedClock())
        await asyncio.wait_for(server.asked_to_load.wait(), 5.0)


async def test_the_model_gets_a_little_less_time_than_its_callers_wait() -> None:
    async with model_server(Said(as_ollama("{}"))) as server, AsyncExitStack() as stack:
        settings = read_settings(slm_impl="ollama", ollama_host=server.url, slm_seconds=2.0)
        language = open_language(settings, stack, FixedClock())
        assert 1.8 <= getattr(language.hypothesizer, "seconds", 0.0) < 2.0


async def test_a_dead_model_is_left_alone_by_both_readers_together() -> None:
    async with model_server(hang_up) as server, AsyncExitStack() as stack:
        settings = read_settings(slm_impl="ollama", ollama_host=server.url)
        language = open_language(settings, stack, FixedClock())
        for _ in range(6):
            with pytest.raises(Unavailable):
                await language.hypothesizer.hypothesize(Ask("need milk", now=0, shopping=False))
        assert len(server.prompts) == 3


def test_with_the_rules_no_client_library_is_imported() -> None:
    program = (
        "import sys, asyncio, contextlib, wiring.language as w, wiring.settings as s;"
        "from tests.fakes.clock import FixedClock as C;"
        "w.open_language(s.read_settings(slm_impl='rules'), contextlib.AsyncExitStack(), C());"
        "sys.exit(bool({'openai', 'ollama', 'httpx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
