"""The door admits who may call, and bodies that can be read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.guard import Drain, Guard
from domain.errors import NotFound

LOCAL = (b"host", b"127.0.0.1:8000")
JSON = (b"content-type", b"application/json")


class Echo:
    """An application that answers 200 with the body it was given."""

    def __init__(
        self,
        fails: Exception | None = None,
        *,
        late: bool = False,
        headers: Iterable[tuple[bytes, bytes]] = (),
    ) -> None:
        self.fails = fails
        self.headers = list(headers)
        self.late = late
        self.called = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.called += 1
        if self.fails and not self.late:
            raise self.fails
        body = b"" if scope["method"] == "GET" else (await receive())["body"]
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        if self.fails:
            raise self.fails
        await send({"type": "http.response.body", "body": body})


class Answer:
    def __init__(self, messages: list[Message], unread: int) -> None:
        self.messages = messages
        self.unread = unread

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(m["body"] for m in self.messages[1:])

    @property
    def code(self) -> str:
        assert self.headers[b"content-type"] == b"application/problem+json"
        document = json.loads(self.body)
        assert document["status"] == self.status
        return str(document["type"]).removeprefix("urn:leafloop:problem:")


async def call(
    chunks: Iterable[bytes] = (b"",),
    *,
    headers: Iterable[tuple[bytes, bytes]] = (LOCAL, JSON),
    method: str = "POST",
    path: str = "/api/v1/events",
    app: Echo | None = None,
    **options: Any,
) -> Answer:
    parts = list(chunks)
    feed: Iterator[Message] = iter(
        [
            {"type": "http.request", "body": part, "more_body": n + 1 < len(parts)}
            for n, part in enumerate(parts)
        ]
        + [{"type": "http.disconnect"}]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return next(feed)

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(
        app or Echo(),
        options.pop("drain", Drain()),
        options.pop("new_request_id", lambda: "made-here"),
        **options,
    )
    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    await guard(scope, receive, send)
    return Answer(sent, len(list(feed)))


@pytest.mark.parametrize(
    "host", [b"127.0.0.1", b"localhost:8000", b"LOCALHOST", b"[::1]", b"[::1]:9999"]
)
async def test_a_loopback_host_may_call(host: bytes) -> None:
    assert (await call(headers=[(b"host", host), JSON])).status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [b"evil.example"],
        [b"localhost.evil.example"],
        [b"localhost:8000@evil.example"],
        [b"10.0.0.1"],
        [b""],
        [],
        [b"localhost", b"evil.example"],
        [b"localhost\n"],
    ],
)
async def test_a_foreign_host_is_refused(hosts: list[bytes]) -> None:
    app = Echo()
    answer = await call(headers=[*((b"host", host) for host in hosts), JSON], app=app)
    assert (answer.status, answer.code, app.called) == (403, "refused", 0)


async def test_a_foreign_host_may_call_when_tokens_say_who_calls() -> None:
    answer = await call(headers=[(b"host", b"shop.example"), JSON], loopback_only=False)
    assert answer.status == 200


@pytest.mark.parametrize("origin", [b"http://localhost:5173", b"http://127.0.0.1", b"http://[::1]"])
async def test_a_page_served_from_loopback_may_call(origin: bytes) -> None:
    assert (await call(headers=[LOCAL, JSON, (b"origin", origin)])).status == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("origin", [b"https://evil.example", b"null", b"http://localhost.evil.com"])
async def test_a_foreign_page_may_not_call(origin: bytes, method: str) -> None:
    answer = await call(headers=[LOCAL, JSON, (b"origin", origin)], method=method)
    assert (answer.status, answer.code) == (403, "refused")


@pytest.mark.parametrize(
    "media_type", [b"text/plain", b"application/x-www-form-urlencoded", b"application/jsonx", b""]
)
async def test_a_write_that_is_not_json_is_refused(media_type: bytes) -> None:
    answer = await call([b"{}"], headers=[LOCAL, (b"content-type", media_type)])
    assert (answer.status, answer.code) == (415, "wrong_media_type")


async def test_a_charset_beside_json_is_allowed() -> None:
    json_utf8 = (b"content-type", b"application/json; charset=utf-8")
    assert (await call([b"{}"], headers=[LOCAL, json_utf8])).status == 200


async def test_a_body_without_a_type_is_refused() -> None:
    assert (await call([b"{}"], headers=[LOCAL])).status == 415


async def test_a_write_without_a_body_needs_no_type() -> None:
    assert (await call(headers=[LOCAL], method="DELETE")).status == 200


async def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    answer = await call([b"x" * 11], headers=[LOCAL, JSON, (b"content-length", b"11")], max_body=10)
    assert (answer.status, answer.code, answer.unread) == (413, "too_large", 2)


@pytest.mark.parametrize("length", [b"-1", b"ten", b"9" * 5000])
async def test_a_length_that_is_no_number_is_refused(length: bytes) -> None:
    assert (await call(headers=[LOCAL, JSON, (b"content-length", length)])).status == 413


async def test_an_undeclared_body_is_read_no_further_than_the_limit() -> None:
    answer = await call([b"1234"] * 100, max_body=10)
    assert (answer.status, answer.unread) == (413, 98)


async def test_a_body_in_chunks_reaches_the_route_whole() -> None:
    assert (await call([b'{"a"', b":1}"])).body == b'{"a":1}'


async def test_what_the_client_does_after_its_body_reaches_the_route() -> None:
    heard: list[str] = []

    class Listening(Echo):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            heard.append((await receive())["type"])
            await super().__call__({**scope, "method": "GET"}, receive, send)

    await call([b"{}"], app=Listening())
    assert heard == ["http.disconnect"]


async def test_a_client_that_leaves_during_its_body_gets_no_answer() -> None:
    app = Echo()
    assert (await call([], app=app)).messages == []
    assert app.called == 0


async def test_nesting_beyond_the_limit_is_refused() -> None:
    assert (await call([b"[" * 33 + b"]" * 33])).code == "too_deep"
    assert (await call([b"[" * 32 + b"]" * 32])).status == 200


@pytest.mark.parametrize("body", [b'"\x00"', b'{"a":"\\u0000"}', b'"\\\\\\u0000"'])
async def test_a_nul_is_refused_raw_and_escaped(body: bytes) -> None:
    answer = await call([body])
    assert (answer.status, answer.code) == (422, "invalid")


async def test_a_backslash_before_what_looks_like_a_nul_is_harmless() -> None:
    assert (await call([b'"\\\\u0000"'])).status == 200


async def test_a_body_that_is_not_utf8_is_refused() -> None:
    assert (await call([b'"\xff"'])).code == "invalid"


async def test_a_draining_server_says_when_to_come_back() -> None:
    answer = await call(drain=Drain(on=True, retry_after=2.0))
    assert (answer.status, answer.code) == (503, "busy")
    assert answer.headers[b"retry-after"] == b"2"


async def test_a_draining_server_still_says_that_it_is_alive() -> None:
    answer = await call(method="GET", path="/healthz", drain=Drain(on=True))
    assert answer.status == 200


@pytest.mark.parametrize("host", [b"localhost", b"evil.example"])
async def test_every_reply_has_the_security_headers(host: bytes) -> None:
    headers = (await call(headers=[(b"host", host), JSON])).headers
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert headers[b"cross-origin-opener-policy"] == b"same-origin"


@pytest.mark.parametrize("host", [b"localhost", b"evil.example"])
async def test_every_reply_lets_only_the_servers_own_files_in(host: bytes) -> None:
    headers = (await call(headers=[(b"host", host), JSON])).headers
    policy = dict(each.split(b" ", 1) for each in headers[b"content-security-policy"].split(b"; "))
    shut = {b"object-src", b"base-uri", b"form-action", b"frame-ancestors"}
    assert {policy.pop(name) for name in shut} == {b"'none'"}
    assert policy.pop(b"img-src") == b"'self' data:"
    assert {b"default-src", b"script-src", b"style-src", b"font-src", b"connect-src"} == set(policy)
    assert set(policy.values()) == {b"'self'"}


async def test_every_reply_gives_up_what_a_page_could_ask_the_device_for() -> None:
    allowed = (await call()).headers[b"permissions-policy"].split(b", ")
    assert {b"camera=()", b"geolocation=()", b"microphone=()", b"payment=()"} <= set(allowed)
    assert all(each.endswith(b"=()") for each in allowed)


async def test_a_page_with_a_content_policy_of_its_own_keeps_that_one_alone() -> None:
    own = (b"content-security-policy", b"default-src 'none'")
    answer = await call(app=Echo(headers=(own,)))
    given = [pair for pair in answer.messages[0]["headers"] if pair[0] == own[0]]
    assert given == [own]


async def test_a_request_keeps_the_id_it_came_with() -> None:
    answer = await call(headers=[LOCAL, JSON, (b"x-request-id", b"web-1.a")])
    assert answer.headers[b"x-request-id"] == b"web-1.a"


@pytest.mark.parametrize("given_id", [b"", b"a b", b"a\r\nset-cookie: x", b"x" * 65, b"\xff"])
async def test_an_id_that_could_harm_a_log_is_replaced(given_id: bytes) -> None:
    answer = await call(headers=[LOCAL, JSON, (b"x-request-id", given_id)])
    assert answer.headers[b"x-request-id"] == b"made-here"


async def test_an_unforeseen_exception_is_answered_without_its_message() -> None:
    answer = await call(app=Echo(RuntimeError("ana's secret")))
    assert (answer.status, answer.code) == (500, "internal")
    assert b"secret" not in answer.body


async def test_an_error_of_the_route_keeps_its_own_status() -> None:
    assert (await call(app=Echo(NotFound("no such cart")))).status == 404


async def test_a_reply_that_has_begun_is_not_answered_twice() -> None:
    answer = await call(app=Echo(RuntimeError("x"), late=True))
    assert [m["type"] for m in answer.messages] == ["http.response.start"]


async def test_a_websocket_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing to read")

    await Guard(Echo(), Drain(), lambda: "r")({"type": "websocket"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


HEADER_VALUES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"localhost", b"application/json", b"http://localhost", b"5", b"chunked"]),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                b"host",
                b"origin",
                b"content-type",
                b"content-length",
                b"transfer-encoding",
                b"x-request-id",
            ]
        ),
        HEADER_VALUES,
    ),
    max_size=6,
)
BODIES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"[" * 40, b'"\\u0000"', b'{"a":', b"\\", b'"']),
    ),
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(
    headers=HEADERS,
    chunks=BODIES,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"]),
)
async def test_no_bytes_make_the_guard_fail(
    headers: list[tuple[bytes, bytes]], chunks: list[bytes], method: str
) -> None:
    answer = await call(chunks, headers=[*headers, LOCAL, JSON], method=method, max_body=100)
    if answer.messages:
        assert answer.status < 500
