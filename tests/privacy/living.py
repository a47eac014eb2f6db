"""A shopper who leaves a word of their own through every route that takes text."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.serving import Serving

_GOODS = (
    {"sku": "oat", "name": "Oat Milk", "brand": "Oatly", "category": "Milk", "price": 3.0},
    {"sku": "whole", "name": "Whole Milk", "brand": "Arla", "category": "Milk", "price": 2.0},
    {"sku": "granola", "name": "Breakfast Granola", "brand": "Jordans", "category": "Cereal"},
    {"sku": "juice", "name": "Orange Juice for Breakfast", "brand": "Tropicana", "price": 3.5},
)
PRODUCTS = tuple({**goods, "allergens": []} for goods in _GOODS)
OLD = "2026-02-02T09:15:00Z"
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Living:
    """One shopper.

    Attributes:
        shop: The server they shop at.
        user: Their id, which is part of every canary.
        word: A word that only they ever write.
    """

    shop: Serving
    user: str
    word: str

    def live(self) -> None:
        """Leave the word everywhere."""
        self.search_and_click()
        self.converse()
        self.execute()
        self.tell()
        self.buy()
        self.send_batch()
        self.send_nonsense()

    def search_and_click(self) -> None:
        """Search, click, view, skip, and search elsewhere."""
        found = self.shop.search(self.user, f"milk {self.word}", session_id=self._text("visit"))
        shown = {"search_session_id": found["proposal_id"], "query": self._text("query")}
        self._event("click", product_sku="oat", position=1, **shown)
        self._event("click", product=self._product(), position=2, query=self._text("again"))
        self._event("view", product_sku="whole")
        self._event("skip", product_sku="whole", proposal_id=found["proposal_id"])
        self._event("search", query=self._text("elsewhere"), top_categories=[self._text("shelf")])
        body = {"user_id": self.user, "event_type": "click_product", "product_id": "oat"}
        self.shop.post("/api/interactions/track", **body, context={"query": self._text("track")})
        item = {"sku": self._text("sku"), "name": self._text("name"), "category": "Milk"}
        self.shop.post("/api/v1/rank", user_id=self.user, items=[item])

    def converse(self) -> None:
        """Ask, and pick what was proposed."""
        thread = self._text("thread")
        messages = (f"milk for {self.word}", f"I am allergic to nuts and {self.word}")
        for message in (*messages, f"something for breakfast, {self.word}"):
            said = self._chat(message=message, thread_id=thread)
        proposal = next(event["data"] for event in said if event["event"] == "proposal")
        choice = (proposal["hypotheses"] or [{"id": "none"}])[0]["id"]
        pick = {"proposal_id": proposal["proposal_id"], "choice": choice}
        self._chat(selection=pick, thread_id=thread)

    def execute(self) -> None:
        """Ask for readings, pick one, and leave another one open."""
        text = f"build an API for {self.word}"
        body = {"user_id": self.user, "input_text": text, "auto_advance": False}
        headers = {"idempotency-key": self._text("key")}
        for _ in range(2):
            asked = self._sent("POST", "/v1/execute", json=body, headers=headers)
        named = {"execution_id": asked["execution_id"], "hypothesis_id": "h1"}
        self.shop.post("/v1/execute", **body, **named)
        self.shop.post("/v1/execute", **{**body, "input_text": f"{text} left open"})

    def tell(self) -> None:
        """State preferences, rate, and say what is allowed."""
        self._event("preference", relation="prefers_brand", value=self._text("brand"))
        self._event("preference", relation="allergic_to", value="nuts")
        self._event("feedback", product_sku="oat", feedback="like", proposal_id=self._text("p"))
        self._sent("PUT", self.path("privacy"), json={"share_patterns": False, "paused": False})
        memories = self.shop.get(f"/v1/users/{self.user}/memories")["memories"]
        told = next(one for one in memories if one["relation"] == "prefers_brand")
        where = f"/v1/users/{self.user}/memories/{told['memory_id']}"
        self._sent("PUT", where, json={"value": self._text("corrected")})

    def buy(self) -> None:
        """Fill the cart, change it, and order."""
        session = {"session_id": self._text("cart")}
        self._event("cart-add", product=self._product(), quantity=2)
        self.shop.post(self.path("cart"), product_sku="oat", quantity=2, **session)
        self._event("cart-update", product_sku="oat", quantity=3)
        self.shop.post(self.path("orders"), **session)
        line = {"sku": self._text("line"), "name": self._text("line"), "category": "Milk"}
        self._event("order", order_id=self._text("order"), items=[{**line, "quantity": 1}])
        self._event("cart-add", product_sku="juice")

    def send_batch(self) -> None:
        """Send a batch with names of the client's own, some of them twice."""
        events = [self.old_event(name) for name in ("one", "two", "one")]
        assert self.shop.post("/api/v1/events", events=events)["duplicates"] == 1

    def old_event(self, name: str) -> dict[str, Any]:
        """Return an event of the past, as a client would send it again."""
        return {
            "event_type": "product_viewed",
            "event_id": self._text(name),
            "user_id": self.user,
            "session_id": self._text("batch"),
            "timestamp": OLD,
            "data": {"product_sku": "oat", "product_name": self._text("old"), "category": "Milk"},
        }

    def send_nonsense(self) -> None:
        """Send what is refused, and must not be logged."""
        path = f"/api/v1/{self.word}?user_id={self.user}"
        bodies: tuple[tuple[str, Any], ...] = (
            ("/api/v1/events/click", {"user_id": self.user, "query": self.word}),
            ("/api/search/personalized", {"user_id": self.user, "query": self.word, "limit": -1}),
            ("/v1/execute", {"user_id": self.user, "execution_id": self.word, "input_text": "x"}),
            ("/v1/chat", {"user_id": self.user, "message": self.word, self.word: 1}),
            (path, {self.word: self.word}),
        )
        for where, body in bodies:
            assert self.shop.http.post(where, json=body).status_code in (404, 422)

    def path(self, rest: str) -> str:
        """Return where something of theirs is."""
        return f"/api/v1/user/{self.user}/{rest}"

    def export(self) -> dict[str, Any]:
        """Return all that is held about them, once every sink has followed."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            followed = self._followed()  # asked first: what is read after it holds everything
            reply = self.shop.http.get(self.path("learning-data/export"))
            if followed and reply.is_success and reply.json()["stores"]["graph"]:
                stores: dict[str, Any] = reply.json()["stores"]
                return stores
            time.sleep(0.1)
        raise AssertionError("the sinks do not follow")

    def erase(self) -> dict[str, Any]:
        """Erase them, and return the receipt."""
        return self._sent("DELETE", self.path("learning-data"))

    def completed(self, receipt: dict[str, Any]) -> dict[str, Any]:
        """Return a receipt once it is complete."""
        where = self.path(f"learning-data/receipts/{receipt['receipt_id']}")
        deadline = time.monotonic() + _SECONDS
        while receipt["status"] != "complete" and time.monotonic() < deadline:
            time.sleep(0.05)
            receipt = self.shop.get(where)
        assert receipt["status"] == "complete", receipt
        return receipt

    def _followed(self) -> bool:
        ready = self.shop.http.get("/readyz").json()
        return bool(ready["stores"]["graph"] == "ok")

    def _text(self, of: str) -> str:
        return f"{self.word}-{of}"

    def _product(self) -> dict[str, Any]:
        return {
            "sku": self._text("own"),
            "name": self._text("own"),
            "category": self._text("shelf"),
        }

    def _event(self, route: str, **body: Any) -> None:
        body = {"event_id": self._text(route), "session_id": self._text("visit"), **body}
        if route == "click":
            body["event_id"] += str(body["position"])
        elif route == "cart-add":
            body["event_id"] += str("product" in body)
        elif route == "preference":
            body["event_id"] += body["value"]
        self.shop.post(f"/api/v1/events/{route}", user_id=self.user, **body)

    def _chat(self, **body: Any) -> list[dict[str, Any]]:
        reply = self.shop.http.post("/v1/chat", json={"user_id": self.user, **body})
        assert reply.is_success, reply.text
        return list(_events(reply.text))

    def _sent(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        reply = self.shop.http.request(method, path, **how)
        assert reply.is_success, reply.text
        values: dict[str, Any] = reply.json()
        return values


def _events(text: str) -> Iterator[dict[str, Any]]:
    for block in text.strip().split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")
        )
        yield {"event": fields["event"], "data": orjson.loads(fields["data"])}


def files_with(folder: Path, *needles: str) -> list[str]:
    """Return the files below a folder in whose bytes any of these texts is, in any case."""
    wanted = [needle.lower().encode() for needle in needles]
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes().lower() for needle in wanted)
    )
