"""Clients that send batches and, unanswered, send the same ids again."""

import asyncio
import random
from dataclasses import dataclass, field

import orjson

from domain.ids import client_event_id
from tests.fakes.ids import SeededIds
from tests.reliability.server import AT

Batch = tuple[str, list[tuple[str, str]]]
"""Subject; id in hex and body of each event."""


@dataclass(slots=True)
class Ledger:
    """What the clients know.

    Attributes:
        port: Where the server listens now; None while it is down.
        sent: Ids handed to the server at least once.
        acknowledged: Ids the server said are durable.
        resent: Batches sent again, because no answer came or to play a client that lost it.
        conflicts: Events refused although their body never changed.
        over: Set to end: whoever has an open batch still gets it acknowledged.
    """

    port: int | None = None
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    resent: int = 0
    conflicts: int = 0
    over: bool = False


@dataclass(slots=True)
class Client:
    """One client with one batch in flight at a time."""

    ledger: Ledger
    rng: random.Random
    new_id: SeededIds
    _connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self) -> None:
        """Send batches until the ledger says it is over."""
        batch: Batch | None = None
        while batch is not None or not self.ledger.over:
            batch = batch or self._make()
            if await self._delivered(batch) and self.rng.random() >= 0.05:
                batch = None
            else:
                self.ledger.resent += 1
        self._hang_up()

    def _make(self) -> Batch:
        subject = f"s{self.rng.randrange(50)}"
        named = self.rng.random() < 0.5
        events = []
        for _ in range(self.rng.choice((1, 5, 20, 70))):
            made = self.new_id(AT)
            event_id = client_event_id(subject, made.hex()) if named else made
            events.append((event_id.hex(), f"body of {made.hex()}" * 3))
        self.ledger.sent.update(event_id for event_id, _ in events)
        return subject, events

    async def _delivered(self, batch: Batch) -> bool:
        try:
            outcomes = await asyncio.wait_for(self._ask(batch), timeout=5)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self._hang_up()
            await asyncio.sleep(0.01)
            return False
        if outcomes is None:
            return False
        self.ledger.conflicts += outcomes.count("conflict")
        self.ledger.acknowledged.update(event_id for event_id, _ in batch[1])
        return True

    async def _ask(self, batch: Batch) -> list[str] | None:
        if self.ledger.port is None:
            raise ConnectionRefusedError
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self.ledger.port)
        reader, writer = self._connection
        writer.write(orjson.dumps({"subject": batch[0], "events": batch[1]}) + b"\n")
        await writer.drain()
        outcomes: list[str] | None = orjson.loads(await reader.readuntil(b"\n"))
        return outcomes

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None
