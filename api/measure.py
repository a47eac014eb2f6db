"""Note every reply: its route's template, never its path or query, its status and its time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNROUTED: Final = "-"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and how it was answered.

    Attributes:
        method: HTTP method; `-` where no route was found.
        route: The route's template; `-` where there is none.
        status: HTTP status; 0 when the client went away first.
        seconds: From the request's head to the end of the reply.
    """

    method: str
    route: str
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measure:
    """ASGI middleware around the guard, so that what the guard refuses is noted too.

    Attributes:
        app: What comes after.
        listeners: Called with every reply.
        timer: Seconds that only ever grow.
    """

    app: ASGIApp
    listeners: Sequence[Callable[[Answered], None]]
    timer: Callable[[], float] = time.perf_counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on one connection and note how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        begun = self.timer()
        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", _UNROUTED)
            method = _UNROUTED if route == _UNROUTED else scope["method"]
            answered = Answered(method, route, status, self.timer() - begun)
            for listener in self.listeners:
                listener(answered)


def log_answer(answered: Answered) -> None:
    """Write one log line."""
    _log.info(
        "request_answered",
        method=answered.method,
        route=answered.route,
        status=answered.status,
        ms=round(answered.seconds * 1000, 2),
    )
