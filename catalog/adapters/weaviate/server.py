"""One connection to a Weaviate server: every call ends within a deadline, and fails in one way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import weaviate
from grpc.aio import AioRpcError, UsageError
from weaviate.classes.init import AdditionalConfig, Auth, Timeout
from weaviate.collections import CollectionAsync
from weaviate.exceptions import WeaviateBaseError

from catalog.adapters.weaviate.address import Address
from domain.errors import Misconfigured, Unavailable, Unreadable

Rows = CollectionAsync[dict[str, Any], None]
"""A collection whose objects are plain properties."""

_REFUSED: Final = (WeaviateBaseError, AioRpcError, UsageError, httpx.HTTPError, OSError)
_NONSENSE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds.

    Attributes:
        connecting: For the first answer.
        reading: For a search, or a read by sku, whole.
        writing: For a batch, or a change of the schema.
    """

    connecting: float = 5.0
    reading: float = 3.0
    writing: float = 60.0


class Server:
    """A warm connection; its collections share it.

    Args:
        client: Connected.
        address: Where, for messages.
        limits: How long to wait.
    """

    def __init__(
        self, client: weaviate.WeaviateAsyncClient, address: Address, limits: Limits
    ) -> None:
        self.client = client
        self.address = address
        self.limits = limits
        self._rows: dict[str, Rows] = {}

    @classmethod
    async def connect(cls, address: Address, limits: Limits) -> "Server":
        """Connect, and see that HTTP and gRPC both answer.

        The client's own checks stay off: they ask a package index for its newest version.

        Raises:
            Misconfigured: No Weaviate answers there; the message says the mend.
        """
        client = weaviate.use_async_with_custom(
            http_host=address.host,
            http_port=address.port,
            http_secure=address.secure,
            grpc_host=address.host,
            grpc_port=address.grpc,
            grpc_secure=address.secure,
            auth_credentials=Auth.api_key(address.key) if address.key else None,
            additional_config=AdditionalConfig(
                timeout=Timeout(
                    init=limits.connecting, query=limits.writing, insert=limits.writing
                ),
                trust_env=False,
            ),
            skip_init_checks=True,
        )
        server = cls(client, address, limits)
        try:
            async with server.bounded(limits.connecting, "answer"):
                await client.connect()
                await server.rows("Nothing").exists()
                await server.greet()
        except Unavailable as error:
            await client.close()
            raise Misconfigured(
                f"LEAFLOOP_CATALOG: {error.detail} Start Weaviate there with its gRPC port at "
                f"{address.grpc}, or unset it to use the embedded catalogue."
            ) from error
        return server

    async def greet(self) -> None:
        """Ask for nothing over gRPC."""
        try:
            await self.rows("Nothing").query.fetch_objects(limit=1)
        except weaviate.exceptions.WeaviateQueryError as error:
            if "could not find class" not in str(error):
                raise

    def rows(self, name: str) -> Rows:
        """Return a collection; nothing is sent."""
        found = self._rows.get(name)
        if found is None:
            found = self.client.collections.use(name, skip_argument_validation=True)
            self._rows[name] = found
        return found

    @asynccontextmanager
    async def bounded(self, seconds: float, what: str) -> AsyncIterator[None]:
        """Give what is inside so many seconds, and say in one way that the server failed.

        Args:
            seconds: For all of it, the client's own retries included.
            what: What the server was to do, for the message.

        Raises:
            Unavailable: It cannot be reached, refuses, or takes too long.
            Unreadable: It answers something that no Weaviate would.
        """
        place = self.address.place
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise Unavailable(
                f"Weaviate at {place} did not {what} within {seconds:g} s.", retry_after=1
            ) from error
        except _REFUSED as error:
            raise Unavailable(
                f"Weaviate at {place} did not {what}: {_short(error)}.", retry_after=1
            ) from error
        except _NONSENSE as error:
            raise Unreadable(
                f"What answers at {place} is no Weaviate that can {what}: {_short(error)}.",
                retry_after=1,
            ) from error

    async def close(self) -> None:
        """Close the connection."""
        await self.client.close()


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
