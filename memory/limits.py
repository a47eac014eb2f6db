"""How much one subject may ask for per minute, counted in this process."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.clock import to_rfc3339
from domain.errors import TooMany

_MS_PER_MINUTE: Final = 60_000
_ROUNDING_MS: Final = 0.01  # a float holds today's milliseconds to about 0.0002


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket.

    Attributes:
        per_minute: Units that flow in each minute; 0 means there is no limit.
        burst: Most units at once; at least 1 wherever there is a limit.
    """

    per_minute: float
    burst: float


UNLIMITED: Final = Limit(per_minute=0, burst=0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limit of each kind of call.

    Attributes:
        kinds: Kind -> limit; a kind that is not listed has none.
    """

    kinds: Mapping[str, Limit] = field(default_factory=dict)

    def of(self, kind: str) -> Limit:
        """Return the limit of a kind of call."""
        return self.kinds.get(kind, UNLIMITED)


class Limiter:
    """Counts calls by subject and kind.

    One number is kept for each subject and kind: the time at which its bucket will be full
    again, as in the generic cell rate algorithm (ITU-T I.371, annex A). Only the `most_keys` used
    last are kept; one that gives way starts with a full bucket when it comes again.
    """

    def __init__(self, limits: Limits, *, most_keys: int = 100_000) -> None:
        """Start with every bucket full.

        Args:
            limits: What holds from now on.
            most_keys: Number of subjects times kinds to remember, about 250 bytes each.
        """
        self._limits = limits
        self._most_keys = most_keys
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def use(self, limits: Limits) -> None:
        """Apply other limits from now on; what was spent stays spent."""
        self._limits = limits

    def check(self, subject: str, kind: str, n: int, now: int) -> None:
        """Take `n` units from a subject's bucket, or none of them.

        Args:
            subject: Who calls.
            kind: Kind of call, as the limits name it.
            n: Units it takes, such as the events of a batch.
            now: Milliseconds since 1970-01-01 UTC.

        Raises:
            TooMany: There are not enough units; `retry_after` says in how many seconds there will
                be, and is None when `n` is more than the bucket ever holds.
        """
        limit = self._limits.of(kind)
        if limit.per_minute <= 0:
            return
        if n > limit.burst:
            raise TooMany(
                f"{n} {kind} at once are more than the {limit.burst:g} allowed. Send fewer at a "
                "time."
            )
        unit = _MS_PER_MINUTE / limit.per_minute
        whole = limit.burst * unit
        key = (subject, kind)
        # A bucket cannot be emptier than empty: without the bound, a clock set back would lock
        # a subject out for as long as it was set back.
        full_at = min(max(self._full_at.get(key, now), now), now + whole)
        wait = full_at + n * unit - now - whole
        if wait > _ROUNDING_MS:
            self._full_at[key] = full_at
            raise TooMany(
                f"This subject is over its limit of {limit.per_minute:g} {kind} per minute. "
                f"Wait {wait / 1_000:.3g} s and send it again.",
                retry_after=wait / 1_000,
            )
        self._full_at[key] = full_at + n * unit
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most_keys:
            self._full_at.popitem(last=False)

    @property
    def name(self) -> str:
        """`limits`."""
        return "limits"

    async def forget(self, subject: str) -> int:
        """Drop a subject's buckets and return how many there were."""
        mine = [key for key in self._full_at if key[0] == subject]
        for key in mine:
            del self._full_at[key]
        return len(mine)

    async def find(self, subject: str) -> int:
        """Return how many buckets of a subject are kept."""
        return sum(key[0] == subject for key in self._full_at)

    async def export(self, subject: str) -> dict[str, str]:
        """Return the kinds of calls that are counted, and when each bucket is full again."""
        return {
            kind: to_rfc3339(round(full_at))
            for (who, kind), full_at in self._full_at.items()
            if who == subject
        }

    def __len__(self) -> int:
        """Return the number of buckets kept."""
        return len(self._full_at)
