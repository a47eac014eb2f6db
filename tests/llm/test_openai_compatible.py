"""A server with OpenAI's API is asked within bounds, by schema or, where it cannot, in words."""

import orjson
import pytest

from domain.errors import Unavailable
from llm.adapters.openai_compatible import OpenAICompleter
from tests.contracts.completer import ENOUGH, SCHEMA, CompleterContract
from tests.fakes.model_server import Misbehaviour, ModelServer, Said, as_openai, hang, model_server


def formats(server: ModelServer) -> list[str]:
    return [request.body["response_format"]["type"] for request in server.prompts]


class TestOpenAICompatible(CompleterContract):
    def completer(self, url: str, model: str = "tiny") -> OpenAICompleter:
        return OpenAICompleter(f"{url}/v1", model)

    def said(self, text: str) -> bytes:
        return as_openai(text)

    def listed(self, *models: str) -> bytes:
        entries = [{"id": name, "object": "model", "created": 1} for name in models]
        return orjson.dumps({"object": "list", "data": entries})

    async def test_the_schema_is_strict(self) -> None:
        async with self.asking(Said(self.said("{}"))) as (server, completer):
            await completer.complete("", "hello", SCHEMA, ENOUGH)
        (request,) = server.prompts
        assert request.line.startswith("POST /v1/chat/completions ")
        assert request.body["response_format"] == {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
        }
        assert request.body["max_tokens"] == 800

    @pytest.mark.parametrize("status", [400, 422])
    async def test_a_server_without_schemas_is_asked_in_words_from_then_on(
        self, status: int
    ) -> None:
        ok = Said(self.said("{}"))
        async with self.asking(Said(b"{}", status), ok) as (server, completer):
            for _ in range(2):
                assert await completer.complete("Be brief.", "hello", SCHEMA, ENOUGH) == "{}"
        assert formats(server) == ["json_schema", "json_object", "json_object"]
        told = server.prompts[-1].body["messages"][0]["content"]
        assert told.startswith("Be brief.")
        assert orjson.dumps(SCHEMA).decode() in told

    async def test_a_server_that_refuses_both_ways_is_asked_by_schema_again(self) -> None:
        async with self.asking(Said(b"{}", 400)) as (server, completer):
            for _ in range(2):
                with pytest.raises(Unavailable, match="status 400"):
                    await completer.complete("", "hello", SCHEMA, ENOUGH)
        assert formats(server) == ["json_schema", "json_object"] * 2

    @pytest.mark.parametrize("reply", [Said(b"{}", 500), Said(b"{}", 404), Said(b"{}", 401)])
    async def test_any_other_refusal_is_not_asked_again(self, reply: Misbehaviour) -> None:
        async with self.asking(reply) as (server, completer):
            with pytest.raises(Unavailable):
                await completer.complete("", "hello", SCHEMA, ENOUGH)
        assert formats(server) == ["json_schema"]

    async def test_both_ways_share_one_deadline(self) -> None:
        async with self.asking(Said(b"{}", 400), hang) as (_, completer):
            with pytest.raises(Unavailable, match=r"did not answer within 0\.2 s"):
                await completer.complete("", "hello", SCHEMA, 0.2)

    async def test_a_model_it_does_not_have_is_named(self) -> None:
        assert "has no model 'tiny'" in await self.refusal(Said(b"{}", 404))

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_missing_key_is_said(self, status: int) -> None:
        assert "set VLLM_API_KEY" in await self.refusal(Said(b"{}", status))

    async def test_the_key_that_was_set_is_sent(self) -> None:
        async with model_server(Said(self.said("{}"))) as server:
            completer = OpenAICompleter(f"{server.url}/v1", "tiny", "k-123")
            await completer.complete("", "hello", SCHEMA, ENOUGH)
            await completer.close()
        assert server.prompts[0].headers["authorization"] == "Bearer k-123"
