"""Where a command writes: the server that owns the data directory, or the stores themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson

from domain.errors import LeafLoopError, Unavailable
from memory.owner import Owner
from wiring.settings import Settings

MAX_BYTES = 1_500_000
MAX_ROWS = 1000
_SECONDS = 120.0


@asynccontextmanager
async def target(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of the running server, or of an application started for the occasion.

    Either way the same routes take what is written, with the same verdicts.
    """
    url = Owner.read_url(settings.data_dir)
    if url:  # whoever owns it without one is another command, and acquire says so
        async with httpx.AsyncClient(base_url=url, timeout=_SECONDS, trust_env=False) as client:
            yield client
        return
    from api.app import create_app

    owner = Owner.acquire(settings.data_dir, "")
    try:
        app = create_app(settings)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            yield client
    finally:
        owner.release()


async def post(client: httpx.AsyncClient, path: str, body: bytes) -> dict[str, Any]:
    """Post a JSON body and return the reply.

    Raises:
        Unavailable: The server does not answer.
        LeafLoopError: It refused; the message is its own.
    """
    return await send(client, "POST", path, body)


async def send(
    client: httpx.AsyncClient, method: str, path: str, body: bytes | None = None
) -> dict[str, Any]:
    """Send a request, with a JSON body or without one, and return the reply.

    Raises:
        Unavailable: The server does not answer.
        LeafLoopError: It refused; the message is its own.
    """
    headers = {} if body is None else {"content-type": "application/json"}
    try:
        reply = await client.request(method, path, content=body, headers=headers)
    except httpx.HTTPError as error:
        raise Unavailable(f"the server at {client.base_url} does not answer: {error}") from error
    try:
        values: dict[str, Any] = orjson.loads(reply.content)
        refusal = values["detail"] if reply.is_error else None
    except (orjson.JSONDecodeError, KeyError) as error:
        raise Unavailable(f"what answers at {client.base_url} is not LeafLoop") from error
    if refusal is not None:
        raise LeafLoopError(refusal)
    return values


class Packing:
    """Packs rows into bodies below the server's limit."""

    def __init__(self, name: str) -> None:
        """Start empty; `name` is the field that holds the rows."""
        self._name = name
        self._rows: list[bytes] = []
        self._size = 0

    def add(self, row: object) -> bytes | None:
        """Take a row; return a full body without it, if it did not fit any more."""
        encoded = orjson.dumps(row)
        full = len(self._rows) >= MAX_ROWS or self._size + len(encoded) > MAX_BYTES
        body = self.rest() if full else None
        self._rows.append(encoded)
        self._size += len(encoded) + 1
        return body

    def rest(self) -> bytes | None:
        """Return what is left as a body, or None."""
        if not self._rows:
            return None
        body = b'{"%s":[%s]}' % (self._name.encode(), b",".join(self._rows))
        self._rows, self._size = [], 0
        return body
