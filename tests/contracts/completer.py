"""What every completer keeps to, however its server misbehaves."""

import asyncio
import time
import tracemalloc
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.errors import Unavailable
from llm.port import Completer
from tests.fakes.model_server import (
    Misbehaviour,
    ModelServer,
    Said,
    drip,
    flood,
    hang,
    hang_up,
    model_server,
    vanish,
)

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
}
ENOUGH = 5.0
"""Seconds that pass only when a deadline does not hold."""


class CompleterContract(ABC):
    """Derive with a completer and its server's way to say a text."""

    @abstractmethod
    def completer(self, url: str, model: str = "tiny") -> Completer:
        """Return a completer that asks the server at `url`."""

    @abstractmethod
    def said(self, text: str) -> bytes:
        """Return the body by which the server says a text."""

    @abstractmethod
    def listed(self, *models: str) -> bytes:
        """Return the body by which the server lists its models."""

    @asynccontextmanager
    async def asking(self, *replies: Misbehaviour, **more: Any) -> AsyncIterator[Any]:
        """Serve replies, and yield the server and a completer that asks it."""
        async with model_server(*replies, **more) as server:
            completer = self.completer(server.url)
            try:
                yield server, completer
            finally:
                await completer.close()

    async def refusal(self, reply: Misbehaviour, seconds: float = ENOUGH) -> str:
        """Return the message with which an ill-behaved server makes the model unavailable."""
        async with self.asking(reply) as (_, completer):
            with pytest.raises(Unavailable) as refused:
                await completer.complete("Be brief.", "hello secret", SCHEMA, seconds)
        message = str(refused.value)
        assert "secret" not in message
        return message

    async def test_it_returns_what_the_model_says(self) -> None:
        async with self.asking(Said(self.said('{"answer": "hé 🥛"}'))) as (_, completer):
            answer = await completer.complete("Be brief.", "hello", SCHEMA, ENOUGH)
        assert answer == '{"answer": "hé 🥛"}'
        assert completer.name == "tiny"

    async def test_it_sends_both_parts_the_schema_and_the_model(self) -> None:
        async with self.asking(Said(self.said("{}"))) as (server, completer):
            await completer.complete("Be brief.", "hello", SCHEMA, ENOUGH)
        (request,) = server.prompts
        assert request.body["model"] == "tiny"
        assert [m["content"] for m in request.body["messages"]] == ["Be brief.", "hello"]
        assert str(SCHEMA["properties"]) in str(request.body)

    @pytest.mark.parametrize("reply", [hang, drip], ids=["hangs", "drips"])
    async def test_the_deadline_counts_for_everything_together(self, reply: Misbehaviour) -> None:
        async with self.asking(reply) as (server, completer):
            started = time.monotonic()
            async with asyncio.timeout(ENOUGH):
                with pytest.raises(Unavailable, match=r"did not answer within 0\.2 s"):
                    await completer.complete("", "hello", SCHEMA, 0.2)
            assert 0.15 < time.monotonic() - started < 2.0
            await asyncio.wait_for(server.left.wait(), ENOUGH)

    async def test_an_answer_of_a_hundred_thousand_bytes_is_cut_off(self) -> None:
        long = Said(self.said('{"answer": "' + "a" * 100_000 + '"}'))
        assert "more than an answer may have" in await self.refusal(long)

    async def test_an_answer_without_end_is_cut_off_and_fills_no_memory(self) -> None:
        tracemalloc.start()
        try:
            assert "more than an answer may have" in await self.refusal(flood)
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
        finally:
            tracemalloc.stop()

    async def test_a_packed_answer_is_not_unpacked(self) -> None:
        packed = Said(self.said("{}"), headers={"Content-Encoding": "gzip"})
        assert "more than an answer may have" in await self.refusal(packed)

    @pytest.mark.parametrize(
        "reply",
        [
            hang_up,
            vanish,
            Said(b""),
            Said(b"[1, 2]"),
            Said(b"null"),
            Said(b'"text"'),
            Said(b'{"message": 1, "choices": 1}'),
            Said(b'{"choices": []}'),
            Said(b'{"message": {"content'),
            Said(b'{"message": {"content": "\xff\xfe"}, "choices": "\xc3"}'),
            Said(b"[" * 60_000),
            Said(b"<html>Bad gateway</html>", headers={"Content-Type": "text/html"}),
        ],
        ids=["hangs up", "vanishes", "empty", "list", "null", "text", "numbers", "no choice",
             "torn", "not UTF-8", "deep", "html"],
    )  # fmt: skip
    async def test_whatever_is_no_answer_makes_it_unavailable(self, reply: Misbehaviour) -> None:
        await self.refusal(reply)

    @pytest.mark.parametrize("status", [302, 429, 500, 503])
    async def test_a_refusal_is_named_by_its_status_and_not_repeated(self, status: int) -> None:
        moved = {"Location": "/elsewhere"} if status == 302 else {"Retry-After": "0"}
        async with self.asking(Said(b"secret", status, moved)) as (server, completer):
            with pytest.raises(Unavailable) as refused:
                await completer.complete("", "hello", SCHEMA, ENOUGH)
            assert len(server.requests) == 1
        assert str(status) in str(refused.value)
        assert "secret" not in str(refused.value)

    async def test_nobody_there_is_said_with_what_to_do(self) -> None:
        async with model_server() as server:
            gone = server.url
        completer = self.completer(gone)
        with pytest.raises(Unavailable, match=r"is not there.*set "):
            await completer.complete("", "hello", SCHEMA, ENOUGH)
        assert not await completer.healthy()
        await completer.close()

    async def test_it_answers_again_after_a_failure(self) -> None:
        async with self.asking(vanish, hang, Said(self.said("{}"))) as (_, completer):
            for _ in range(2):
                with pytest.raises(Unavailable):
                    await completer.complete("", "hello", SCHEMA, 0.2)
            assert await completer.complete("", "hello", SCHEMA, ENOUGH) == "{}"

    async def test_the_environment_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_BASE_URL", "OLLAMA_HOST"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        for name in ("OPENAI_API_KEY", "OLLAMA_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
            monkeypatch.setenv(name, "leaked")
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Leak: leaked\nAuthorization: leaked")
        async with self.asking(Said(self.said("{}"))) as (server, completer):
            await completer.complete("", "hello", SCHEMA, ENOUGH)
        (request,) = server.prompts
        assert set(request.headers) == {
            "host", "content-type", "content-length", "accept", "user-agent", "accept-encoding",
        }  # fmt: skip
        assert request.headers["user-agent"] == "leafloop"

    async def test_it_is_healthy_when_the_server_has_the_model(self) -> None:
        async with self.asking(listing=Said(self.listed("other", "tiny"))) as (_, completer):
            assert await completer.healthy()

    @pytest.mark.parametrize("reply", [Said(b"{}", 500), Said(b"[]"), vanish])
    async def test_it_is_not_healthy_when_the_list_is_none(self, reply: Misbehaviour) -> None:
        async with self.asking(listing=reply) as (_, completer):
            assert not await completer.healthy()

    @pytest.mark.parametrize("reply", [hang, drip], ids=["hangs", "drips"])
    async def test_its_health_is_not_waited_for_for_long(self, reply: Misbehaviour) -> None:
        async with self.asking(listing=reply) as (_, completer), asyncio.timeout(ENOUGH):
            assert not await completer.healthy()

    async def test_it_is_not_healthy_without_the_model(self) -> None:
        async with self.asking(listing=Said(self.listed("other"))) as (_, completer):
            assert not await completer.healthy()

    async def test_many_at_once_each_get_their_own_answer(self) -> None:
        replies = [Said(self.said(f'{{"answer": "{n}"}}')) for n in range(20)]
        async with self.asking(*replies) as (server, completer):
            asked = [completer.complete("", "hello", SCHEMA, ENOUGH) for _ in replies]
            answers = await asyncio.gather(*asked)
        assert set(answers) == {f'{{"answer": "{n}"}}' for n in range(20)}
        assert isinstance(server, ModelServer)
