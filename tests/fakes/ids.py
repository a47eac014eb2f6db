"""UUIDv7s that come out the same in every run."""

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class SeededIds:
    """Makes ids from a time as `domain.ids.uuid7` does, with bits from a seed.

    Attributes:
        seed: Two makers with the same seed make the same ids.
    """

    seed: int = 0
    _bits: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._bits = random.Random(self.seed)

    def __call__(self, now: int) -> bytes:
        """Return 16 bytes that sort by `now`, in milliseconds since 1970-01-01 UTC."""
        bits = bytearray(self._bits.randbytes(10))
        bits[0] = 0x70 | (bits[0] & 0x0F)
        bits[2] = 0x80 | (bits[2] & 0x3F)
        return now.to_bytes(6, "big") + bytes(bits)
