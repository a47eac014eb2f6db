"""Keep what is known in a Neo4j server."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

from domain.embedder import Embedder
from domain.errors import Misconfigured
from memory.adapters.graphiti_knowledge.adapter import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.driver import Removal
from memory.adapters.graphiti_knowledge.outage import files_or_network
from memory.adapters.graphiti_neo4j import Neo4jGraphDriver
from memory.adapters.graphiti_neo4j.client import Limits

_SERVERS_OWN: Final = "Neo.ClientError.Security"
_REMOVALS: Final = (
    """
    MATCH ()-[e:RELATES_TO]->() WHERE e.uuid IN $memories AND e.group_id = $group
    DELETE e
    """,
    """
    MATCH (n:Episodic) WHERE n.uuid IN $memories AND n.group_id = $group
    DETACH DELETE n
    """,
    """
    MATCH (n:Entity) WHERE n.uuid IN $things AND n.group_id = $group
    DETACH DELETE n
    """,
)


async def open_neo4j(
    url: str,
    embedder: Embedder,
    fingerprint: str,
    *,
    database: str = "neo4j",
    seconds: float = 5.0,
) -> GraphitiKnowledge:
    """Return the graph of a server; nothing is sent before the first call.

    Args:
        url: Such as `bolt://127.0.0.1:7687`, or `bolt://user:password@127.0.0.1:7687` where the
            server asks who comes; what has a meaning of its own in an address is %-escaped.
        embedder: Makes the vectors.
        fingerprint: Of the secret that the groups are named by.
        database: Its name on the server.
        seconds: Longest time a call may take.

    Raises:
        Misconfigured: The address is none.
    """
    limits = Limits(deadline=seconds, connecting=seconds, acquiring=seconds)
    size = embedder.dimensions
    try:
        address, user, password = _parts(url)
        driver = Neo4jGraphDriver(
            address, user, password, database, dimension=size, require_groups=True, limits=limits
        )
    except (DriverError, ValueError) as error:
        raise Misconfigured(
            "The address of the knowledge graph's server is not one that Neo4j knows; give one "
            "such as bolt://127.0.0.1:7687."
        ) from error
    return GraphitiKnowledge(
        driver, _remove, embedder, fingerprint, seconds=seconds, is_outage=is_outage
    )


def is_outage(error: Exception) -> bool:
    """Whether an error says something against the server rather than against what it was given.

    Neo4j calls a statement that it refuses a client error; so it calls a wrong password, which is
    no event's fault.
    """
    if isinstance(error, ClientError):
        return isinstance(error, AuthError) or (error.code or "").startswith(_SERVERS_OWN)
    return isinstance(error, DriverError | Neo4jError) or files_or_network(error)


def _parts(url: str) -> tuple[str, str | None, str | None]:
    """Return an address, a user and a password; Neo4j takes no login within an address."""
    parts = urlsplit(url)
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=host)), unquote(user) or None, unquote(password) or None


async def _remove(transaction: Any, removal: Removal) -> None:
    for statement in _REMOVALS:
        await transaction.run(
            statement,
            group=removal.group,
            memories=list(removal.memories),
            things=list(removal.things),
        )
