"""Ollama is asked within bounds, and what is wrong with it is said with what to do."""

import asyncio

import orjson
import pytest
from structlog.testing import capture_logs

from domain.errors import Unavailable
from llm.adapters.ollama import OllamaCompleter
from tests.contracts.completer import ENOUGH, SCHEMA, CompleterContract
from tests.fakes.model_server import Said, as_ollama, hang


class TestOllama(CompleterContract):
    def completer(self, url: str, model: str = "tiny") -> OllamaCompleter:
        return OllamaCompleter(url, model)

    def said(self, text: str) -> bytes:
        return as_ollama(text)

    def listed(self, *models: str) -> bytes:
        return orjson.dumps({"models": [{"model": name} for name in models]})

    async def test_the_schema_is_the_format_and_the_model_stays_in_memory(self) -> None:
        async with self.asking(Said(self.said("{}"))) as (server, completer):
            await completer.complete("", "hello", SCHEMA, ENOUGH)
        (request,) = server.prompts
        assert request.line.startswith("POST /api/chat ")
        assert request.body["format"] == SCHEMA
        assert request.body["keep_alive"] == "30m"
        assert request.body["stream"] is False
        assert request.body["options"] == {"temperature": 0.0, "num_predict": 800, "num_ctx": 4096}

    async def test_a_model_it_does_not_have_is_to_be_pulled(self) -> None:
        missing = Said(b'{"error": "model \'tiny\' not found"}', 404)
        assert "run `ollama pull tiny`" in await self.refusal(missing)

    async def test_the_latest_version_of_a_model_is_meant_when_none_is_named(self) -> None:
        async with self.asking(listing=Said(self.listed("tiny:latest"))) as (_, completer):
            assert await completer.healthy()

    async def test_a_host_without_a_scheme_is_an_address_too(self) -> None:
        async with self.asking(Said(self.said("{}"))) as (server, _):
            completer = OllamaCompleter(server.url.removeprefix("http://"), "tiny")
            assert await completer.complete("", "hello", SCHEMA, ENOUGH) == "{}"
            await completer.close()

    async def test_a_model_that_is_too_slow_for_a_shopper_is_loaded_for_the_next(self) -> None:
        async with self.asking(hang, Said(self.said("{}"))) as (server, completer):
            with pytest.raises(Unavailable):
                await completer.complete("", "hello", SCHEMA, 0.05)
            assert await completer.complete("", "hello", SCHEMA, ENOUGH) == "{}"
            await asyncio.wait_for(server.asked_to_load.wait(), ENOUGH)
        (load,) = server.loads
        assert load.body["options"] == {"num_ctx": 4096}
        assert load.body["keep_alive"] == "30m"
        assert "prompt" not in load.body

    async def test_one_load_at_a_time_is_enough_and_closing_ends_it(self) -> None:
        async with self.asking(hang, loading=hang) as (server, completer):
            completer.warm_up()
            await asyncio.wait_for(server.asked_to_load.wait(), ENOUGH)
            completer.warm_up()
            for _ in range(2):
                with pytest.raises(Unavailable):
                    await completer.complete("", "hello", SCHEMA, 0.05)
            assert len(server.loads) == 1

    async def test_a_load_that_fails_says_why_in_the_log(self) -> None:
        async with self.asking(loading=Said(b"{}", 404)) as (server, completer):
            with capture_logs() as logs:
                completer.warm_up()
                await asyncio.wait_for(server.asked_to_load.wait(), ENOUGH)
                assert not await completer.healthy()
        (line,) = logs
        assert line["event"] == "model_not_loaded"
        assert "ollama pull tiny" in line["reason"]

    async def test_a_smaller_bound_can_be_set(self) -> None:
        async with self.asking(Said(self.said("a" * 200))) as (server, _):
            completer = OllamaCompleter(server.url, "tiny", most_bytes=200)
            with pytest.raises(Unavailable, match="more than an answer may have"):
                await completer.complete("", "hello", SCHEMA, ENOUGH)
            await completer.close()
