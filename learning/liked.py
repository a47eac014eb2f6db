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
        values = [
            (known.label, round(value_at(known, now, signals.half_life_days), 4))
            for known in profile.preferences.get(facet, {}).values()
        ]
        strongest = sorted(values, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST]
        shown[facet] = dict(strongest)
    return shown
