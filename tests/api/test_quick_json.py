"""Long bodies are read quickly, and what is no JSON is refused in the usual form."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from api import problems
from api.quick_json import QuickJson


class Numbers(BaseModel):
    """A body."""

    numbers: list[float]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter(route_class=QuickJson)

    @router.post("/sum")
    async def add(body: Numbers) -> dict[str, Any]:
        return {"sum": sum(body.numbers)}

    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def send(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await client.post("/sum", content=body, headers={"content-type": "application/json"})


async def test_a_body_is_read(client: httpx.AsyncClient) -> None:
    reply = await send(client, b'{"numbers": [1, 2.5]}')
    assert reply.json() == {"sum": 3.5}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"numbers": [NaN]}', b'{"numbers": ["one"]}', b'{"numbers": [1]} more', b"\xff"],
)
async def test_a_body_that_is_no_json_or_has_another_shape_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    reply = await send(client, body)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == problems.MEDIA_TYPE
