"""The result cache port: what a search found, for everybody, before anyone's order."""

from typing import Final, Protocol

SECONDS: Final = 300.0
"""How long a result is kept."""


class ResultCache(Protocol):
    """Keeps bytes under a key for a while; losing any of them costs time and nothing else."""

    async def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key, or None; never raises."""
        ...

    async def put(self, key: bytes, value: bytes, seconds: float = SECONDS) -> None:
        """Keep a value; never raises.

        Args:
            key: Names the query, its filters and the version of the catalogue, and no person.
            value: Any bytes.
            seconds: How long it may be returned.
        """
        ...

    async def healthy(self) -> bool:
        """Whether values can be kept now."""
        ...

    async def close(self) -> None:
        """Release the connection."""
        ...
