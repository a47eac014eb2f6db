"""A preference: a moving average of likes and dislikes that fades with time."""

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


def moved(
    old: Preference | None,
    label: str,
    signal: float,
    rate: float,
    *,
    at: int,
    event_id: str,
    because: str,
    signals: Signals,
) -> Preference:
    """Return a preference after one more event (exponential moving average).

    `new = rate * signal + (1 - rate) * old`, with the older of both decayed to the time of the
    newer. What the subject said stands: an explicit preference does not move.

    Args:
        old: State before, or None.
        label: The value as the shop writes it.
        signal: Direction, in [-1, 1].
        rate: Step, in [0, 1].
        at: Time of the event, in milliseconds.
        event_id: The event, as text.
        because: What the event was, in words.
        signals: Half-life and limits.

    Example:
        >>> how = {"at": 0, "event_id": "e1", "because": "", "signals": Signals()}
        >>> moved(None, "Oatly", 1.0, 0.06, **how).value
        0.06
    """
    if old is None:
        agree, against = int(signal > 0), int(signal < 0)
        return Preference(
            label, rate * signal, at, (event_id,), agree, against, False, because if agree else ""
        )
    if old.explicit:
        return old
    value, newest = old.value, at
    if at != old.at:
        fade = 0.5 ** (abs(at - old.at) / (signals.half_life_days * MS_PER_DAY))
        if at > old.at:
            value *= fade
        else:
            rate, newest = rate * fade, old.at
    return Preference(
        label,
        rate * signal + (1.0 - rate) * value,
        newest,
        (*old.evidence, event_id)[-signals.max_evidence :],
        old.agree + (signal > 0),
        old.against + (signal < 0),
        False,
        because if signal > 0 else old.because,
    )
