"""How much has been learned about a subject, in four figures."""

from dataclasses import dataclass
from typing import Final

from domain.profile import Profile, Segment
from learning import habit, preference
from learning.segment import segment
from learning.signals import DEFAULT, Signals

TOP_BRANDS: Final = 5
FADED: Final = 0.01
"""Affinity at and below which an inferred preference is no longer current."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the learning status of a subject says.

    Attributes:
        regular_items_count: Products in two or more orders.
        preferred_brands: Best liked first, at most 5.
        learning_confidence: Mean confidence of current preferences and regular items, in [0, 1];
            None without any.
        segment: How well the subject is known.
    """

    regular_items_count: int
    preferred_brands: tuple[str, ...]
    learning_confidence: float | None
    segment: Segment


def status(profile: Profile, now: int, signals: Signals = DEFAULT) -> Status:
    """Return how much has been learned.

    Args:
        profile: What is known.
        now: Milliseconds.
        signals: Half-life and the segments' thresholds.
    """
    regular = [known for known in profile.habits.values() if known.orders > 1]
    trust = [habit.confidence(known) for known in regular]
    brands: list[tuple[float, str]] = []
    for facet, known in profile.preferences.items():
        for liking in known.values():
            value = preference.value_at(liking, now, signals.half_life_days)
            if abs(value) <= FADED:
                continue
            trust.append(preference.confidence(liking))
            if facet == "brand" and value > 0:
                brands.append((-value, liking.label))
    return Status(
        len(regular),
        tuple(label for _, label in sorted(brands)[:TOP_BRANDS]),
        round(sum(trust) / len(trust), 4) if trust else None,
        segment(profile, now, signals),
    )
