"""Every reply is noted by its route's template."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.measure import Measure, log_answer


def app() -> Measure:
    inner = FastAPI()

    @inner.get("/user/{user_id}/cart")
    async def cart(user_id: str) -> str:
        return user_id

    @inner.get("/broken")
    async def broken() -> None:
        raise RuntimeError

    ticks: Iterator[float] = iter([1.0, 1.25])
    return Measure(inner, (log_answer,), lambda: next(ticks))


async def get(path: str) -> list[dict[str, object]]:
    transport = httpx.ASGITransport(app())
    with capture_logs() as logs:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await client.get(path)
    return [dict(line) for line in logs]


async def test_a_line_names_the_template_and_not_who_was_asked_about() -> None:
    logs = await get("/user/ana/cart?q=secret")
    assert logs == [
        {
            "event": "request_answered",
            "log_level": "info",
            "method": "GET",
            "route": "/user/{user_id}/cart",
            "status": 200,
            "ms": 250.0,
        }
    ]


async def test_an_address_without_a_route_is_not_repeated() -> None:
    assert [(line["route"], line["status"]) for line in await get("/ana")] == [("-", 404)]


async def test_a_request_that_fails_is_logged_too() -> None:
    with capture_logs() as logs, pytest.raises(RuntimeError):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app()), base_url="http://localhost"
        ) as client:
            await client.get("/broken")
    assert [line["route"] for line in logs] == ["/broken"]
