"""A result cache in this process: bounded, the least recently used value goes first."""

from collections import OrderedDict
from typing import Final, NamedTuple

from domain.clock import MS_PER_SECOND, Clock
from memory.result_cache import SECONDS

MOST_BYTES: Final = 16 * 2**20
MOST_ENTRIES: Final = 4_096
OVERHEAD: Final = 300
"""Bytes that an entry takes beside its key and its value, by and large."""


class _Entry(NamedTuple):
    value: bytes
    since: int
    until: int


class MemoryCache:
    """Values in a dictionary, which all go with the process.

    Args:
        clock: Tells when a value is too old.
        most_bytes: Bytes that keys, values and their entries may take together.
        most_entries: Number of values.
    """

    def __init__(
        self, clock: Clock, *, most_bytes: int = MOST_BYTES, most_entries: int = MOST_ENTRIES
    ) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._most_entries = most_entries
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes taken now, by and large."""
        return self._bytes

    def __len__(self) -> int:
        """Return the number of values, some of which may be too old to be returned."""
        return len(self._entries)

    async def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key, or None."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        # A clock that was set back tells nothing about a value's age.
        if not entry.since <= self._clock.now() < entry.until:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.value

    async def put(self, key: bytes, value: bytes, seconds: float = SECONDS) -> None:
        """Keep a value, and drop those that were not asked for longest to make room."""
        self._drop(key)
        if _size(key, value) > self._most_bytes:
            return
        now = self._clock.now()
        self._entries[key] = _Entry(value, now, now + round(seconds * MS_PER_SECOND))
        self._bytes += _size(key, value)
        while self._bytes > self._most_bytes or len(self._entries) > self._most_entries:
            self._drop(next(iter(self._entries)))

    async def healthy(self) -> bool:
        """Return True: memory is always there."""
        return True

    async def close(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._bytes = 0

    def _drop(self, key: bytes) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _size(key, entry.value)


def _size(key: bytes, value: bytes) -> int:
    return len(key) + len(value) + OVERHEAD
