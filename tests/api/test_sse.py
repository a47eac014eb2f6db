"""Server-sent events arrive whole, in order, and end cleanly."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.sse import HEARTBEAT, ServerEvent, encode, event_stream, stream
from domain.errors import Busy


async def source(
    *messages: ServerEvent, fails: Exception | None = None
) -> AsyncIterator[ServerEvent]:
    for message in messages:
        yield message
    if fails:
        raise fails


class Waiting:
    """A source that stays silent until it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.closed = False

    async def __call__(self) -> AsyncIterator[ServerEvent]:
        try:
            yield ServerEvent("metadata", {})
            await self.go.wait()
            yield ServerEvent("end", {})
        finally:
            self.closed = True


def named(event: str) -> Callable[[bytes], bool]:
    return lambda sent: sent.startswith(f"event: {event}\n".encode())


@example(name="a\nb", place="c\r\nd\0", text="\n\n")
@given(name=st.text(), place=st.text(), text=st.text())
def test_whatever_is_sent_it_stays_one_message(name: str, place: str, text: str) -> None:
    sent = encode(ServerEvent(name, {"text": text}, place))
    assert sent.endswith(b"\n\n")
    lines = sent[:-2].split(b"\n")
    assert [line.split(b":")[0] for line in lines] == [b"event", b"id", b"data"]
    assert b"\r" not in sent
    assert json.loads(lines[2].removeprefix(b"data: ")) == {"text": text}


async def test_messages_come_in_order_and_the_stream_ends() -> None:
    sent = [part async for part in stream(source(ServerEvent("a", 1), ServerEvent("b", 2)))]
    assert sent == [b"event: a\ndata: 1\n\n", b"event: b\ndata: 2\n\n"]


async def test_silence_is_filled_with_heartbeats_and_loses_nothing() -> None:
    waiting = Waiting()
    parts = stream(waiting(), heartbeat_every=0.001)
    await anext(parts)
    assert [await anext(parts), await anext(parts)] == [HEARTBEAT, HEARTBEAT]
    waiting.go.set()
    rest = [part async for part in parts if part != HEARTBEAT]
    assert rest == [b"event: end\ndata: {}\n\n"]


@pytest.mark.parametrize("read", [1, 2])
async def test_a_client_that_goes_away_closes_the_source(read: int) -> None:
    waiting = Waiting()
    parts = stream(waiting(), heartbeat_every=0.001)
    for _ in range(read):
        await anext(parts)
    await parts.aclose()
    assert waiting.closed


async def test_a_cancelled_stream_closes_the_source() -> None:
    waiting = Waiting()
    began = asyncio.Event()

    async def read() -> None:
        async for _ in stream(waiting(), heartbeat_every=0.001):
            began.set()

    reading = asyncio.create_task(read())
    await began.wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert waiting.closed


async def test_an_error_on_the_way_is_told_before_the_end() -> None:
    sent = [part async for part in stream(source(fails=Busy("the model is loading")))]
    assert named("error")(sent[0])
    assert b"urn:leafloop:problem:busy" in sent[0]
    assert sent[1] == b"event: end\ndata: {}\n\n"


async def test_an_unforeseen_error_on_the_way_is_told_without_its_message() -> None:
    sent = [part async for part in stream(source(fails=RuntimeError("secret")))]
    assert b"urn:leafloop:problem:internal" in sent[0]
    assert b"secret" not in sent[0]


async def test_the_response_is_neither_stored_nor_buffered() -> None:
    response = event_stream(source())
    assert response.media_type == "text/event-stream"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
