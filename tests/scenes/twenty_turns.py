"""A shopper's conversation of twenty turns, as it is tested and timed over HTTP."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import orjson

from domain.clock import MS_PER_DAY, to_rfc3339

BREAD: Final = "hearthlow-rye-bread"
PEA: Final = "greywillow-pea-protein-milk"
"""Out of stock in the samples."""

PICK_FIRST: Final = "\0pick the first candidate of the newest proposal"

TURNS: Final = (
    "I'm allergic to nuts",
    "milk",
    "plant based under 3",
    "add two of the second one",
    "why the first one?",
    "make it three",
    "add almond butter",
    "do you sell a lawn mower",
    "local strawberries",
    "add the first one",
    "remove the strawberries",
    "something for breakfast",
    PICK_FIRST,
    "my usual please",
    PICK_FIRST,
    "oat milk",
    "what can I take instead of the second one?",
    "the first one",
    "what's in my cart?",
    "checkout",
)

Stream = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(slots=True)
class Shopper:
    """Takes the turns of a conversation.

    Attributes:
        http: A client of the server.
        user: Who talks.
        thread: Name of the conversation.
        proposal: What was shown last.
    """

    http: httpx.Client
    user: str
    thread: str = "kitchen"
    proposal: Mapping[str, Any] = field(default_factory=dict)

    def bought_before(self) -> None:
        """Tell the server of weekly orders, the last one eight days ago."""
        now = time.time_ns() // 1_000_000
        items = [{"sku": BREAD, "quantity": 2}, {"sku": PEA, "quantity": 3}]
        events = [
            {
                "event_type": "order_completed",
                "user_id": self.user,
                "timestamp": to_rfc3339(now - days * MS_PER_DAY),
                "data": {"order_id": f"{self.user}-{days}", "item_count": 2, "items": items},
            }
            for days in (29, 22, 15, 8)
        ]
        reply = self.http.post("/api/v1/events", json={"events": events})
        assert reply.json()["accepted"] == len(events), reply.text

    def turn(self, text: str) -> Stream:
        """Take one turn, and return the events of its stream."""
        said = self._picked() if text == PICK_FIRST else {"message": text}
        body = {"user_id": self.user, "thread_id": self.thread, **said}
        reply = self.http.post("/v1/chat", json=body)
        assert reply.is_success, reply.text
        blocks = (block.split("\n") for block in reply.text.strip().split("\n\n"))
        stream = [(name[7:], orjson.loads(data[6:])) for name, data in blocks]
        self.proposal = next((data for name, data in stream if name == "proposal"), self.proposal)
        return stream

    def _picked(self) -> dict[str, Any]:
        hypotheses = [each["id"] for each in self.proposal["hypotheses"]]
        products = [each["product"]["sku"] for each in self.proposal["products"]]
        choice = [*hypotheses, *products][0]
        return {"selection": {"proposal_id": self.proposal["proposal_id"], "choice": choice}}
