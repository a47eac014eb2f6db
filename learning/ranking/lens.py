"""A profile made ready for ranking: every affinity decayed, scaled and weighed once per list."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from domain.profile import Habit, Preference, Profile, Segment
from learning.facts import budget_of
from learning.preference import value_at
from learning.segment import segment
from learning.signals import Signals

Affinities = dict[str, tuple[float, Preference]]
"""Casefolded value -> affinity in [-1, 1] and the preference behind it."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What a ranking reads of a profile.

    Attributes:
        profile: The profile itself.
        now: Milliseconds.
        signals: The rules it was learned by.
        category: Affinities to categories.
        brand: Affinities to brands.
        attribute: Affinities to attributes.
        budget: Stated budget, or None.
        segment: How well the subject is known.
        likings: Facet -> affinities as they were before `among` weighed them: what a whole shelf
            shares orders nothing, and is still a reason that a person recognises.
        spread: Facet -> over how many values the subject's inferred liking is spread, at least 1.
    """

    profile: Profile
    now: int
    signals: Signals
    category: Affinities
    brand: Affinities
    attribute: Affinities
    budget: float | None
    segment: Segment
    likings: Mapping[str, Affinities]
    spread: Mapping[str, float]

    def affinities(self, facet: str) -> Affinities:
        """Return the affinities to the values of a facet."""
        return {"category": self.category, "brand": self.brand, "attribute": self.attribute}[facet]

    def habit(self, sku: str) -> Habit | None:
        """Return the habit for a product, or None."""
        return self.profile.habits.get(sku)


def focus(profile: Profile, now: int, floor: float, signals: Signals) -> Lens:
    """Return a profile made ready for ranking.

    Inferred affinities are divided by the largest of them, so that one click is enough in any
    catalogue; explicit ones are full already, and would only drown what was just learned.

    Args:
        profile: What is known.
        now: Milliseconds.
        floor: Affinity that counts as full when all are smaller, in (0, 1]: one passing glance
            must not weigh as much as a purchase.
        signals: Half-life and thresholds.
    """
    half_life = signals.half_life_days
    current = {
        facet: {key: (value_at(known, now, half_life), known) for key, known in values.items()}
        for facet, values in profile.preferences.items()
    }
    _scale(current, floor)
    return Lens(
        profile,
        now,
        signals,
        current.get("category", {}),
        current.get("brand", {}),
        current.get("attribute", {}),
        budget_of(profile),
        segment(profile, now, signals),
        current,
        {facet: _spread(values) for facet, values in current.items()},
    )


def _scale(current: Mapping[str, Affinities], floor: float) -> None:
    """Divide inferred affinities by the largest of them, in place."""
    inferred = (
        abs(value)
        for values in current.values()
        for value, known in values.values()
        if not known.explicit
    )
    scale = max(max(inferred, default=0.0), floor)
    for values in current.values():
        for key, (value, known) in values.items():
            if not known.explicit:
                values[key] = (value / scale, known)


def among(
    lens: Lens, categories: Sequence[str], brands: Sequence[str], traits: Sequence[Set[str]]
) -> Lens:
    """Return a lens that sees what tells the products of one list apart.

    An inferred affinity is weighed by the share of the other products without the value: where
    nearly everything is gluten free, or from the shelf of chips, having clicked something gluten
    free, or passed by some chips, says nothing. An inferred liking of a brand is also shared out
    over the brands liked: who buys forty of them, as every regular shopper does sooner or later,
    tells less by each than who clicked one. What a subject said counts in full.

    Args:
        lens: The subject.
        categories: Casefolded category of every product of the list.
        brands: Casefolded brand of every product.
        traits: `features.traits_of` every product.
    """
    total = len(traits)
    return replace(
        lens,
        category=_weighed(lens.category, Counter(categories), total),
        brand=_weighed(lens.brand, Counter(brands), total, lens.spread.get("brand", 1.0)),
        attribute=_weighed(lens.attribute, Counter(chain.from_iterable(traits)), total),
    )


def _weighed(
    known: Affinities, counts: Counter[str], total: int, spread: float = 1.0
) -> Affinities:
    others = max(1, total - 1)
    return {
        value: (
            affinity if liking.explicit else affinity * _rarity(counts[value], others) / spread,
            liking,
        )
        for value, (affinity, liking) in known.items()
    }


def _spread(known: Affinities) -> float:
    """Return the sum of inferred affinities, by size, over the largest; 1 for one or none."""
    sizes = [abs(affinity) for affinity, liking in known.values() if not liking.explicit]
    largest = max(sizes, default=0.0)
    return math.fsum(sizes) / largest if largest else 1.0


def _rarity(count: int, others: int) -> float:
    """Return the share of the other products that lack what one has; 1 for one alone."""
    return 1.0 - max(0, count - 1) / others
