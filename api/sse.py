"""Server-sent events: how they are written, and a stream that ends when the client goes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.responses import StreamingResponse

from api.problems import problem_of, report_unexpected
from domain.errors import LeafLoopError

HEARTBEAT: Final = b": still here\n\n"
"""A comment; clients ignore it, proxies keep the connection."""

END: Final = "end"
_BREAKS: Final = str.maketrans("", "", "\r\n\0")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One message to the client.

    Attributes:
        event: Its name, such as `messages`.
        data: JSON values.
        id: Where a client that reconnects goes on, or None.
    """

    event: str
    data: Any
    id: str | None = None


def encode(message: ServerEvent) -> bytes:
    r"""Write one message.

    The data are JSON, in which a line break is always escaped; from name and id they are removed.

    Example:
        >>> encode(ServerEvent("end", {"text": "a\nb"}))
        b'event: end\ndata: {"text":"a\\nb"}\n\n'
    """
    name = f"event: {message.event.translate(_BREAKS)}\n"
    place = "" if message.id is None else f"id: {message.id.translate(_BREAKS)}\n"
    return b"%b%bdata: %b\n\n" % (name.encode(), place.encode(), orjson.dumps(message.data))


async def stream(
    messages: AsyncIterator[ServerEvent], *, heartbeat_every: float = 15.0
) -> AsyncGenerator[bytes, None]:
    """Yield messages as bytes, with a heartbeat whenever nothing happens for a while.

    An error of the source becomes an `error` event that holds the problem, followed by `end`.
    When the reader stops, which is how a client that went away is seen, the source is closed.

    Args:
        messages: What to send.
        heartbeat_every: Seconds of silence before a heartbeat.
    """
    pending: asyncio.Future[ServerEvent] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(messages))
            done, _ = await asyncio.wait({pending}, timeout=heartbeat_every)
            if not done:
                yield HEARTBEAT
                continue
            finished, pending = pending, None
            try:
                message = finished.result()
            except StopAsyncIteration:
                return
            except Exception as error:
                for last in _farewell(error):
                    yield encode(last)
                return
            yield encode(message)
    finally:
        await _close(messages, pending)


class EventStream(StreamingResponse):
    """A reply of server-sent events."""

    media_type = "text/event-stream"


async def with_first(
    first: ServerEvent, rest: AsyncGenerator[ServerEvent, None]
) -> AsyncGenerator[ServerEvent, None]:
    """Yield a message that was drawn from a source already, then the rest of it."""
    async with aclosing(rest):
        yield first
        async for message in rest:
            yield message


def event_stream(
    messages: AsyncIterator[ServerEvent], *, heartbeat_every: float = 15.0
) -> EventStream:
    """Return the response that streams messages to one client."""
    return EventStream(
        stream(messages, heartbeat_every=heartbeat_every),
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _farewell(error: Exception) -> tuple[ServerEvent, ServerEvent]:
    known = error if isinstance(error, LeafLoopError) else report_unexpected(error)
    return ServerEvent("error", problem_of(known)), ServerEvent(END, {})


async def _close(
    messages: AsyncIterator[ServerEvent], pending: asyncio.Future[ServerEvent] | None
) -> None:
    if pending is not None:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
    if isinstance(messages, AsyncGenerator):
        await messages.aclose()
