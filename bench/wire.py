"""A lean HTTP client over loopback, so that a bench measures the server and not its client."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson


class Connection:
    """One kept-alive connection; requests on it go one after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Connect to a server on 127.0.0.1."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**24))

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Post JSON; return status and body, also of a streamed reply."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        self._writer.write(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        head_bytes = await self._reader.readuntil(b"\r\n\r\n")
        lines = head_bytes.lower().split(b"\r\n")
        status = int(lines[0].split(b" ")[1])
        for line in lines[1:]:
            if line.startswith(b"content-length:"):
                return status, await self._reader.readexactly(int(line[15:]))
        return status, await self._chunks()

    async def ask(self, path: str, **body: object) -> dict[str, Any]:
        """Post JSON values; return the JSON values of the reply.

        Raises:
            RuntimeError: The reply is no success.
        """
        reply: dict[str, Any] = orjson.loads(await self._asked(path, body))
        return reply

    async def stream(self, path: str, **body: object) -> list[tuple[str, dict[str, Any]]]:
        """Post JSON values; return name and data of every server-sent event of the reply.

        Raises:
            RuntimeError: The reply is no success.
        """
        messages = (await self._asked(path, body)).decode().split("\n\n")
        lines = [message.split("\n") for message in messages if message.startswith("event: ")]
        return [(name[7:], orjson.loads(data[6:])) for name, data in lines]

    async def _asked(self, path: str, body: dict[str, object]) -> bytes:
        status, reply = await self.post(path, orjson.dumps(body))
        if status >= 300:
            raise RuntimeError(f"{path} answered {status}: {reply[:500].decode()}")
        return reply

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
        return body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@dataclass
class Load:
    """What came of a load.

    Attributes:
        seconds: Duration of every request.
        elapsed: Duration of the whole.
        failures: Replies that were no success, by status.
    """

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    failures: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.seconds) / self.elapsed


Request = tuple[str, bytes]


async def load(port: int, requests: Iterator[Request], *, clients: int, lasting: float) -> Load:
    """Send requests over some connections at once for a while; each waits for its reply."""
    result = Load()
    end = time.perf_counter() + lasting

    async def one() -> None:
        connection = await Connection.open(port)
        while (begun := time.perf_counter()) < end:
            path, body = next(requests)
            status, _ = await connection.post(path, body)
            result.seconds.append(time.perf_counter() - begun)
            if status >= 300:
                result.failures[status] = result.failures.get(status, 0) + 1
        connection.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    result.elapsed = time.perf_counter() - begun
    return result


async def repeated(
    port: int, send: Callable[[Connection], Awaitable[None]], times: int
) -> list[float]:
    """Do something on one connection again and again; return the seconds of each time."""
    connection = await Connection.open(port)
    seconds: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        await send(connection)
        seconds.append(time.perf_counter() - begun)
    connection.close()
    return seconds
