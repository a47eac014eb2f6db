"""Another process that has a graph file open and does what it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graphiti_core.edges import EntityEdge
from graphiti_core.search.search_utils import edge_fulltext_search, edge_similarity_search

from memory.adapters.graphiti_sqlite import SqliteDriver
from tests.contracts.graph_driver.making import ANN, ANY, edge, ids
from tests.fakes.graphiti import vector_of
from tests.reliability.graph_kill import forks


class Reader:
    """What both processes do with a driver."""

    def __init__(self, driver: SqliteDriver) -> None:
        self._driver = driver

    async def save(self, uuid: str, fact: str) -> None:
        await edge(uuid, fact).save(self._driver)

    async def save_many(self, name: str, count: int) -> None:
        for at in range(count):
            await self.save(f"{name}{at}", f"likes oat {name}{at}")

    async def delete(self, uuid: str) -> None:
        await edge(uuid).delete(self._driver)

    async def erase(self, group: str) -> int:
        return await self._driver.erase_group(group)

    async def words(self, query: str) -> list[str]:
        return sorted(ids(await edge_fulltext_search(self._driver, query, ANY, [ANN], 1000)))

    async def near(self, query: str, limit: int = 1000) -> list[str]:
        asked = vector_of(query)
        found = await edge_similarity_search(
            self._driver, asked, None, None, ANY, [ANN], limit, 0.7
        )
        return sorted(ids(found))

    async def facts(self) -> list[str]:
        return sorted(ids(await EntityEdge.get_by_group_ids(self._driver, [ANN])))


class Neighbour:
    """The other process, as this one sees it."""

    def __init__(self, wire: Connection) -> None:
        self._wire = wire

    def begin(self, order: str, *values: Any) -> None:
        """Give an order and do not wait for its end."""
        self._wire.send((order, values))

    async def end(self) -> Any:
        """Wait for the answer to the last order, and raise what it raised there."""
        answer = await asyncio.to_thread(self._wire.recv)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def do(self, order: str, *values: Any) -> Any:
        """Give an order, one of `Reader`'s methods, and wait for its answer."""
        self.begin(order, *values)
        return await self.end()


@asynccontextmanager
async def neighbour(path: Path) -> AsyncIterator[Neighbour]:
    """Let another process open a graph file."""
    here, there = forks().Pipe()
    process = forks().Process(target=_obey, args=(str(path), there))
    process.start()
    there.close()
    try:
        yield Neighbour(here)
    finally:
        here.close()
        process.join(20)
        process.kill()


def _obey(path: str, wire: Connection) -> None:
    asyncio.run(_answer(path, wire))


async def _answer(path: str, wire: Connection) -> None:
    driver = SqliteDriver(path)
    reader = Reader(driver)
    try:
        while True:
            order, values = wire.recv()
            try:
                wire.send(await getattr(reader, order)(*values))
            except Exception as error:
                wire.send(error)
    except EOFError:
        await driver.close()
