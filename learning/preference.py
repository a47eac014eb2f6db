"""A preference: a moving average of likes and dislikes that fades with time."""

from dataclasses import dataclass
from typing import Final

from domain.clock import MS_PER_DAY
from domain.profile import Preference
from learning.signals import Signals

HALFWAY: Final = 2.0
"""Number of events at which half of the confidence is reached."""


def value_at(preference: Preference, now: int, half_life_days: float) -> float:
    """Return the affinity at a time: halved every `half_life_days`, unless it is explicit.

    Args:
        preference: What is known.
        now: Milliseconds; a time before the newest evidence changes nothing.
        half_life_days: In days, above 0.

    Returns:
        In [-1, 1].

    Example:
        >>> value_at(Preference("Oatly", 0.6, at=0), 60 * MS_PER_DAY, 60)
        0.3
    """
    age = now - preference.at
    if age <= 0 or preference.explicit:
        return preference.value
    return float(preference.value * 0.5 ** (age / (half_life_days * MS_PER_DAY)))


def confidence(preference: Preference) -> float:
    """Return how far the events behind a preference can be trusted, in [0, 1].

    The share of n events, n / (n + 2), times their agreement, |for - against| / n; 1 for what a
    subject said.

    Example:
        >>> confidence(Preference("Oatly", 0.3, at=0, agree=6, against=2))
        0.4
    """
    if preference.explicit:
        return 1.0
    return abs(preference.agree - preference.against) / (
        preference.agree + preference.against + HALFWAY
    )


@dataclass(frozen=True, slots=True)
class Nudge:
    """How one event moves the preferences for what it is about.

    Attributes:
        signal: Direction, in [-1, 1].
        at: Time of the event, in milliseconds.
        event_id: The event, as text.
        because: What the event was, in words.
    """

    signal: float
    at: int
    event_id: str
    because: str = ""


def moved(
    old: Preference | None, label: str, nudge: Nudge, rate: float, signals: Signals
) -> Preference:
    """Return a preference after one more event (exponential moving average).

    `new = rate * signal + (1 - rate) * old`, with the older of both decayed to the time of the
    newer. What the subject said stands: an explicit preference does not move.

    Args:
        old: State before, or None.
        label: The value as the shop writes it.
        nudge: What happened.
        rate: Step, in [0, 1].
        signals: Half-life and limits.

    Example:
        >>> moved(None, "Oatly", Nudge(1.0, at=0, event_id="e1"), 0.06, Signals()).value
        0.06
    """
    signal, at = nudge.signal, nudge.at
    agree, against = int(signal > 0), int(signal < 0)
    because, evidence = nudge.because if agree else "", (nudge.event_id,)
    if old is None:
        return Preference(label, rate * signal, at, evidence, agree, against, False, because)
    if old.explicit:
        return old
    value = old.value
    if at != old.at:
        fade = 0.5 ** (abs(at - old.at) / (signals.half_life_days * MS_PER_DAY))
        value, rate, at = (value * fade, rate, at) if at > old.at else (value, rate * fade, old.at)
    return Preference(
        label,
        rate * signal + (1.0 - rate) * value,
        at,
        _also(old.evidence, nudge.event_id)[-signals.max_evidence :],
        old.agree + agree,
        old.against + against,
        False,
        because or old.because,
    )


def _also(evidence: tuple[str, ...], event_id: str) -> tuple[str, ...]:
    """Add an event, once: a click that passed over something of the same value moves it twice."""
    return evidence if evidence[-1:] == (event_id,) else (*evidence, event_id)
