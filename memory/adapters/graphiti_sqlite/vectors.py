"""Keep the vectors of recently searched groups in memory, as one matrix each."""

import sqlite3
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


class Matrix:
    """The unit vectors of one group and one length, with room to grow."""

    def __init__(self, changed: int, width: int) -> None:
        self.changed = changed
        self.last = 0
        self.size = 0
        self._rids = np.empty(0, dtype=np.int64)
        self._units = np.empty((0, width), dtype=np.float32)

    @property
    def nbytes(self) -> int:
        """Bytes held, the room to grow included."""
        return self._rids.nbytes + self._units.nbytes

    def add(self, rids: Ids, units: Floats) -> None:
        """Append vectors."""
        size = self.size + len(rids)
        if size > len(self._rids):
            room = size + (size // 2 if self.size else 0)
            self._rids = _moved(self._rids[: self.size], np.empty(room, np.int64))
            grown = np.empty((room, units.shape[1]), np.float32)
            self._units = _moved(self._units[: self.size], grown)
        self._rids[self.size : size] = rids
        self._units[self.size : size] = units
        self.size = size

    def held(self) -> tuple[Ids, Floats]:
        """Return row ids and unit vectors."""
        return self._rids[: self.size], self._units[: self.size]


class VectorCache:
    """Matrices by group and vector length, the least recently used dropped first.

    Belongs to one thread. What is cached is compared with the group's `tally` on each use, so
    that the commits of any connection and process are seen: new vectors are appended, anything
    else reloads the group.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._items: OrderedDict[tuple[int, int], Matrix] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def matrix(
        self, con: sqlite3.Connection, table: str, group_id: str, width: int
    ) -> tuple[Ids, Floats]:
        """Return row ids and unit vectors of a group.

        Args:
            con: An open connection.
            table: `entity`, `edge` or `community`.
            group_id: The group.
            width: Length of the vectors; those of another length are left out, and so are those
                without direction (all zeros, or not finite).
        """
        sql = "SELECT gid, last, changed FROM tally WHERE kind = ? AND group_id = ?"
        tally = con.execute(sql, (table, group_id)).fetchone()
        if tally is None:
            return np.zeros(0, dtype=np.int64), np.zeros((0, width), dtype=np.float32)
        gid, last, changed = tally
        item = self._items.get((gid, width))
        if item is None or item.changed != changed:
            self._drop((gid, width))
            item = self._items[(gid, width)] = Matrix(changed, width)
        self._items.move_to_end((gid, width))
        if item.last < last:
            before = item.nbytes
            item.last = max(last, _load(con, table, group_id, width, item))
            self._bytes += item.nbytes - before
            self._make_room()
        return item.held()

    def _make_room(self) -> None:
        while self._bytes > self._max_bytes and len(self._items) > 1:
            self._drop(next(iter(self._items)))

    def _drop(self, key: tuple[int, int]) -> None:
        item = self._items.pop(key, None)
        if item is not None:
            self._bytes -= item.nbytes


def _moved(values: NDArray[Any], into: NDArray[Any]) -> NDArray[Any]:
    into[: len(values)] = values
    return into


def _load(con: sqlite3.Connection, table: str, group_id: str, width: int, item: Matrix) -> int:
    """Append the vectors behind `item.last`; return the last row id, 0 when there are none."""
    found = con.execute(
        f"SELECT rid, embedding FROM {table} WHERE group_id = ? AND rid > ?"
        " AND length(embedding) = ? ORDER BY rid",
        (group_id, item.last, 4 * width),
    ).fetchall()
    if not found:
        return 0
    raw = np.frombuffer(b"".join(row[1] for row in found), dtype=np.float32)
    raw = raw.reshape(len(found), width)
    norms = np.linalg.norm(raw, axis=1)
    usable = np.isfinite(norms) & (norms > 0)
    rids = np.array([row[0] for row in found], dtype=np.int64)
    item.add(rids[usable], raw[usable] / norms[usable, None])
    return int(rids[-1])
