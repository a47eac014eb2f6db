"""An empty knowledge graph for a server that a test runs, embedded or on a real Neo4j."""

from neo4j import GraphDatabase

from tests.servers import address

_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


def emptied(graph: str) -> str:
    """Return LEAFLOOP_GRAPH for `sqlite`, or for `neo4j` after all that is in it is deleted."""
    if graph == "sqlite":
        return graph
    url = address("neo4j")
    with GraphDatabase.driver(url) as driver, driver.session() as session:
        session.run(_EMPTY).consume()
    return url
