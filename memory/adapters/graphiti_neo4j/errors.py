"""What can go wrong between a graph and its server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from neo4j.exceptions import (
    ConnectionPoolError,
    DatabaseUnavailable,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

_OUT_OF_TIME = ("TransactionTimedOut", "LockAcquisitionTimeout", "LockClientStopped")


class ServerAway(ConnectionError):
    """The server cannot be reached, or closed the connection."""


class ServerSlow(TimeoutError):
    """The server did not answer within the deadline."""


class GroupRequired(ValueError):
    """A call named no group, on a driver opened with `require_groups=True`."""


@asynccontextmanager
async def bounded(deadline: float, address: str) -> AsyncIterator[None]:
    """Give what is inside so many seconds, and say in one way that the server is away or slow.

    Args:
        deadline: Seconds.
        address: The server, for the message.

    Raises:
        ServerAway: There is no connection to the server.
        ServerSlow: The seconds are over, or the server stopped the transaction for its length.
    """
    try:
        async with asyncio.timeout(deadline):
            yield
    except (ServerAway, ServerSlow):
        raise
    except TimeoutError as error:
        raise ServerSlow(
            f"Neo4j at {address} did not answer within {deadline:g} s. Check the server, or allow "
            "more time."
        ) from error
    except (ConnectionPoolError, DatabaseUnavailable, ServiceUnavailable, SessionExpired) as error:
        raise ServerAway(
            f"Neo4j at {address} cannot be reached: {error}. Check the address and the server."
        ) from error
    except Neo4jError as error:
        if (error.code or "").rpartition(".")[2].startswith(_OUT_OF_TIME):
            raise ServerSlow(
                f"Neo4j at {address} stopped a transaction that took longer than {deadline:g} s."
            ) from error
        raise
