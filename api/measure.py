"""Time every request by its route's template, never by its path."""

from dataclasses import dataclass
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Measure:
    """ASGI middleware in front of the guard."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection and note how long it took."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        begun = perf_counter()
        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if route != "none" else "none"
            self.metrics.seconds.labels(method, route).observe(perf_counter() - begun)
            self.metrics.replies.labels(method, route, status).inc()
