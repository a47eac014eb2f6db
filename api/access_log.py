"""One log line per request, which names the route's template and never its path or query."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNROUTED: Final = "-"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AccessLog:
    """ASGI middleware around the guard, so that what the guard refuses is logged too.

    Attributes:
        app: What comes after.
        timer: Seconds that only ever grow.
    """

    app: ASGIApp
    timer: Callable[[], float] = time.perf_counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on one connection and log how it was answered."""
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
            _log.info(
                "request_answered",
                method=scope["method"],
                route=getattr(scope.get("route"), "path", _UNROUTED),
                status=status,
                ms=round((self.timer() - begun) * 1000, 2),
            )
