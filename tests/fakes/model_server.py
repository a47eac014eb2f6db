"""A model's HTTP server on loopback that answers, or misbehaves, as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

LOADED = b'{"model": "m", "done": true, "done_reason": "load", "response": ""}'

Misbehaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes what it likes to the client; the connection is closed when it returns."""


@dataclass(frozen=True, slots=True)
class Said:
    """An HTTP answer."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        writer.write(head(self.status, {"Content-Length": str(len(self.body))} | self.headers))
        writer.write(self.body)
        await writer.drain()


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    line: str
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class ModelServer:
    """A running server.

    Attributes:
        url: Where it answers.
        replies: What it answers to prompts, in turn, the last one for ever.
        listing: What it answers to GET.
        loading: What it answers to a POST that is no prompt.
        requests: What it was sent.
        left: Set when a client has gone before its answer was complete.
        asked_to_load: Set when it was asked to load a model.
    """

    url: str
    replies: list[Misbehaviour]
    listing: Misbehaviour
    loading: Misbehaviour
    requests: list[Request] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    asked_to_load: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def prompts(self) -> list[Request]:
        """The requests that hold a prompt."""
        return [request for request in self.requests if "/chat" in request.line]

    @property
    def loads(self) -> list[Request]:
        """The requests to load a model."""
        return [request for request in self.requests if "/generate" in request.line]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._reply(await _request(reader), reader, writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _reply(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.requests.append(request)
        if self.loads:
            self.asked_to_load.set()
        reply = self.listing if request.line.startswith("GET") else self.loading
        if "/chat" in request.line:
            reply = self.replies[min(len(self.prompts), len(self.replies)) - 1]
        answering, leaving = (asyncio.ensure_future(c) for c in (reply(writer), reader.read()))
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            self.left.set()
            writer.transport.abort()
        answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


@asynccontextmanager
async def model_server(
    *replies: Misbehaviour,
    listing: Misbehaviour | None = None,
    loading: Misbehaviour | None = None,
) -> AsyncIterator[ModelServer]:
    """Serve these replies on a free port of loopback."""
    nothing = Said(b"{}")
    serving = ModelServer(
        "", list(replies) or [nothing], listing or nothing, loading or Said(LOADED)
    )
    talks: list[asyncio.Task[None]] = []

    def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(serving.serve(reader, writer)))

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    serving.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        try:
            yield serving
        finally:
            for task in talks:
                task.cancel()
            await asyncio.gather(*talks, return_exceptions=True)


def head(status: int, headers: dict[str, str]) -> bytes:
    """Return the first lines of an answer; one without a length ends with the connection."""
    base = {"Content-Type": "application/json", "Connection": "close"}
    lines = [f"HTTP/1.1 {status} Told", *(f"{k}: {v}" for k, v in (base | headers).items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def as_ollama(text: str) -> bytes:
    """Return a text as Ollama's chat API answers it."""
    return orjson.dumps({"model": "m", "done": True, "message": _assistant(text)})


def as_openai(text: str) -> bytes:
    """Return a text as the chat completions API answers it."""
    choice = {"index": 0, "finish_reason": "stop", "message": _assistant(text)}
    frame = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return orjson.dumps(frame | {"choices": [choice]})


async def hang(_: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a space every 20 ms, so that no single read ever waits for long."""
    writer.write(head(200, {}))
    while True:
        writer.write(b" ")
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.02)


async def flood(writer: asyncio.StreamWriter) -> None:
    """Send without end, as fast as the client reads."""
    writer.write(head(200, {}))
    while True:
        writer.write(b" " * 10_000)
        await writer.drain()


async def vanish(writer: asyncio.StreamWriter) -> None:
    """Promise a thousand bytes, send three, and close."""
    writer.write(head(200, {"Content-Length": "1000"}) + b'{"m')
    await writer.drain()


async def hang_up(_: asyncio.StreamWriter) -> None:
    """Close without a word."""


def _assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


async def _request(reader: asyncio.StreamReader) -> Request:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    split = (line.partition(": ") for line in lines[1:] if line)
    headers = {name.lower(): value for name, _, value in split}
    sent = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(lines[0], headers, orjson.loads(sent) if sent else None)
