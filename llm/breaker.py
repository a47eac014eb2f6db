"""Stop asking a model that keeps failing, and try it again after ever longer waits.

Own code: purgatory and circuitbreaker wait a fixed time by the machine's clock and then let every
waiting caller through at once, pybreaker wants tornado for coroutines, aiobreaker is not kept up.
"""

from collections.abc import Mapping
from typing import Any, Final

import structlog

from domain.clock import MS_PER_SECOND, Clock
from domain.errors import LeafLoopError, Unavailable
from llm.port import Completer

FAILURES: Final = 3
"""Failures in a row after which a model is left alone."""

FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 300.0
"""Seconds until it is tried again: doubled after each failed trial, up to the longest."""

_log = structlog.get_logger(__name__)


class Breaker:
    """A `Completer` around another one, so that a shopper does not wait for a dead model.

    Closed: every prompt goes through. Open, after `failures` in a row: none does, at once. When
    the wait is over, one prompt goes through as a trial: its success closes the breaker, its
    failure opens it for twice as long. A prompt that is cancelled says nothing about the model.

    Args:
        completer: The model.
        clock: Tells the time.
        failures: Failures in a row that open it.
        first_wait: Seconds until the first trial.
        longest_wait: Seconds that no wait exceeds.
    """

    def __init__(
        self,
        completer: Completer,
        clock: Clock,
        *,
        failures: int = FAILURES,
        first_wait: float = FIRST_WAIT,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._completer = completer
        self._clock = clock
        self._most_failures = failures
        self._first_wait = first_wait
        self._longest_wait = longest_wait
        self._failures = 0
        self._opened_at: int | None = None
        self._wait = first_wait
        self._on_trial = False

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._completer.name

    async def complete(
        self, system: str, prompt: str, schema: Mapping[str, Any], seconds: float
    ) -> str:
        """Return the model's answer; see `Completer.complete`.

        Raises:
            Unavailable: As the model does; at once while it is left alone.
        """
        trial = self._enter()
        try:
            answer = await self._completer.complete(system, prompt, schema, seconds)
        except Exception as error:
            self._fail(error, trial=trial)
            raise
        else:
            self._succeed()
            return answer
        finally:
            if trial:
                self._on_trial = False

    async def healthy(self) -> bool:
        """Whether the model can be asked now; not while it is left alone."""
        return self._left() == 0 and await self._completer.healthy()

    async def close(self) -> None:
        """Close the model."""
        await self._completer.close()

    def _enter(self) -> bool:
        """Whether this prompt is the trial; raises when it may not go through."""
        if self._opened_at is None:
            return False
        if self._on_trial or self._left() > 0:
            raise Unavailable(
                f"The model {self.name!r} failed {self._failures} times in a row and is left "
                "alone for now; its server's log may say why.",
                retry_after=self._left(),
            )
        self._on_trial = True
        return True

    def _left(self) -> float:
        """Seconds until the next trial; none as well when the clock was set back."""
        if self._opened_at is None:
            return 0.0
        waited = (self._clock.now() - self._opened_at) / MS_PER_SECOND
        return self._wait - waited if 0 <= waited < self._wait else 0.0

    def _fail(self, error: Exception, *, trial: bool) -> None:
        self._failures += 1
        closed = self._opened_at is None
        if trial and not closed:
            self._wait = min(self._longest_wait, 2 * self._wait)
        elif not closed or self._failures < self._most_failures:
            return
        self._opened_at = self._clock.now()
        # Only our own messages are known to hold nothing personal.
        why = str(error) if isinstance(error, LeafLoopError) else type(error).__name__
        _log.warning("model_left_alone", model=self.name, seconds=self._wait, reason=why)

    def _succeed(self) -> None:
        if self._opened_at is not None:
            _log.info("model_answers_again", model=self.name)
        self._failures, self._opened_at, self._wait = 0, None, self._first_wait
