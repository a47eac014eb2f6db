"""Let callers who want the same at the same time share one piece of work."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from domain.clock import MS_PER_SECOND, Clock
from domain.errors import Unavailable

JOIN_SECONDS: Final = 0.5
"""Work that runs for longer may hang, so who comes then begins anew."""

_T = TypeVar("_T")


@dataclass(slots=True)
class _Flight(Generic[_T]):
    task: asyncio.Task[_T]
    since: int
    waiting: int = 0


class SingleFlight(Generic[_T]):
    """Work by its key, while it runs.

    A caller who is cancelled leaves alone; when the last one has left, the work is cancelled.

    Args:
        clock: Tells how long work has been running.
        join_seconds: For how long others may join it.
    """

    def __init__(self, clock: Clock, *, join_seconds: float = JOIN_SECONDS) -> None:
        self._clock = clock
        self._join_seconds = join_seconds
        self._flights: dict[bytes, _Flight[_T]] = {}
        self._running: set[asyncio.Task[_T]] = set()

    async def do(self, key: bytes, work: Callable[[], Awaitable[_T]]) -> tuple[_T, bool]:
        """Return what the work returns, and whether somebody else had begun it.

        Raises:
            Unavailable: It was closed meanwhile.
            Exception: What the work raises, to each of its callers.
        """
        flight = self._flights.get(key)
        joined = flight is not None and self._may_join(flight)
        if flight is None or not joined:
            flight = self._begin(key, work)
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task), joined
        except asyncio.CancelledError:
            if _is_leaving():
                raise
            raise Unavailable("This part of LeafLoop is being closed; try again.") from None
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                flight.task.cancel()

    async def close(self) -> None:
        """End what still runs."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _may_join(self, flight: _Flight[_T]) -> bool:
        seconds = (self._clock.now() - flight.since) / MS_PER_SECOND
        return bool(flight.waiting) and 0 <= seconds < self._join_seconds

    def _begin(self, key: bytes, work: Callable[[], Awaitable[_T]]) -> _Flight[_T]:
        async def run() -> _T:
            return await work()

        flight = _Flight(asyncio.create_task(run()), self._clock.now())
        self._flights[key] = flight
        self._running.add(flight.task)

        def landed(task: asyncio.Task[_T]) -> None:
            self._running.discard(task)
            if self._flights.get(key) is flight:
                del self._flights[key]
            if not task.cancelled():
                task.exception()  # seen, also when nobody waits any more

        flight.task.add_done_callback(landed)
        return flight


def _is_leaving() -> bool:
    """Whether it is the caller who was cancelled, not the work."""
    caller = asyncio.current_task()
    return caller is not None and caller.cancelling() > 0
