"""The state of each store in a few words, for /readyz and for the dashboard."""

from api.runtime import Runtime
from domain.errors import Unavailable


async def store_states(running: Runtime) -> dict[str, str]:
    """Return the state of each store by name; `ok` where nothing is to be said."""
    services = running.services
    return {
        "journal": "ok" if await services.journal.healthy() else "unavailable",
        "profiles": "ok" if services.runner.seq == await services.journal.last_seq() else "behind",
        "catalog": await _catalog(running),
        "cache": await _cache(running),
        "threads": "ok" if await services.threads.healthy() else "unavailable",
        "training_log": "degraded" if services.training_relay.degraded else "ok",
        "graph": await _graph(running),
        "llm": await _language(running),
    }


async def _catalog(running: Runtime) -> str:
    try:
        return f"ok: {await running.services.catalog.count()} products"
    except Unavailable:
        return "unavailable"


async def _graph(running: Runtime) -> str:
    services = running.services
    lag = services.graph_relay.lag
    if await services.knowledge.healthy():
        return f"behind: {lag} events" if lag else "ok"
    return "unavailable" if services.graph_relay.degraded else "loading"


async def _cache(running: Runtime) -> str:
    cache = running.services.results.cache
    if cache is None:
        return "off"
    return "ok" if await cache.healthy() else "unavailable, the catalogue is asked each time"


async def _language(running: Runtime) -> str:
    language = running.services.language
    if language.completer is None:
        return "rules"
    state = "ok" if await language.completer.healthy() else "unavailable, the rules answer"
    return f"{language.completer.name}: {state}"
