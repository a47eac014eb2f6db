"""A clock that stands still until it is told to move."""

from dataclasses import dataclass

NOON = 1_767_960_000_000
"""2026-01-09 12:00:00 UTC, a Friday."""


@dataclass(slots=True)
class FixedClock:
    """Tells the same time until it is moved.

    Attributes:
        time: Milliseconds since 1970-01-01 UTC.
    """

    time: int = NOON

    def now(self) -> int:
        """Return the time it stands at."""
        return self.time

    def move(self, *, days: float = 0, hours: float = 0, seconds: float = 0, ms: int = 0) -> int:
        """Move forward, or back by negative amounts, and return the time it then stands at."""
        self.time += round(((days * 24 + hours) * 3_600 + seconds) * 1_000) + ms
        return self.time
