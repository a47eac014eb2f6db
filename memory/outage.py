"""Leave a store alone that does not answer, and try it again after ever longer waits."""

from typing import Final

from domain.clock import MS_PER_SECOND, Clock

FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 30.0
"""Seconds until a store is tried again: doubled after each failed trial, up to the longest."""


class Outage:
    """Says whether a store may be asked now.

    The first failure begins an outage: nobody asks any more. When the wait is over, one caller
    may, as a trial: its success ends the outage, its failure doubles the wait. Unlike a model,
    which may stumble over one prompt (`llm/breaker.py`), a store that fails once is away.

    Args:
        clock: Tells the time.
        first_wait: Seconds until the first trial.
        longest_wait: Seconds that no wait exceeds.
    """

    def __init__(
        self, clock: Clock, *, first_wait: float = FIRST_WAIT, longest_wait: float = LONGEST_WAIT
    ) -> None:
        self._clock = clock
        self._first_wait = first_wait
        self._longest_wait = longest_wait
        self._since: int | None = None
        self._wait = first_wait
        self._on_trial = False

    @property
    def on(self) -> bool:
        """Whether the store is left alone, or on trial."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """How long the present wait is."""
        return self._wait

    def enter(self) -> bool:
        """Whether a caller may ask now; who may says afterwards what came of it."""
        if self._since is None:
            return True
        waited = (self._clock.now() - self._since) / MS_PER_SECOND
        # A clock that was set back tells nothing, so the wait counts as over.
        if self._on_trial or 0 <= waited < self._wait:
            return False
        self._on_trial = True
        return True

    def failed(self) -> bool:
        """Note that the store did not answer, and return whether this changes the wait."""
        first = self._since is None
        if not first and not self._on_trial:
            return False  # asked before the outage began
        if not first:
            self._wait = min(self._longest_wait, 2 * self._wait)
        self._since, self._on_trial = self._clock.now(), False
        return True

    def answered(self) -> bool:
        """Note that the store answered, and return whether that ends an outage."""
        ended = self._since is not None
        self._since, self._on_trial, self._wait = None, False, self._first_wait
        return ended

    def left(self) -> None:
        """Note that the caller went away before anything came of it."""
        self._on_trial = False
