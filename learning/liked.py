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
        now_liked = [(value_at(each, now, signals.half_life_days), each.label) for each in known]
        strongest = sorted([(-abs(value), label, value) for value, label in now_liked])[:MOST]
        shown[facet] = {label: round(value, 4) for _, label, value in strongest}
    return shown
