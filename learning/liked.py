"""What a subject likes now, in the form in which replies show it."""

from domain.profile import FACETS, Profile
from learning.preference import value_at
from learning.signals import DEFAULT, Signals

MOST = 20
"""Values shown per facet."""


def liked(profile: Profile, now: int, signals: Signals = DEFAULT) -> dict[str, dict[str, float]]:
    """Return facet -> value as a shop writes it -> affinity in [-1, 1], strongest first.

    Args:
        profile: What is known.
        now: Milliseconds; affinities are decayed to it.
        signals: Half-life of what was inferred.
    """
    shown: dict[str, dict[str, float]] = {}
    for facet in FACETS:
        known = profile.preferences.get(facet, {}).values()
        values = [(value_at(each, now, signals.half_life_days), each.label) for each in known]
        values.sort(key=_strength)
        shown[facet] = {label: round(value, 4) for value, label in values[:MOST]}
    return shown


def _strength(shown: tuple[float, str]) -> tuple[float, str]:
    return -abs(shown[0]), shown[1]
