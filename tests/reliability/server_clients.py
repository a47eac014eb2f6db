"""Shoppers who post over HTTP and, unanswered, post the same again."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

SUBJECTS_EACH: Final = 6
_WAITED_FOR: Final = frozenset({409, 429, 503})
"""Answers after which the same request is sent again: running still, too many, not ready."""

_FORGETFUL: Final = 0.05
"""Share of answers that get lost on their way to the client."""

_CATEGORIES: Final = ("Milk", "Bread", "Fruit", "Snacks")
_BRANDS: Final = ("Wrenfield", "Northmill", "Orchard Lane")
_REQUESTS: Final = ("build an API for my shop", "plan a week of dinners", "something sweet")
_ANSWERS: Final = ("h1", "h2", "h3", "none")

Named = tuple[str, str]
"""A subject, and the id that the client chose for an event of theirs."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice that was acknowledged, and the reply to it."""

    subject: str
    choice: str
    reply: dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """What the shoppers know.

    Attributes:
        url: Where the server answers now; None while it is down.
        sent: Events handed to the server at least once.
        acknowledged: Events that the server said are durable.
        carts: How many of each (subject, sku) were put into carts.
        picks: By execution id, acknowledged ones only.
        refusing: Subjects who do not allow training on their picks.
        unanswered: Requests whose answer never came, and which were sent again.
        refused: Requests answered with 503.
        unexpected: Answers that no shopper should see.
        over: Set to end; whoever has an open request still gets it acknowledged.
    """

    url: str | None = None
    sent: set[Named] = field(default_factory=set)
    acknowledged: set[Named] = field(default_factory=set)
    carts: Counter[tuple[str, str]] = field(default_factory=Counter)
    picks: dict[str, Pick] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    unanswered: int = 0
    refused: int = 0
    unexpected: list[str] = field(default_factory=list)
    over: bool = False

    @property
    def subjects(self) -> list[str]:
        """Everybody who did something."""
        picked = {pick.subject for pick in self.picks.values()}
        return sorted({subject for subject, _ in self.sent} | picked)


@dataclass(slots=True)
class Shopper:
    """One client with one request in flight at a time, for a few subjects.

    An event's session is its client id too, so that it can be counted without its event id.
    """

    name: str
    ledger: Ledger
    rng: random.Random
    http: httpx.AsyncClient
    made: int = 0

    async def run(self) -> None:
        """Post until the ledger says it is over; the first subject allows no training."""
        await self._refuse_training(f"{self.name}-0")
        while not self.ledger.over:
            subject = f"{self.name}-{self.rng.randrange(SUBJECTS_EACH)}"
            act = self.rng.choices(
                (self._click, self._cart_add, self._batch, self._execute), (4, 2, 2, 2)
            )[0]
            await act(subject)

    async def _refuse_training(self, subject: str) -> None:
        path = f"/api/v1/user/{subject}/privacy"
        await self._ask("PUT", path, {"use_for_training": False})
        self.ledger.refusing.add(subject)

    async def _click(self, subject: str) -> None:
        named = self._name(subject)
        body = {"query": "milk", "position": 1, "product": self._product()}
        await self._event("click", named, body)

    async def _cart_add(self, subject: str) -> None:
        named, product = self._name(subject), self._product()
        self.ledger.carts[subject, product["sku"]] += 2
        await self._event("cart-add", named, {"product": product, "quantity": 2})

    async def _event(self, route: str, named: Named, body: dict[str, Any]) -> None:
        subject, client_id = named
        body |= {"event_id": client_id, "session_id": client_id, "user_id": subject}
        await self._ask("POST", f"/api/v1/events/{route}", body)
        self.ledger.acknowledged.add(named)

    async def _batch(self, subject: str) -> None:
        names = [self._name(subject) for _ in range(20)]
        events = [self._batched(named) for named in names]
        reply = await self._ask("POST", "/api/v1/events", {"events": events})
        if reply["rejected"] or reply["accepted"] + reply["duplicates"] != len(names):
            self.ledger.unexpected.append(str(reply)[:200])
            return
        self.ledger.acknowledged.update(names)

    def _batched(self, named: Named) -> dict[str, Any]:
        subject, client_id = named
        product = self._product()
        data = {"product_name": product.pop("name"), "product_sku": product.pop("sku"), **product}
        kind = self.rng.choice(("product_viewed", "search_result_clicked", "cart_item_added"))
        if kind == "cart_item_added":
            data["quantity"] = 1
            self.ledger.carts[subject, data["product_sku"]] += 1
        if kind == "search_result_clicked":
            data |= {"query": "bread", "position": 2}
        envelope = {"event_id": client_id, "session_id": client_id, "user_id": subject}
        return {"event_type": kind, **envelope, "data": data}

    async def _execute(self, subject: str) -> None:
        body = {"user_id": subject, "input_text": self.rng.choice(_REQUESTS), "auto_advance": False}
        key = f"{self.name}-{self.made}"
        self.made += 1
        asked = await self._ask("POST", "/v1/execute", body, {"idempotency-key": key})
        execution_id, choice = asked["execution_id"], self.rng.choice(_ANSWERS)
        body |= {"execution_id": execution_id, "hypothesis_id": choice}
        reply = await self._ask("POST", "/v1/execute", body)
        self.ledger.picks[execution_id] = Pick(subject, choice, reply)

    async def _ask(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a request until it succeeds."""
        while True:
            answer = await self._sent(method, path, body, headers)
            if answer is not None and answer.is_success:
                reply: dict[str, Any] = answer.json()
                return reply
            if answer is None:
                continue
            waited_for = answer.status_code in _WAITED_FOR
            if answer.status_code == 503:
                self.ledger.refused += 1
                waited_for = "retry-after" in answer.headers
            if not waited_for:
                self.ledger.unexpected.append(f"{path}: {answer.status_code} {answer.text[:200]}")
            await asyncio.sleep(0.05)

    async def _sent(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None
    ) -> httpx.Response | None:
        while self.ledger.url is None:
            await asyncio.sleep(0.02)
        url = f"{self.ledger.url}{path}"
        try:
            answer = await self.http.request(method, url, json=body, headers=headers)
        except httpx.TransportError:
            self.ledger.unanswered += 1
            await asyncio.sleep(0.02)
            return None
        if answer.is_success and self.rng.random() < _FORGETFUL:
            self.ledger.unanswered += 1
            return None
        return answer

    def _name(self, subject: str) -> Named:
        self.made += 1
        named = (subject, f"{self.name}-event-{self.made}")
        self.ledger.sent.add(named)
        return named

    def _product(self) -> dict[str, Any]:
        number = self.rng.randrange(12)
        return {
            "sku": f"p{number}",
            "name": f"Product {number}",
            "category": _CATEGORIES[number % len(_CATEGORIES)],
            "brand": _BRANDS[number % len(_BRANDS)],
            "price": 1.0 + number,
        }
