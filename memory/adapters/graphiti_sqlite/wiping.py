"""Find what a deletion left legible in a file, and write the file anew without it."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

SMALL_FILE: Final = 4 << 20
"""Bytes up to which a file is always written anew after an erasure; it takes some 30 ms."""

_CHUNK: Final = 1 << 18
_START: Final = 4
_BITS: Final = 20
_FACTOR: Final = np.uint32(2_654_435_769)


def holds(path: Path, needles: Collection[bytes]) -> bool:
    """Whether any of these bytes are in a file; for a thread of its own.

    Thousands of needles take as long as one: the file is read once, and only where four bytes are
    like the start of one (by a table of their hashes) are they compared.

    Args:
        path: The file.
        needles: What to look for; empty ones are in no file.
    """
    short = [needle for needle in needles if 0 < len(needle) < _START]
    long: dict[bytes, list[bytes]] = defaultdict(list)
    for needle in needles:
        if len(needle) >= _START:
            long[needle[:_START]].append(needle)
    starts = np.zeros(1 << _BITS, dtype=bool)
    starts[_hashes(np.frombuffer(b"".join(long), dtype=np.uint32))] = True
    overlap = max(map(len, needles), default=1) - 1
    piece = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            piece = piece[max(0, len(piece) - overlap) :] + chunk
            if any(needle in piece for needle in short) or _begins(piece, starts, long):
                return True
    return False


def is_marked(con: sqlite3.Connection) -> bool:
    """Whether an erasure before this one did not come to its end."""
    return con.execute("SELECT 1 FROM unwiped").fetchone() is not None


def mark(con: sqlite3.Connection) -> None:
    """Remember that something was deleted whose bytes may still be in the file."""
    con.execute("INSERT OR IGNORE INTO unwiped VALUES (1)")


def finish(con: sqlite3.Connection, *, anew: bool) -> bool:
    """Write the file anew if need be, and forget the mark; whether the log could be emptied.

    secure_delete overwrites a row where it is. But a page that was split or merged before keeps
    copies of the rows that moved away, in the gap between its cells, and nothing short of writing
    the file anew (VACUUM) reaches those.
    """
    if anew:
        con.execute("VACUUM")
        if not empty_log(con):
            return False
    con.execute("DELETE FROM unwiped")
    return empty_log(con)


def empty_log(con: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the file; False when somebody still reads it."""
    return not con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def _begins(piece: bytes, starts: NDArray[np.bool_], needles: dict[bytes, list[bytes]]) -> bool:
    for shift in range(_START):
        count = max(0, len(piece) - shift) // _START
        words = np.frombuffer(piece[shift : shift + _START * count], dtype=np.uint32)
        for place in np.flatnonzero(starts[_hashes(words)]).tolist():
            at = shift + _START * place
            if any(piece.startswith(one, at) for one in needles.get(piece[at : at + _START], ())):
                return True
    return False


def _hashes(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashed: NDArray[np.uint32] = (words * _FACTOR) >> np.uint32(32 - _BITS)
    return hashed
