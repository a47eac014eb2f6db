"""A whole installation in this process, every reply of which is held to what its route declares."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.guard import Drain
from api.problems import MEDIA_TYPE, TYPE_PREFIX, Problem
from api.runtime import Runtime
from domain.cart import Cart
from domain.event import Event, Kind
from domain.profile import Profile
from wiring.services import Services
from wiring.settings import read_settings

OAT: dict[str, Any] = {
    "sku": "oat",
    "name": "Oat Milk",
    "brand": "Oatly",
    "category": "Milk",
    "price": 3.0,
    "diets": ["vegan"],
    "allergens": [],
    "attributes": ["plant_based"],
}
PRODUCTS: tuple[dict[str, Any], ...] = (
    OAT,
    {"sku": "whole", "name": "Whole Milk", "brand": "Arla", "category": "Milk", "price": 2.0,
     "allergens": ["milk"], "attributes": []},
    {"sku": "almond", "name": "Almond Milk", "brand": "Alpro", "category": "Milk", "price": 4.0,
     "allergens": ["nuts"], "attributes": ["plant_based"]},
    {"sku": "soy", "name": "Soy Milk", "brand": "Alpro", "category": "Milk", "price": 9.0,
     "attributes": ["plant_based"]},
    {"sku": "chips", "name": "Hot Chips", "brand": "Tapa", "category": "Snacks", "price": 2.5,
     "attributes": ["spicy"]},
    {"sku": "granola", "name": "Breakfast Granola", "brand": "Jordans", "category": "Cereal",
     "price": 5.0, "allergens": ["nuts"]},
)  # fmt: skip

_DECLARED = frozenset({404, 409, 422, 429})
"""Statuses a route must name itself; the others may come from the door."""


@dataclass
class Routed:
    """The application, and the route that answered last."""

    app: FastAPI
    route: APIRoute | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        found = scope.get("route")
        self.route = found if isinstance(found, APIRoute) else None


@dataclass
class Shop:
    """A client of the installation, and a look behind its counter.

    Attributes:
        routed: The application.
        http: Speaks to it.
        drain: Turned on to see how it goes away.
    """

    routed: Routed
    http: httpx.AsyncClient
    drain: Drain
    _answers: dict[str, TypeAdapter[Any]] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        """The open stores."""
        runtime: Runtime = self.routed.app.state.runtime
        return runtime.services

    async def send(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Send one request; the reply is checked against what the route declares."""
        self.routed.route = None
        reply = await self.http.request(method, path, **how)
        if reply.is_error:
            self._check_problem(reply)
        else:
            self._check_answer(reply)
        return reply

    async def post(self, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        """Post a JSON body and return the reply, which has this status."""
        return await self._json("POST", path, status, json=body)

    async def get(self, path: str, status: int = 200, **params: Any) -> dict[str, Any]:
        """Get a reply, which has this status."""
        return await self._json("GET", path, status, params=params)

    async def put(self, path: str, **body: Any) -> dict[str, Any]:
        """Put a JSON body and return the reply."""
        return await self._json("PUT", path, 200, json=body)

    async def patch(self, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        """Change something and return the reply, which has this status."""
        return await self._json("PATCH", path, status, json=body)

    async def delete(self, path: str, status: int = 200, **params: Any) -> dict[str, Any]:
        """Delete something and return the reply, which has this status."""
        return await self._json("DELETE", path, status, params=params)

    async def search(self, user: str, query: str, **more: Any) -> dict[str, Any]:
        """Search as a shopper."""
        return await self.post("/api/search/personalized", user_id=user, query=query, **more)

    async def skus(self, user: str, query: str, **more: Any) -> list[str]:
        """Search, and return the skus in order."""
        found = await self.search(user, query, **more)
        return [result["product"]["sku"] for result in found["results"]]

    async def ask(self, user: str, text: str = "build an API for my shop", **more: Any) -> Any:
        """Execute a request as somebody."""
        return await self.post("/v1/execute", user_id=user, input_text=text, **more)

    async def state(self, user: str) -> tuple[int, Profile, Cart]:
        """Return what must not change when a request is refused."""
        services = self.services
        return (
            await services.journal.last_seq(),
            await services.profiles.read(user),
            await services.carts.read(user),
        )

    async def events(self, user: str, *kinds: Kind) -> list[Event]:
        """Return what the journal holds of somebody, oldest first."""
        replayed = self.services.journal.replay(kinds=kinds or None, subject=user)
        return [event async for event in replayed]

    async def _json(self, method: str, path: str, status: int, **how: Any) -> dict[str, Any]:
        reply = await self.send(method, path, **how)
        assert reply.status_code == status, reply.text
        values: dict[str, Any] = reply.json()
        return values

    def _check_problem(self, reply: httpx.Response) -> None:
        assert reply.headers["content-type"] == MEDIA_TYPE, reply.text
        values = reply.json()
        assert set(values) == {"type", "title", "status", "detail", "errors"}
        problem = Problem.model_validate(values, strict=True)
        assert problem.status == reply.status_code
        assert problem.type.startswith(TYPE_PREFIX)
        assert problem.detail
        route = self.routed.route
        if route and route.include_in_schema and reply.status_code in _DECLARED:
            operation = self.routed.app.openapi()["paths"][route.path_format]
            declared = operation[reply.request.method.lower()]["responses"]
            assert code_of(values) in declared[str(reply.status_code)]["description"]

    def _check_answer(self, reply: httpx.Response) -> None:
        route = self.routed.route
        if route is None or route.response_model is None or reply.is_redirect:
            return
        if route.unique_id not in self._answers:
            self._answers[route.unique_id] = TypeAdapter(route.response_model)
        assert reply.headers["content-type"] == "application/json"
        self._answers[route.unique_id].validate_json(reply.content)


@asynccontextmanager
async def open_shop(data_dir: Path, **settings: Any) -> AsyncIterator[Shop]:
    """Open an installation with six products on a folder of its own."""
    given = {"training_data_dir": data_dir / "training", "samples": False, **settings}
    drain = Drain()
    app = create_app(read_settings(data_dir=data_dir, **given), drain)
    routed = Routed(app)
    transport = httpx.ASGITransport(routed)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http,
    ):
        shop = Shop(routed, http, drain)
        if not await shop.services.catalog.count():
            await shop.post("/api/v1/products", products=list(PRODUCTS))
        yield shop


def code_of(problem: Mapping[str, Any]) -> str:
    """Return the stable part of a problem's type."""
    kind: str = problem["type"]
    return kind.removeprefix(TYPE_PREFIX)
