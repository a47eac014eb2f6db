"""A wire to a real server that can fall silent or be cut, and servers that talk nonsense."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Wire:
    """Carries what is said on a port of loopback to another port, as long as it may.

    Attributes:
        to: The real port.
        port: Where it listens.
        silent: Nothing is carried while this is set; connections stay open.
    """

    to: int
    port: int = 0
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _carrying: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Close every connection and take no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        for task in self._carrying:
            task.cancel()
        if self._carrying:
            await asyncio.wait(self._carrying)
        self._open.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", self.to)
        self._open |= {writer, here}
        for source, sink in ((reader, here), (there, writer)):
            task = asyncio.create_task(self._carry(source, sink))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await source.read(65536):
                if not self.silent.is_set():
                    sink.write(said)
                    await sink.drain()
        sink.close()


@asynccontextmanager
async def wired(*ports: int) -> AsyncIterator[list[Wire]]:
    """Return a wire to each port."""
    wires = [Wire(port) for port in ports]
    for wire in wires:
        await wire.start()
    try:
        yield wires
    finally:
        for wire in wires:
            await wire.cut()


class _Talker(asyncio.Protocol):
    def __init__(self, reply: bytes, open_: list[asyncio.Transport]) -> None:
        self._reply = reply
        self._open = open_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._open.append(transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data:
            self._transport.write(self._reply)


@asynccontextmanager
async def talking(reply: bytes) -> AsyncIterator[int]:
    """Return the port of a server that gives this reply to whatever it hears; b"" is silence."""
    connections: list[asyncio.Transport] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Talker(reply, connections), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for connection in connections:
            connection.abort()
    await asyncio.sleep(0)
