"""What every store with personal data can do: find, export and forget one subject."""

from typing import Any, Protocol


class Erasable(Protocol):
    """A store as erasure and export see it; the subject is the user id, never a pseudonym."""

    @property
    def name(self) -> str:
        """Stable name in receipts and exports, such as `journal`."""
        ...

    async def forget(self, subject: str) -> int:
        """Remove everything about a subject, from the bytes of the files too.

        Returns:
            How many records there were.

        Raises:
            Busy: The records are gone, but some bytes are not yet; call again.
        """
        ...

    async def find(self, subject: str) -> int:
        """Return how many records about a subject there are."""
        ...

    async def export(self, subject: str) -> Any:
        """Return everything held about a subject, as JSON values."""
        ...
