"""Connect to a Neo4j server so that no call of it can last for ever."""

from dataclasses import dataclass

from neo4j import AsyncDriver, AsyncGraphDatabase, NotificationMinimumSeverity


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, and how many connections to keep.

    Attributes:
        deadline: Seconds for one call, its retries included; the server ends a longer transaction.
        retrying: Seconds in which a call is made again, when its connection broke or Neo4j asks to.
        connecting: Seconds for a new connection.
        acquiring: Seconds for a free connection out of the pool.
        connections: The most connections at once.
    """

    deadline: float = 30.0
    retrying: float = 2.0
    connecting: float = 5.0
    acquiring: float = 10.0
    connections: int = 50


def connect(uri: str, user: str | None, password: str | None, limits: Limits) -> AsyncDriver:
    """Return a client of a server; nothing is sent yet.

    The server's hints on queries are switched off: Graphiti's name labels and properties that an
    empty graph does not have yet, and each would be a line in the log.
    """
    return AsyncGraphDatabase.driver(
        uri,
        auth=(user, password or "") if user else None,
        max_connection_pool_size=limits.connections,
        connection_timeout=limits.connecting,
        connection_acquisition_timeout=limits.acquiring,
        max_transaction_retry_time=limits.retrying,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        warn_notification_severity=NotificationMinimumSeverity.OFF,
        telemetry_disabled=True,
    )
