"""With any one part away, the shopper still gets an answer in time that says what is missing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from api.app import create_app
from catalog.port import Found, Query
from domain.errors import Unavailable
from domain.event import Event, Kind
from graph.conversation import Conversation
from graph.steps import Steps
from memory.journal import Appended
from wiring.services import Services
from wiring.settings import read_settings


@dataclass(slots=True)
class Part:
    """A store that can be told to fail; anything else it leaves to the real one."""

    real: Any
    failure: Exception | None = None
    hangs: bool = False
    spared: Kind | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def search(self, query: Query) -> Found:
        """Search, unless the catalogue is away."""
        await self._fail()
        found: Found = await self.real.search(query)
        return found

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Write, unless the journal is away."""
        if self.spared not in {event.kind for event in events}:
            await self._fail()
        appended: list[Appended] = await self.real.append(events)
        return appended

    async def _fail(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure


@dataclass(frozen=True, slots=True)
class Shop:
    """A server in this process, whose catalogue and journal can be told to fail."""

    http: httpx.AsyncClient
    catalog: Part
    journal: Part

    async def search(self, query: str = "milk") -> dict[str, Any]:
        """Search as a shopper."""
        body = {"user_id": "ana", "query": query}
        reply = await self.http.post("/api/search/personalized", json=body)
        assert reply.status_code == 200, reply.text
        values: dict[str, Any] = reply.json()
        return values

    async def chat(self, **said: Any) -> dict[str, Any]:
        """Say something on one thread, and return the stream's messages by name."""
        body = {"user_id": "ana", "thread_id": "kitchen", **said}
        reply = await self.http.post("/v1/chat", json=body)
        messages = (message.split("\ndata: ") for message in reply.text.strip().split("\n\n"))
        heard: dict[str, Any] = {}
        for name, data in messages:
            values = orjson.loads(data)
            heard |= {name.removeprefix("event: "): values}
            if "reply" in values:
                heard["reply"] = values["reply"]
        return heard


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    app = create_app(read_settings(data_dir=tmp_path / "var", training_data_dir=tmp_path / "t"))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http,
    ):
        services: Services = app.state.runtime.services
        parts = Part(services.catalog), Part(services.journal)
        _use(app, replace(services, catalog=parts[0], journal=parts[1]))
        yield Shop(http, *parts)


def _use(app: FastAPI, services: Services) -> None:
    steps = Steps.of(services)
    app.state.runtime = replace(
        app.state.runtime,
        services=services,
        steps=steps,
        conversation=Conversation.of(steps),
    )


@pytest.mark.parametrize("failure", [Unavailable("away"), RuntimeError("nonsense"), OSError(5)])
async def test_a_search_without_the_catalogue_shows_what_was_found_lately(
    shop: Shop, failure: Exception
) -> None:
    before = await shop.search()
    shop.catalog.failure = failure
    reply = await shop.search()
    assert reply["degraded"] == ["catalog"]
    assert {r["product"]["sku"] for r in reply["results"]} & {
        r["product"]["sku"] for r in before["results"]
    }
    shop.catalog.failure = None
    assert (await shop.search())["degraded"] == []


async def test_a_search_does_not_wait_for_a_catalogue_that_hangs(shop: Shop) -> None:
    shop.catalog.hangs = True
    begun = monotonic()
    assert (await shop.search())["degraded"] == ["catalog"]
    assert monotonic() - begun < 2


@pytest.mark.parametrize("failure", [Unavailable("away"), RuntimeError("nonsense")])
async def test_a_vague_request_without_the_catalogue_is_still_asked_back(
    shop: Shop, failure: Exception
) -> None:
    shop.catalog.failure = failure
    proposal = (await shop.chat(message="something for breakfast"))["proposal"]
    assert proposal["hypotheses"]
    assert proposal["degraded"] == ["catalog"]


async def test_a_pick_that_could_not_be_written_can_be_made_again(shop: Shop) -> None:
    ask = {"user_id": "ana", "input_text": "build an API", "auto_advance": False}
    asked = (await shop.http.post("/v1/execute", json=ask)).json()
    pick = {"user_id": "ana", "execution_id": asked["execution_id"], "hypothesis_id": "h1"}
    shop.journal.failure = Unavailable("The journal cannot commit.", retry_after=1)
    assert (await shop.http.post("/v1/execute", json=pick)).status_code == 503
    shop.journal.failure = None
    other = await shop.http.post("/v1/execute", json=pick | {"hypothesis_id": "h2"})
    assert other.json()["selected_id"] == "h2"
    assert (await shop.http.post("/v1/execute", json=pick)).status_code == 409


async def test_a_pick_whose_products_could_not_be_shown_shows_them_when_made_again(
    shop: Shop,
) -> None:
    asked = await shop.chat(message="something for breakfast")
    pick = {"proposal_id": asked["proposal"]["proposal_id"], "choice": "h1"}
    shop.journal.failure = Unavailable("The journal cannot commit.", retry_after=1)
    shop.journal.spared = Kind.SELECTION_MADE
    failed = await shop.chat(selection=pick)
    assert "reply" in failed
    assert "proposal" not in failed
    shop.journal.failure = None
    again = await shop.chat(selection=pick)
    assert again["reply"] == failed["reply"]
    assert again["proposal"]["products"]
    assert "proposal" not in await shop.chat(selection=pick)
