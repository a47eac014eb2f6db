"""How much of a candidate's place comes from what is known about the person, and from what.

Let L be the weighted sum of all features but relevance, and P the part of it that would be the
same for a stranger: popularity, and a segment's prior where it follows popularity or an offer. The
person moves the ranking score by

    moved = gate * sway * (tanh(L / sway) - tanh(P / sway))

which is `rank.score` with what is known, less `rank.score` without. The score told is
`100 * moved / sway`, at least 0 and at most 100. Each part of L - P gets its share of it:

    points_k = w_k * f_k * 100 * moved / (sway * (L - P))

so that all points together are the score, unless they are below 0, which tells as 0. Where L = P,
parts cancel out, and the slope of tanh at P takes the place of the quotient.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from domain.product import Product
from domain.profile import Habit, Preference, Segment
from domain.proposal import Part, Personal
from learning.ranking.features import NAMES
from learning.ranking.lens import Lens
from learning.ranking.reasons import SURE_AFTER
from learning.ranking.weights import Weights
from learning.reorder import is_due

STRANGERS: Final = frozenset({"relevance", "popularity"})
"""Features that are the same for everybody."""

Told = tuple[float, str, str, tuple[str, ...]]
"""Weighted value, code, text and evidence of one part."""


@dataclass(frozen=True, slots=True)
class Because:
    """Tells the personal part of each candidate of one list.

    Attributes:
        lens: The subject, among the products of the list.
        weights: The strategy that ranked it.
        opened: Whether nothing was searched for, so that the gate is open for all.
    """

    lens: Lens
    weights: Weights
    opened: bool

    def of(
        self, product: Product, traits: Collection[str], features: Mapping[str, float]
    ) -> Personal:
        """Return the personal part of one candidate.

        Args:
            product: The candidate.
            traits: `features.traits_of` it.
            features: Its features, as it was ranked by.
        """
        weights = self.weights
        weighed = {name: getattr(weights, name) * features[name] for name in NAMES}
        home = _home(product, self.lens)
        prior = weighed.pop("segment_prior")
        strangers = weighed["popularity"] + (0.0 if home else prior)
        if home:
            weighed[home] += prior
        own = {name: value for name, value in weighed.items() if name not in STRANGERS and value}
        gate = 1.0 if self.opened else weights.gate(features["relevance"])
        slope = 100.0 * gate * _slope(strangers, math.fsum(own.values()), weights.sway)
        told = [
            Part(code, text, round(value * slope, 1), evidence)
            for name, whole in own.items()
            for value, code, text, evidence in TELLERS[name](self.lens, product, traits, whole)
        ]
        told.sort(key=lambda part: (-abs(part.points), part.code, part.text))
        score = slope * math.fsum(own.values())
        return Personal(
            round(min(100.0, max(0.0, score)), 1), tuple(part for part in told if part.points)
        )


def _slope(strangers: float, own: float, sway: float) -> float:
    """Return what a unit of the personal part moves, as a share of the sway.

    Example:
        >>> _slope(0.0, 0.0, 2.0), round(_slope(0.0, 1.0, 1.0), 4)
        (0.5, 0.7616)
    """
    without = math.tanh(strangers / sway)
    if abs(own) < 1e-9:
        return (1.0 - without * without) / sway
    return (math.tanh((strangers + own) / sway) - without) / own


def _home(product: Product, lens: Lens) -> str:
    """Return the feature that the segment's prior speaks for; empty for what moves a stranger."""
    if lens.segment is Segment.POWER:
        return "category"
    habit = lens.habit(product.sku)
    absent = lens.segment is Segment.INACTIVE
    return "due" if absent and habit and is_due(habit, lens.now) else ""


def _category(lens: Lens, product: Product, _: Collection[str], whole: float) -> Iterator[Told]:
    yield _liked(lens, "category", product.category.casefold(), whole)


def _brand(lens: Lens, product: Product, _: Collection[str], whole: float) -> Iterator[Told]:
    yield _liked(lens, "brand", product.brand.casefold(), whole)


def _attribute(
    lens: Lens, product: Product, traits: Collection[str], whole: float
) -> Iterator[Told]:
    """Share the feature out among traits, each by its affinity: bent, the sum is one quotient."""
    affinities = trait_affinities(product, traits, lens)
    total = math.fsum(affinities.values())
    for trait, affinity in affinities.items():
        yield _liked(lens, "attribute", trait, whole * affinity / total)


def trait_affinities(product: Product, traits: Collection[str], lens: Lens) -> dict[str, float]:
    """Return trait -> affinity, whose sum, bent, is the feature `attribute`.

    Args:
        product: Whose pack size an inferred liking of is shared out over all those liked.
        traits: `features.traits_of` it.
        lens: The subject.
    """
    found = {}
    for trait in traits:
        if trait in lens.attribute:
            affinity, liking = lens.attribute[trait]
            inferred_size = trait == product.size.casefold() and not liking.explicit
            found[trait] = affinity / lens.spread["attribute"] if inferred_size else affinity
    return found


def _habit(lens: Lens, product: Product, _: Collection[str], whole: float) -> Iterator[Told]:
    habit = lens.profile.habits[product.sku]
    often = f"In {habit.orders} of your {lens.profile.order_count} orders"
    yield whole, "usual", often if habit.orders else "You put it into your cart", habit.evidence


def _due(lens: Lens, product: Product, _: Collection[str], whole: float) -> Iterator[Told]:
    habit: Habit = lens.profile.habits[product.sku]
    due = is_due(habit, lens.now)
    text = "It is time to buy it again" if due else "You may need it again within a week"
    yield whole, "due", text, habit.evidence


def _price(lens: Lens, product: Product, _: Collection[str], whole: float) -> Iterator[Told]:
    if lens.budget is not None and product.price is not None and product.price > lens.budget:
        said = [fact.fact_id for fact in lens.profile.facts if fact.relation == "budget"]
        yield whole, "price_fit", f"Above your budget of {lens.budget:g}", tuple(said[-1:])
    else:  # of prices paid only their mean is kept, not the events
        yield whole, "price_fit", f"Near what you pay for {product.category}", ()


def _liked(lens: Lens, facet: str, key: str, value: float) -> Told:
    affinity, liking = lens.affinities(facet)[key]
    return value, f"{facet}_affinity", _words(liking, affinity), liking.evidence


def _words(liking: Preference, affinity: float) -> str:
    label = liking.label.replace("_", "-")
    if liking.explicit:
        return f"You said you like {label}" if affinity > 0 else f"You said you avoid {label}"
    if affinity < 0:
        return f"You have passed over {label}"
    if liking.agree >= SURE_AFTER or not liking.because:
        return f"You like {label}"
    return f"{label[:1].upper()}{label[1:]}, because you {liking.because}"


TELLERS: Final[Mapping[str, Callable[[Lens, Product, Collection[str], float], Iterator[Told]]]] = {
    "category": _category,
    "brand": _brand,
    "attribute": _attribute,
    "habit": _habit,
    "due": _due,
    "price_fit": _price,
}
"""Feature -> what puts it into words, in one part or in several."""
