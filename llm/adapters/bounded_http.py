"""HTTP to a model's server: nothing sent that was not asked for, no answer without end."""

from collections.abc import AsyncIterator
from typing import Final, cast

import httpx

MOST_BYTES: Final = 64_000
"""Bytes of one answer."""

MOST_LISTED: Final = 1_000_000
"""Bytes of a list of models, which is not read on the way to a shopper."""

_SENT: Final = frozenset({"host", "content-type", "content-length", "accept"})


class Oversized(httpx.TransportError):
    """An answer that goes on beyond what is read, or that is packed."""


class BoundedTransport(httpx.AsyncBaseTransport):
    """Cuts off an answer that grows beyond bounds, and keeps a library's own headers at home.

    Client libraries add keys and names they find in the environment, and facts about the machine.
    What leaves here is what the request needs, and the key that was configured.

    Args:
        key: Sent as bearer token, if any.
        most_bytes: Most bytes of an answer to a POST.
        inner: Carries the request; by default straight to the server, without proxies.
    """

    def __init__(
        self,
        key: str | None = None,
        most_bytes: int = MOST_BYTES,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._key = key
        self._most_bytes = most_bytes
        self._inner = inner or httpx.AsyncHTTPTransport(trust_env=False, retries=0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request.

        Raises:
            Oversized: At once for a packed answer; while it is read, for one that is too long.
        """
        request.headers = self._headers(request.headers)
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise Oversized("the answer is packed, so its size is not known")
        most = self._most_bytes if request.method == "POST" else MOST_LISTED
        stream = _Bounded(cast("httpx.AsyncByteStream", response.stream), most)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=stream,
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def _headers(self, asked: httpx.Headers) -> httpx.Headers:
        sent = [(name, value) for name, value in asked.multi_items() if name in _SENT]
        sent += [("user-agent", "leafloop"), ("accept-encoding", "identity")]
        return httpx.Headers(sent + ([("authorization", f"Bearer {self._key}")] * bool(self._key)))


class _Bounded(httpx.AsyncByteStream):
    """Another stream's bytes, as long as there are not too many."""

    def __init__(self, inner: httpx.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for chunk in self._inner:
            left -= len(chunk)
            if left < 0:
                raise Oversized(f"the answer goes on after {self._most:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def client(transport: BoundedTransport) -> httpx.AsyncClient:
    """Return a client that reads nothing from the environment and goes only where it is sent.

    It waits for ever: whoever asks sets the deadline, and it counts for everything together.
    """
    return httpx.AsyncClient(
        transport=transport, trust_env=False, follow_redirects=False, timeout=None
    )


def oversized(error: BaseException) -> bool:
    """Whether an error, or what it was made from, is an answer that was cut off."""
    return isinstance(error, Oversized) or isinstance(error.__cause__, Oversized)
