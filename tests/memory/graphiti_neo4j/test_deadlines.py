"""A server that hangs, is away or refuses: each call ends in time, with an error that says so."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from memory.adapters.graphiti_neo4j import Limits, Neo4jGraphDriver, ServerAway, ServerSlow
from tests.memory.graphiti_neo4j.graph import thing, vector
from tests.memory.graphiti_neo4j.opened import emptied

SHORT = Limits(deadline=0.5, retrying=0, connecting=0.2, acquiring=0.2)
Call = Callable[[Neo4jGraphDriver], Awaitable[Any]]


async def _write(driver: Neo4jGraphDriver) -> None:
    async with driver.session() as session:
        await session.execute_write(lambda tx: tx.run("RETURN 1"))


async def _transaction(driver: Neo4jGraphDriver) -> None:
    async with driver.transaction() as transaction:
        await transaction.run("RETURN 1")


CALLS: list[Any] = [
    pytest.param(lambda driver: driver.health_check(), id="health"),
    pytest.param(lambda driver: driver.build_indices_and_constraints(), id="indexes"),
    pytest.param(lambda driver: thing("a").save(driver), id="save"),
    pytest.param(lambda driver: driver.erase_group("ann"), id="erase"),
    pytest.param(
        lambda driver: driver.edge_similarity_scores(vector("x"), "ann", None, 5), id="search"
    ),
    pytest.param(_write, id="session"),
    pytest.param(_transaction, id="transaction"),
]


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a socket that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"bolt://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def closed() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return f"bolt://127.0.0.1:{port}"


@pytest.mark.parametrize("call", CALLS)
async def test_a_server_that_never_answers_costs_the_deadline(silent: str, call: Call) -> None:
    driver = Neo4jGraphDriver(silent, limits=SHORT)
    began = time.monotonic()
    with pytest.raises((ServerSlow, ServerAway), match=silent.removeprefix("bolt://")):
        await call(driver)
    await driver.close()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("call", CALLS)
async def test_a_server_that_is_away_is_said_to_be(closed: str, call: Call) -> None:
    driver = Neo4jGraphDriver(closed, limits=SHORT)
    began = time.monotonic()
    with pytest.raises(ServerAway, match="cannot be reached"):
        await call(driver)
    await driver.close()
    assert time.monotonic() - began < 2


def test_both_are_errors_that_anyone_knows() -> None:
    assert issubclass(ServerSlow, TimeoutError)
    assert issubclass(ServerAway, ConnectionError)


class Relay:
    """A way to the server that can be blocked: it goes on taking bytes, and hands none on."""

    def __init__(self, url: str) -> None:
        self._to = url.rpartition(":")[2]
        self._open = asyncio.Event()
        self._open.set()
        self._pumps: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"bolt://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def block(self) -> None:
        self._open.clear()

    async def stop(self) -> None:
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", int(self._to))
        for source, sink in ((reader, there_writer), (there_reader, writer)):
            pump = asyncio.create_task(self._pump(source, sink))
            self._pumps.add(pump)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()


@pytest.mark.server("neo4j")
@pytest.mark.parametrize("call", CALLS)
async def test_a_server_that_stops_answering_costs_the_deadline(neo4j_url: str, call: Call) -> None:
    async with emptied(neo4j_url):
        relay = Relay(neo4j_url)
        driver = Neo4jGraphDriver(await relay.start(), limits=Limits(deadline=10))
        await driver.health_check()
        driver._limits = SHORT
        relay.block()
        began = time.monotonic()
        with pytest.raises(ServerSlow, match=r"did not answer within 0\.5 s"):
            await call(driver)
        await driver.close()
        assert time.monotonic() - began < 2
        await relay.stop()


@pytest.mark.server("neo4j")
async def test_the_driver_works_again_after_the_server_came_back(neo4j_url: str) -> None:
    async with emptied(neo4j_url) as driver:
        address, driver._limits = driver.client, SHORT
        slow = "UNWIND range(1, 100000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n) AS n"
        with pytest.raises(ServerSlow):
            await driver.read(slow)
        assert driver.client is address
        driver._limits = Limits()
        await thing("a").save(driver)
        assert await driver.count_group("ann") == 1


@pytest.mark.server("neo4j")
async def test_a_call_given_up_by_its_caller_harms_no_other(neo4j_url: str) -> None:
    async with emptied(neo4j_url) as driver:
        calls = [asyncio.create_task(thing(f"t{n}").save(driver)) for n in range(20)]
        await asyncio.sleep(0)
        for call in calls[::2]:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        assert await driver.count_group("ann") >= 10


@pytest.mark.server("neo4j")
async def test_nothing_is_logged_of_a_query(
    neo4j_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with emptied(neo4j_url) as driver:
        await driver.read("MATCH (n:Unheard) WHERE n.of = 'ann' RETURN n.of")
        with pytest.raises(Exception, match="Invalid input"):
            await driver.read("MATCH (n:Secret wrong")
    assert [record.message for record in caplog.records if record.levelname != "DEBUG"] == []
