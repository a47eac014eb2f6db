"""Put the server together: routes, problems, guard, measuring, and what is open meanwhile."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from itertools import count

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import Lifespan

from api import problems
from api.guard import Drain, Guard
from api.measure import Measure, log_answer
from api.metrics import Metrics
from api.routes import (
    admin,
    cart,
    chat,
    dead_letters,
    documentation,
    events,
    execute,
    facets,
    learned,
    memories,
    operations,
    patterns,
    privacy,
    products,
    search,
    substitutes,
    thread,
    track,
    understand,
    users,
    usual,
    web,
)
from api.runtime import Runtime
from api.web_files import read_web_files
from domain.errors import LeafLoopError
from graph.conversation import Conversation
from graph.remembering import remembering
from graph.samples import stock
from graph.steps import Steps
from wiring.open import open_services
from wiring.settings import Settings

_ROUTES = (
    events,
    track,
    search,
    facets,
    substitutes,
    products,
    cart,
    usual,
    execute,
    chat,
    thread,
    understand,
    users,
    patterns,
    learned,
    privacy,
    memories,
    operations,
    dead_letters,
    admin,
    documentation,
    web,
)
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
_SUMMARY = "A learning loop for conversational shopping assistants."


def create_app(settings: Settings, drain: Drain | None = None) -> FastAPI:
    """Return the application; its stores open when it starts and close when it stops.

    Args:
        settings: What to open and how to answer.
        drain: Turned on by whoever stops the server.
    """
    drain = drain or Drain()
    metrics = Metrics()
    app = FastAPI(
        title="LeafLoop",
        summary=_SUMMARY,
        version=version("leafloop"),
        lifespan=_lifespan(settings, metrics, drain),
        docs_url=None,
        redoc_url=None,
        responses=problems.responses(),
        telemetry=_NO_TELEMETRY,
    )
    problems.install(app)
    for routes in _ROUTES:
        app.include_router(_summed_up(routes.router))
    documentation.serve_assets(app)
    app.state.web_files = read_web_files(settings.web_dir)
    app.add_middleware(Guard, drain=drain, new_request_id=_request_ids())
    listeners = (metrics.note, log_answer) if settings.access_log else (metrics.note,)
    app.add_middleware(Measure, listeners=listeners)
    return app


def _summed_up(router: APIRouter) -> APIRouter:
    """Give each route its description's first sentence as a summary, for the list of routes."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            route.summary = route.description.partition(".")[0].partition(";")[0]
    return router


def _lifespan(settings: Settings, metrics: Metrics, drain: Drain) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with open_services(settings) as services, remembering(services) as followers:
                steps = Steps.of(services)
                if settings.samples:
                    await stock(steps)
                metrics.watch(services)
                conversation = Conversation.of(steps)
                relays = (*services.relays, *followers)
                app.state.runtime = Runtime(services, steps, conversation, metrics, drain, relays)
                await services.graph_relay.start()  # loads the graph's library once requests run
                yield
        except LeafLoopError as error:
            app.state.failure = error  # uvicorn only says that the start failed, not why
            raise

    return lifespan


def _request_ids() -> Callable[[], str]:
    """Return a maker of ids that no other process's requests have."""
    process, numbers = os.urandom(6).hex(), count(1)
    return lambda: f"{process}-{next(numbers):x}"
