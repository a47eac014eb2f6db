"""Time as an argument: whole milliseconds since 1970-01-01 UTC, and RFC 3339 at the edges."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

MS_PER_SECOND = 1_000
MS_PER_DAY = 86_400_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


def days_between(earlier: int, later: int) -> float:
    """Return the days from one time to another; negative when `later` is the earlier one.

    Example:
        >>> days_between(0, 43_200_000)
        0.5
    """
    return (later - earlier) / MS_PER_DAY


def to_rfc3339(ms: int) -> str:
    """Write a time in milliseconds as RFC 3339 in UTC.

    Example:
        >>> to_rfc3339(1_700_000_000_123)
        '2023-11-14T22:13:20.123Z'
    """
    return from_ms(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_ms(ms: int) -> datetime:
    """Return the aware UTC datetime of a time in milliseconds."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970-01-01 UTC; a datetime without a zone is taken as UTC.

    Example:
        >>> to_ms(datetime(1970, 1, 2))
        86400000
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(milliseconds=1)
