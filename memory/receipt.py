"""What an erasure did, store by store, without a word about whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["pending", "complete"]


@dataclass(frozen=True, slots=True)
class StoreReceipt:
    """What became of one store.

    Attributes:
        name: The store's stable name.
        deleted: How many records there were.
        residue: How many were found afterwards; None while the store does not answer.
        status: pending until nothing of them is left, not even in the bytes of its files.
    """

    name: str
    deleted: int = 0
    residue: int | None = None
    status: Status = "pending"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of every store.

    Attributes:
        receipt_id: 16 bytes, UUIDv7.
        at: When the erasure was asked for, in milliseconds.
        stores: In the order in which they are emptied.
    """

    receipt_id: bytes
    at: int
    stores: Sequence[StoreReceipt]

    @property
    def status(self) -> Status:
        """`complete` once every store is."""
        return "complete" if all(s.status == "complete" for s in self.stores) else "pending"

    def found_nothing(self) -> bool:
        """Whether every store answered that it never held anything."""
        return all(s.status == "complete" and s.deleted == 0 for s in self.stores)
