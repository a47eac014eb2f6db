"""Hold one unit vector per slot and find the slots nearest to a query."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Slots = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

HEAD: Final = 96
"""Leading dimensions that are scanned for every slot; a PCA keeps most of the variance there."""

SHORTLIST: Final = 1000
"""Fewest slots whose cosine is worked out in full."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The first `count` rows of two arrays that only ever grow.

    The leading dimensions lie apart from the rest: scanning them alone touches half the memory,
    which is what bounds a search.

    Attributes:
        head: Shape (capacity, min(HEAD, dimensions)).
        tail: Shape (capacity, dimensions - head's).
        count: Slots in use; rows beyond it belong to a later snapshot.
    """

    head: Floats
    tail: Floats
    count: int

    @classmethod
    def empty(cls, dimensions: int) -> "Vectors":
        """Return no vectors of some length."""
        head = min(HEAD, dimensions)
        return cls(
            np.empty((0, head), dtype=np.float32), np.empty((0, dimensions - head), np.float32), 0
        )

    def extended(self, rows: Floats) -> "Vectors":
        """Return these vectors and more; the receiver stays as it is."""
        count = self.count + len(rows)
        head, tail = self.head, self.tail
        if count > len(head):
            capacity = max(1024, count, len(head) * 3 // 2)
            head, tail = _grown(head, self.count, capacity), _grown(tail, self.count, capacity)
        head[self.count : count] = rows[:, :HEAD]
        tail[self.count : count] = rows[:, HEAD:]
        return Vectors(head, tail, count)

    def at(self, slots: Slots) -> Floats:
        """Return whole vectors, shape (len(slots), dimensions)."""
        return np.concatenate((self.head[slots], self.tail[slots]), axis=1)

    def cosines(self, query: Floats, slots: Slots) -> Floats:
        """Return the cosine of a unit vector with each of some slots."""
        width = self.head.shape[1]
        found: Floats = self.head[slots] @ query[:width] + self.tail[slots] @ query[width:]
        return found

    def nearest(
        self, query: Floats, mask: Mask, limit: int, at_least: float
    ) -> tuple[Slots, Floats]:
        """Return the nearest slots among those of a mask, nearest first.

        Slots are shortlisted by their leading dimensions, then compared in full. With no more
        than `SHORTLIST` slots in the mask the answer is exact; docs/adr/0004-search-fusion.md
        says how near it is to exact beyond that.

        Args:
            query: A unit vector.
            mask: Which slots may be found, shape (count,).
            limit: Most slots wanted.
            at_least: Lowest cosine that counts as near.
        """
        slots = np.flatnonzero(mask)
        shortlist = max(SHORTLIST, 4 * limit)
        if len(slots) > shortlist:
            rough = self.head[: self.count] @ query[: self.head.shape[1]]
            rough[~mask] = -np.inf
            slots = np.argpartition(rough, -shortlist)[-shortlist:]
        cosines = self.cosines(query, slots)
        near = np.flatnonzero(cosines >= at_least)
        order = near[np.lexsort((slots[near], -cosines[near]))][:limit]
        return slots[order], cosines[order]


def _grown(array: Floats, used: int, capacity: int) -> Floats:
    grown = np.empty((capacity, array.shape[1]), dtype=np.float32)
    grown[:used] = array[:used]
    return grown
