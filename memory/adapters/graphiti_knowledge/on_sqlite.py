"""Keep what is known in one SQLite file."""

import asyncio
from pathlib import Path
from typing import Any

from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import EntityNode

from domain.embedder import Embedder
from domain.errors import Unavailable
from memory.adapters.graphiti_knowledge.adapter import GraphitiKnowledge
from memory.adapters.graphiti_knowledge.driver import Removal
from memory.adapters.graphiti_sqlite import SqliteDriver


async def open_sqlite(
    path: Path, embedder: Embedder, fingerprint: str, *, seconds: float = 5.0
) -> GraphitiKnowledge:
    """Open the graph in a file, which is made when missing.

    Args:
        path: The file; its directory is made, too.
        embedder: Makes the vectors.
        fingerprint: Of the secret that the groups are named by.
        seconds: Longest time a call may take.

    Raises:
        Unavailable: The file cannot be opened, or is no graph.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        driver = await asyncio.to_thread(
            SqliteDriver, path, require_groups=True, busy_seconds=seconds
        )
    except (OSError, TimeoutError) as error:
        raise Unavailable(str(error)) from error

    async def remove(transaction: Any, removal: Removal) -> None:
        own: Any = driver.graph_operations_interface  # deletes within a transaction, too
        group, edges = removal.group, list(removal.memories)
        nodes = [*removal.memories, *removal.things]  # episodes are nodes
        await own.edge_delete_by_uuids(EntityEdge, driver, edges, group, tx=transaction)
        await own.node_delete_by_uuids(EntityNode, driver, nodes, group, tx=transaction)

    return GraphitiKnowledge(driver, remove, embedder, fingerprint, seconds=seconds)
