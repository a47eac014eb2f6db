"""Count and erase everything of one group, in batches that a small server can hold."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

Run = Callable[..., Awaitable[Any]]

LABELS: Final = ("Entity", "Episodic", "Community", "Saga")
RELATIONS: Final = ("RELATES_TO", "MENTIONS", "HAS_MEMBER", "HAS_EPISODE", "NEXT_EPISODE")


async def count(run: Run, group_id: str) -> int:
    """Return how many nodes and relationships a group has."""
    nodes = (f"MATCH (x:{label} {{group_id: $group_id}})" for label in LABELS)
    relations = (f"MATCH ()-[x:{name} {{group_id: $group_id}}]->()" for name in RELATIONS)
    total = 0
    for match in (*relations, *nodes):
        found = await run(f"{match} RETURN count(x) AS found", group_id=group_id)
        total += int(found[0]["found"])
    return total


async def erase(run: Run, group_id: str, batch_size: int) -> int:
    """Delete every node and relationship of a group, and return how many there were.

    Relationships go first: a thing that thousands of facts hang on would else be one huge batch.
    """
    relations = [f"MATCH ()-[x:{name} {{group_id: $group_id}}]->()" for name in RELATIONS]
    erased = await _delete(run, relations, "DELETE", group_id, batch_size)
    return erased + await erase_nodes(run, LABELS, group_id, batch_size)


async def erase_nodes(run: Run, labels: Iterable[str], group_id: str, batch_size: int) -> int:
    """Delete the nodes of a group that have a label, with their relationships."""
    matches = [f"MATCH (x:{label} {{group_id: $group_id}})" for label in labels]
    return await _delete(run, matches, "DETACH DELETE", group_id, batch_size)


async def _delete(run: Run, matches: list[str], how: str, group_id: str, batch_size: int) -> int:
    total = 0
    for match in matches:
        statement = f"{match} WITH x LIMIT $batch_size {how} x RETURN count(*) AS gone"
        gone = batch_size
        while gone == batch_size:
            found = await run(statement, group_id=group_id, batch_size=batch_size)
            gone = int(found[0]["gone"])
            total += gone
    return total
