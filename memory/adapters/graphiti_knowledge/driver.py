"""What the knowledge port needs of a Graphiti driver beyond what Graphiti asks of every driver."""

from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from graphiti_core.edges import EntityEdge
from graphiti_core.search.search_filters import SearchFilters


class ScoringDriver(Protocol):
    """A driver that tells scores, reads many pairs at once, and erases a group.

    It is a graphiti_core.driver.driver.GraphDriver besides.
    """

    async def edge_scores(
        self,
        query: str,
        vector: Sequence[float],
        group_id: str,
        search_filter: SearchFilters,
        limit: int,
    ) -> tuple[list[tuple[EntityEdge, float]], list[tuple[EntityEdge, float]]]:
        """Return edges by words with their BM25, and by meaning with their cosine, best first."""
        ...

    async def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[EntityEdge]:
        """Return the edges from the first node of each pair to the second, in one read."""
        ...

    async def erase_group(self, group_id: str) -> int:
        """Remove every row of a group, from the bytes of the files too."""
        ...

    async def count_group(self, group_id: str) -> int:
        """Return how many rows a group has."""
        ...

    def session(self, database: str | None = None) -> AbstractAsyncContextManager[Any]:
        """Return a session; its `execute_write` runs a function in one transaction."""
        ...

    def close(self) -> Awaitable[None]:
        """Release the store."""
        ...


@dataclass(frozen=True, slots=True)
class Removal:
    """What a write removes from one group.

    Attributes:
        group: Whose.
        memories: Ids of edges or episodes.
        things: Ids of the nodes that no other fact is about.
    """

    group: str
    memories: tuple[str, ...]
    things: tuple[str, ...]


class Remove(Protocol):
    """Removes records within a transaction."""

    async def __call__(self, transaction: Any, removal: Removal) -> None:
        """Remove what a removal names; what is not there is no error."""
        ...
