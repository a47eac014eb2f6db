"""A small shop that is open in this process: everything is real but the time and the graph."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domain.caller import Caller
from domain.event import Event, Kind
from domain.product import Product
from graph.conversation import Conversation, Update
from graph.steps import Steps
from learning.knowledge import SINK_KINDS, claims_of, settle
from memory.knowledge_sink import KnowledgeSink
from memory.relay import Effort, Relay
from tests.fakes.clock import FixedClock
from tests.fakes.knowledge import FakeKnowledge
from wiring.graph import Graph
from wiring.open import open_services
from wiring.services import Services
from wiring.settings import read_settings

PRODUCTS = (
    Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0, allergens=(), diets=("vegan",)),
    Product("whole", "Whole Milk", "Arla", "Milk", price=2.0, allergens=("milk",)),
    Product("almond", "Almond Milk", "Alpro", "Milk", price=4.0, allergens=("nuts",)),
    Product("granola", "Breakfast Granola", "Jordans", "Cereal", price=5.0, allergens=("nuts",)),
    Product("porridge", "Breakfast Porridge Oats", "Quaker", "Cereal", price=2.5, allergens=()),
    Product("juice", "Orange Juice for Breakfast", "Tropicana", "Juice", price=3.5, allergens=()),
    Product("bread", "Sourdough Bread", "Hovis", "Bakery", price=3.2, allergens=("gluten",)),
    Product("butter", "Salted Butter", "Lurpak", "Dairy", price=2.8, allergens=("milk",)),
)

Change = Callable[[Services], Services]


@dataclass(frozen=True, slots=True)
class Shop:
    """The open shop.

    Attributes:
        services: Its stores.
        steps: Its steps.
        conversation: Both graphs.
        home: Where its files are.
        knowledge: Its knowledge graph, which is in memory, and empty at each start.
    """

    services: Services
    steps: Steps
    conversation: Conversation
    home: Path
    knowledge: FakeKnowledge

    def caller(self, user: str = "ann") -> Caller:
        """Return a shopper."""
        return Caller(user, f"visit-of-{user}")

    async def ask(self, text: str, user: str = "ann", **more: Any) -> list[Update]:
        """Say something in the shopping flow, on the thread `t`, and return what happened."""
        flow, thread = more.pop("flow", "shopping"), more.pop("thread", "t")
        turn = self.conversation.start(flow, text, self.caller(user), thread, **more)
        return [update async for update in turn]

    async def execute(self, text: str, user: str = "ann", thread: str = "e") -> dict[str, Any]:
        """Ask for readings of a request, and return the proposal."""
        return proposal_in(await self.ask(text, user, flow="execute", thread=thread))

    async def events(self, *kinds: Kind, subject: str | None = None) -> list[Event]:
        """Return what is in the journal, in order."""
        replay = self.services.journal.replay(0, kinds=kinds or None, subject=subject)
        return [event async for event in replay]

    async def hear(self, kind: Kind, subject: str = "ann", **data: Any) -> None:
        """Write an event as it is, and learn from it."""
        now = self.services.clock.now()
        event_id = self.services.new_id(now)
        await self.services.journal.append([Event(event_id, kind, subject, None, now, now, data)])


@asynccontextmanager
async def open_shop(
    home: Path,
    *,
    clock: FixedClock | None = None,
    products: Sequence[Product] = PRODUCTS,
    change: Change = lambda services: services,
    **settings: Any,
) -> AsyncIterator[Shop]:
    """Open the shop on its files, and stock it when it is empty.

    Args:
        home: Directory of its files; the same one again is the same shop, started again.
        clock: Tells the time.
        products: What it sells.
        change: Replaces services, such as the model by one that fails.
        settings: Beside where the files are.
    """
    chosen = {"data_dir": home / "var", "training_data_dir": home / "training", **settings}
    read = read_settings(_env_file=None, **chosen)
    knowledge = FakeKnowledge()
    async with open_services(read, clock=clock or FixedClock()) as opened:
        if not await opened.catalog.count():
            await opened.catalog.upsert(products)
        graph = _graph(opened, knowledge)
        services = change(replace(opened, graph=graph))
        steps = Steps.of(services)
        await graph.relay.start()
        try:
            yield Shop(services, steps, Conversation.of(steps), home, knowledge)
        finally:
            await graph.relay.close()


def _graph(services: Services, knowledge: FakeKnowledge) -> Graph:
    sink = KnowledgeSink(
        knowledge,
        claims_of=claims_of,
        settle=settle,
        pseudonyms=services.pseudonyms,
        kinds=SINK_KINDS,
        remaining=lambda subject: services.journal.replay(subject=subject),
    )
    relay = Relay(
        services.journal,
        sink,
        dead_letters=services.dead_letters,
        clock=services.clock,
        jitter=lambda: 0.0,
        effort=Effort(linger=0.0),
    )
    return Graph(knowledge, sink, relay)


def proposal_in(updates: Sequence[Update]) -> dict[str, Any]:
    """Return the proposal that a run paused with."""
    (proposal,) = [u.values["proposal"] for u in updates if u.step == "pause"]
    found: dict[str, Any] = proposal
    return found


def reply_in(updates: Sequence[Update]) -> dict[str, Any]:
    """Return the reply to a pick."""
    (reply,) = [u.values["reply"] for u in updates if u.step == "capture_selection"]
    found: dict[str, Any] = reply
    return found


def said_in(updates: Sequence[Update]) -> list[str]:
    """Return what the assistant said."""
    return [m.text for u in updates for m in u.values.get("messages", ()) if m.type == "ai"]


def steps_in(updates: Sequence[Update]) -> list[str]:
    """Return the steps that ran, in order."""
    return [update.step for update in updates]
