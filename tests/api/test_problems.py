"""Every error is a problem document that says what to do and nothing secret."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from structlog.testing import capture_logs

from api.problems import MEDIA_TYPE, encode_problem, install, responses
from api.schemas.subject import Body
from domain.errors import Busy, Conflict, Invalid, NotFound


class Sized(Body):
    size: int


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install(app)

    @app.get("/missing", responses=responses(NotFound))
    async def missing() -> None:
        raise NotFound("no such cart; make one first")

    @app.get("/busy")
    async def busy() -> None:
        raise Busy("full", retry_after=0.4)

    @app.get("/rows")
    async def rows() -> None:
        raise Invalid("two rows", errors=[{"row": 1}, {"row": 2}])

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("ana's secret")

    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, "short and stout", {"x-kind": "teapot"})

    @app.post("/sized")
    async def sized(body: Sized) -> int:
        return body.size

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_an_error_answers_with_its_status_and_code(client: httpx.AsyncClient) -> None:
    answer = await client.get("/missing")
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "type": "urn:leafloop:problem:not_found",
            "title": "Not found",
            "status": 404,
            "detail": "no such cart; make one first",
            "errors": [],
        },
    )


async def test_an_error_that_passes_says_when_in_whole_seconds(client: httpx.AsyncClient) -> None:
    assert (await client.get("/busy")).headers["retry-after"] == "1"


async def test_an_error_lists_its_rows(client: httpx.AsyncClient) -> None:
    assert (await client.get("/rows")).json()["errors"] == [{"row": 1}, {"row": 2}]


async def test_a_field_that_cannot_be_read_is_named_without_its_value(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/sized", json={"size": "private" * 1000})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:leafloop:problem:invalid"
    assert answer.json()["errors"][0]["field"] == "body.size"
    assert b"private" not in answer.content


def test_an_error_that_holds_half_a_character_is_still_written() -> None:
    assert json.loads(encode_problem(NotFound("no \ud800 here")))["detail"] == "no \ud800 here"


async def test_a_thousand_wrong_fields_give_a_short_answer(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sized", json={"k" * 1000 + str(n): n for n in range(1000)})
    assert len(answer.content) < 20_000
    assert answer.json()["detail"].startswith("1001 fields")


@pytest.mark.parametrize("body", [b"{", b"\xff", b""])
async def test_a_body_that_is_no_json_is_a_problem(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/sized", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == MEDIA_TYPE


async def test_an_unknown_address_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:leafloop:problem:not_found")
    assert "/docs" in answer.json()["detail"]


async def test_a_wrong_method_says_which_ones_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.put("/sized")
    assert answer.json()["type"] == "urn:leafloop:problem:method_not_allowed"
    assert answer.headers["allow"] == "POST"


async def test_an_http_exception_keeps_its_words_and_headers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/teapot")
    assert (answer.status_code, answer.json()["detail"]) == (418, "short and stout")
    assert answer.headers["x-kind"] == "teapot"


async def test_an_unforeseen_exception_tells_the_log_where_and_the_caller_nothing(
    client: httpx.AsyncClient,
) -> None:
    with capture_logs() as logs:
        answer = await client.get("/broken")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:leafloop:problem:internal")
    assert "secret" not in answer.text
    assert logs[0]["event"] == "request_failed"
    assert logs[0]["error"] == "RuntimeError"
    assert "broken" in logs[0]["where"][-1]
    assert "secret" not in str(logs)


async def test_openapi_describes_the_errors_of_a_route(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    described = document["paths"]["/missing"]["get"]["responses"]
    assert described["404"]["description"] == "Not Found: not_found"
    schema = described["404"]["content"][MEDIA_TYPE]["schema"]["$ref"].rpartition("/")[2]
    assert "detail" in document["components"]["schemas"][schema]["properties"]


def test_errors_of_one_status_share_their_description() -> None:
    assert responses(Conflict, Invalid)[422]["description"].endswith(": invalid")
