"""What one event changed in what is known about a subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.profile import FACETS, Preference, Profile
from learning.preference import value_at

MOST: Final = 8
"""Changes told of one event."""

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after an event.

    Attributes:
        what: category, brand or attribute; or `goal`, or the relation of what was said.
        name: Of the value, as a shop or a person writes it.
        before: Affinity in [-1, 1]; 0 for what was unknown, 1 for what was said.
        after: The same, with the event.
    """

    what: str
    name: str
    before: float
    after: float


def changes(before: Profile, after: Profile, now: int, half_life_days: float) -> list[Change]:
    """Return what changed, largest first, at most `MOST`.

    Args:
        before: What was known.
        after: What is known.
        now: Milliseconds; affinities are decayed to it.
        half_life_days: Half-life of what was inferred.

    Example:
        >>> liked = {"brand": {"oatly": Preference("Oatly", 0.09, at=0)}}
        >>> changes(Profile("s1"), Profile("s1", preferences=liked), 0, 60)
        [Change(what='brand', name='Oatly', before=0.0, after=0.09)]
    """
    if before is after:
        return []
    found = [*_tastes(before, after, now, half_life_days), *_said(before, after)]
    found = [change for change in found if change.before != change.after]
    found.sort(key=lambda change: (-abs(change.after - change.before), change.what, change.name))
    return found[:MOST]


def _tastes(before: Profile, after: Profile, now: int, half_life_days: float) -> Iterator[Change]:
    def worth(preference: Preference | None) -> float:
        if preference is None:
            return 0.0
        return round(value_at(preference, now, half_life_days), _DIGITS)

    for facet in FACETS:
        old, new = before.preferences.get(facet, {}), after.preferences.get(facet, {})
        if old is new:
            continue
        for key in old.keys() | new.keys():
            then, since = old.get(key), new.get(key)
            label = since or then
            if then is not since and label is not None:
                yield Change(facet, label.label, worth(then), worth(since))


def _said(before: Profile, after: Profile) -> Iterator[Change]:
    old, new = _words(before), _words(after)
    for what, name in old - new:
        yield Change(what, name, 1.0, 0.0)
    for what, name in new - old:
        yield Change(what, name, 0.0, 1.0)


def _words(profile: Profile) -> set[tuple[str, str]]:
    facts = {(fact.relation, fact.value) for fact in profile.facts}
    return facts | {("goal", goal.content) for goal in profile.goals}
