"""The door: who may call, what a body may be, and what every reply carries."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.body_limits import MAX_BODY, check_body
from api.log_setup import REQUEST_ID
from api.problems import MEDIA_TYPE, encode_problem, headers_of, report_unexpected
from domain.errors import Busy, LeafLoopError, Refused, TooLarge, WrongMediaType

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS: Final = frozenset({"/healthz", "/metrics"})
"""Answered while draining too."""

_LOOPBACK: Final = rb"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?"
_HOST: Final = re.compile(_LOOPBACK, re.IGNORECASE)
_ORIGIN: Final = re.compile(rb"https?://" + _LOOPBACK, re.IGNORECASE)
_JSON: Final = re.compile(rb"application/json\s*(?:;.*)?", re.IGNORECASE)
_GIVEN_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_DIGITS: Final = re.compile(rb"[0-9]{1,18}")

CONTENT_POLICY: Final = b"content-security-policy"
_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), "
        b"geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        b"picture-in-picture=(), usb=(), xr-spatial-tracking=()",
    ),
)
_OWN_CONTENT: Final = (
    CONTENT_POLICY,
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    b"form-action 'none'; frame-ancestors 'none'",
)
"""For every reply that brings no policy of its own: nothing inline, nothing from elsewhere."""


@dataclass(slots=True)
class Drain:
    """Whether the server is going away.

    Attributes:
        on: Set once, when the server was told to stop.
        retry_after: Seconds after which a caller should try again.
    """

    on: bool = False
    retry_after: float = 2.0


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware in front of every route.

    With auth off the caller's address is its only right, so a web page must not be able to speak
    for it: the Host has to be loopback (a foreign name that resolves to it is refused), an Origin
    has to be loopback on any port, and a body has to be JSON, which no HTML form can send.

    Attributes:
        app: What comes after.
        drain: Turned on when the server stops; new requests then get 503.
        new_request_id: Makes the X-Request-Id of a request that brings none.
        loopback_only: Whether Host and Origin are checked; true exactly when auth is off.
        max_body: Bytes in one body.
    """

    app: ASGIApp
    drain: Drain
    new_request_id: Callable[[], str]
    loopback_only: bool = True
    max_body: int = MAX_BODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or hand on one connection."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = _Headers(scope["headers"])
        given = headers.request_id
        known = given is not None and _GIVEN_ID.fullmatch(given) is not None
        request_id = given.decode() if given and known else self.new_request_id()
        REQUEST_ID.set(request_id)
        reply = _Reply(send, request_id.encode())
        try:
            self._admit(scope["path"], headers)
            if scope["method"] not in _READS:
                receive = await self._checked(headers, receive)
            await self.app(scope, receive, reply)
        except ClientDisconnect:
            return
        except LeafLoopError as error:
            await reply.problem(error)
        except Exception as error:
            await reply.problem(report_unexpected(error))

    def _admit(self, path: str, headers: "_Headers") -> None:
        if self.loopback_only:
            if not headers.hosts or not all(map(_HOST.fullmatch, headers.hosts)):
                raise Refused(
                    "the Host header is not a loopback name; call 127.0.0.1, localhost or [::1]"
                )
            if headers.origin is not None and not _ORIGIN.fullmatch(headers.origin):
                raise Refused("a page of another origin may not call; serve it from loopback")
        if self.drain.on and path not in _ALWAYS:
            raise Busy("the server is stopping; call again", retry_after=self.drain.retry_after)

    async def _checked(self, headers: "_Headers", receive: Receive) -> Receive:
        length = headers.length
        if length is not None and not _DIGITS.fullmatch(length):
            raise TooLarge("the Content-Length is not a plain number of bytes")
        declared = int(length or 0)
        if headers.media_type is not None and not _JSON.fullmatch(headers.media_type):
            raise WrongMediaType("the body's Content-Type is not application/json; send that")
        if declared > self.max_body:
            raise self._too_large()
        body = await self._read(receive)
        if body:
            if headers.media_type is None:
                raise WrongMediaType("the body has no Content-Type; send application/json")
            check_body(body)
        return _Replay(body, receive)

    async def _read(self, receive: Receive) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.max_body:
                raise self._too_large()
            chunks.append(chunk)
            if not message.get("more_body", False):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the body is over {self.max_body} bytes; send it in smaller parts")


class _Headers:
    """The few request headers the door looks at."""

    __slots__ = ("hosts", "length", "media_type", "origin", "request_id")

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        self.hosts: list[bytes] = []
        self.origin: bytes | None = None
        self.media_type: bytes | None = None
        self.length: bytes | None = None
        self.request_id: bytes | None = None
        for name, value in headers:
            if name == b"host":
                self.hosts.append(value)
            elif name == b"origin":
                self.origin = value
            elif name == b"content-type":
                self.media_type = value
            elif name == b"content-length":
                self.length = value
            elif name == b"x-request-id":
                self.request_id = value


class _Replay:
    """Hands a body that was read once more to the route, then what the client does next."""

    __slots__ = ("_body", "_receive")

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Reply:
    """Sends a reply with the headers that every one carries."""

    __slots__ = ("_request_id", "_send", "_started")

    def __init__(self, send: Send, request_id: bytes) -> None:
        self._send = send
        self._request_id = request_id
        self._started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            given = message.get("headers", ())
            own = (*_SECURITY, (b"x-request-id", self._request_id))
            policy = () if any(name == CONTENT_POLICY for name, _ in given) else (_OWN_CONTENT,)
            message["headers"] = [*given, *own, *policy]
        await self._send(message)

    async def problem(self, error: LeafLoopError) -> None:
        """Send an error, unless a reply is on its way already; that one just breaks off."""
        if self._started:
            return
        body = encode_problem(error)
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            *((name.encode(), value.encode()) for name, value in headers_of(error).items()),
        ]
        await self({"type": "http.response.start", "status": error.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})
