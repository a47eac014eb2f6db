"""Told to stop under load, the server answers what has begun and leaves with nothing lost."""

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import perf_counter

import httpx
import orjson
import pytest

from tests.reliability.server_check import (
    Figures,
    check_files,
    check_journal,
    check_states,
)
from tests.reliability.server_clients import Ledger, Shopper
from tests.serving import Serving, serving

SHOPPERS = 8
TALKERS = 4
_SLOW_CLIENT = 0.4
"""Seconds that a body stays half sent after the door is closed."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What a server did that was told to stop.

    Attributes:
        status: Its exit status.
        seconds: How long it took to leave.
        begun: Status line of the reply to a request whose body was half sent at the signal.
        streams: The conversations that were open or opened meanwhile, as text.
        ledger: What the shoppers know.
        found: What is wrong with what it left.
    """

    status: int
    seconds: float
    begun: bytes
    streams: list[str]
    ledger: Ledger
    found: Figures


@pytest.fixture(scope="module")
def drained(tmp_path_factory: pytest.TempPathFactory) -> Drained:
    data_dir = tmp_path_factory.mktemp("drained") / "var"
    with serving(data_dir, LEAFLOOP_SAMPLES="on") as running:
        return asyncio.run(_drain(running, Ledger(url=running.url)))


async def _drain(running: Serving, ledger: Ledger) -> Drained:
    streams: list[str] = []
    async with httpx.AsyncClient(timeout=20, trust_env=False) as http, _half_sent(running) as half:
        load = [
            asyncio.create_task(Shopper(f"s{at}", ledger, random.Random(at), http).run())
            for at in range(SHOPPERS)
        ]
        load += [asyncio.create_task(_talk(http, running, at, streams)) for at in range(TALKERS)]
        while len(ledger.acknowledged) < 200 or len(streams) < 4:
            await asyncio.sleep(0.01)
        asked = perf_counter()
        running.process.send_signal(signal.SIGTERM)
        while await _admitted(http, running):
            await asyncio.sleep(0.01)
        await asyncio.sleep(_SLOW_CLIENT)
        begun = await half()
        status = await asyncio.to_thread(running.process.wait, 20)
        seconds = perf_counter() - asked
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
    found = {
        **check_files(running.data_dir),
        **check_journal(running.data_dir, ledger),
        **await check_states(running.data_dir, ledger),
    }
    return Drained(status, seconds, begun, streams, ledger, found)


async def _admitted(http: httpx.AsyncClient, running: Serving) -> bool:
    """Whether a new request still gets in; one that does not hears when to come back."""
    try:
        reply = await http.get(f"{running.url}/readyz", headers={"connection": "close"})
    except httpx.TransportError:
        return False
    assert reply.status_code == 200 or "retry-after" in reply.headers
    return reply.status_code == 200


@contextlib.asynccontextmanager
async def _half_sent(running: Serving) -> AsyncIterator["HalfSent"]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(running.url.rpartition(":")[2]))
    event = {"event_type": "product_viewed", "event_id": "half", "user_id": "half"}
    data = {"product_sku": "p1", "product_name": "Product", "category": "Milk"}
    body = orjson.dumps({"events": [{**event, "data": data}]})
    head = (
        "POST /api/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body[:20])
    await writer.drain()
    yield HalfSent(reader, writer, body[20:])
    writer.close()


@dataclass(frozen=True, slots=True)
class HalfSent:
    """A request that waits for the rest of its body."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    rest: bytes

    async def __call__(self) -> bytes:
        """Send the rest and return the reply's status line."""
        self.writer.write(self.rest)
        return await self.reader.readline()


async def _talk(http: httpx.AsyncClient, running: Serving, at: int, streams: list[str]) -> None:
    """Open one conversation after the other, until the server takes no more."""
    while True:
        body = {"user_id": f"talker-{at}", "message": "something for breakfast"}
        try:
            async with http.stream("POST", f"{running.url}/v1/chat", json=body) as reply:
                if reply.status_code != 200:
                    return
                place = len(streams)
                streams.append("")
                async for text in reply.aiter_text():
                    streams[place] += text
        except httpx.ConnectError:
            return


def test_it_leaves_in_time_with_status_0(drained: Drained) -> None:
    assert drained.status == 0
    assert drained.seconds < 10


def test_a_request_that_had_begun_is_answered(drained: Drained) -> None:
    assert drained.begun.startswith(b"HTTP/1.1 202 ")


def test_every_stream_that_had_begun_comes_to_its_end(drained: Drained) -> None:
    assert all("event: end\n" in stream for stream in drained.streams), drained.streams


def test_shoppers_see_answers_refusals_with_a_time_to_come_back_or_nothing(
    drained: Drained,
) -> None:
    assert drained.ledger.unexpected == []


def test_what_was_acknowledged_is_stored_once_and_learned(drained: Drained) -> None:
    wrong = {name: count for name, count in drained.found.items() if count}
    wrong.pop("picks_unknown", None)  # a pick may be stored although its answer got no further
    assert wrong == {}
