"""What every store with personal data can do: find, export and forget one subject."""

from typing import Any, Protocol, runtime_checkable


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


@runtime_checkable
class Rebuildable(Erasable, Protocol):
    """A store that follows the journal, and can be made to hold what it holds now."""

    async def rebuild(self, subject: str) -> None:
        """Make it hold what the journal holds about a subject, and nothing else of them."""
        ...


class Aggregate(Protocol):
    """Numbers over all subjects; they name nobody, and are counted anew without the erased."""

    @property
    def name(self) -> str:
        """Stable name in receipts."""
        ...

    async def recount(self) -> None:
        """Count anew what the journal holds now."""
        ...
