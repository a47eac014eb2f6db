"""Say in plain words why a candidate stands where it stands."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.product import Product
from domain.profile import Preference
from domain.proposal import Reason, Usual
from learning.ranking.lens import Lens
from learning.ranking.weights import Weights
from learning.reorder import mean_gap

MAX_REASONS: Final = 3
LEAST_AFFINITY: Final = 0.1
"""Scaled affinity below which a preference is no reason."""

LEAST_RELEVANCE: Final = 0.3
LEAST_POPULARITY: Final = 0.49
"""Share of the most popular product's count from which a product is called popular."""

SURE_AFTER: Final = 2
"""Events in favour from which a liking is said outright."""

TEXT_MATCH: Final = Reason("text_match", "Matches your words")
POPULAR: Final = Reason("popular", "Popular with other shoppers")


Telling = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Gives the reasons for the candidates of one list.

    Codes are `usual`, `due`, `attribute_affinity`, `brand_affinity`, `category_affinity`, and,
    not personal, `text_match` and `popular`.

    Attributes:
        lens: The subject.
        telling: Facet -> casefolded value -> what sorts it: the most liked first, then facet and
            value, so that equal inputs give equal reasons.
        habitual: Whether habits are a reason.
        popularity: sku -> share of the most popular product's count, in [0, 1].
        told: Reasons put into words so far; many candidates share them.
    """

    lens: Lens
    telling: Mapping[str, Mapping[str, Telling]]
    habitual: bool
    popularity: Callable[[str], float]
    told: dict[Telling, Reason] = field(default_factory=dict)

    def of(
        self,
        product: Product,
        traits: Collection[str],
        features: Mapping[str, float],
        usual: Usual | None,
    ) -> tuple[Reason, ...]:
        """Return at most three reasons, personal ones first, each of those with its evidence.

        Args:
            product: The candidate.
            traits: Its attributes, diets and size, casefolded.
            features: Its features.
            usual: How the subject usually buys it, or None.
        """
        found = self._habitual(product.sku, usual) if usual else []
        found += self._likings(product, traits)
        if len(found) < MAX_REASONS:
            found += general_reasons(features["relevance"], self.popularity(product.sku))
        return _distinct(found)

    def _habitual(self, sku: str, usual: Usual) -> list[Reason]:
        habit = self.lens.habit(sku)
        if habit is None or not habit.evidence or not self.habitual:
            return []
        found = [Reason("usual", f"You usually buy {usual.quantity:g}", habit.evidence)]
        if usual.due and usual.every_days:
            # A person knows their own rhythm; the expected one is drawn towards everybody's.
            days = max(1, round(mean_gap(habit) or usual.every_days))
            every = "every day" if days == 1 else f"about every {days} days"
            found.append(Reason("due", f"You buy it {every}, and it is due", habit.evidence))
        return found

    def _likings(self, product: Product, traits: Collection[str]) -> list[Reason]:
        """Return what is liked about a product, most telling first."""
        attributes = self.telling["attribute"]
        liked = [attributes[trait] for trait in traits if trait in attributes]
        for facet, value in (("brand", product.brand), ("category", product.category)):
            one = self.telling[facet].get(value.casefold())
            if one is not None:
                liked.append(one)
        liked.sort()
        told = self.told
        return [told.get(one) or self._tell(one) for one in liked[:MAX_REASONS]]

    def _tell(self, one: Telling) -> Reason:
        _, facet, key = one
        liking = self.lens.affinities(facet)[key][1]
        reason = Reason(f"{facet}_affinity", _words(facet, liking), liking.evidence)
        self.told[one] = reason
        return reason


def reasons_for(lens: Lens, weights: Weights, popularity: Callable[[str], float]) -> Reasons:
    """Return what gives the reasons of one list.

    Args:
        lens: The subject, among the products of the list.
        weights: The strategy; what it does not count is no reason.
        popularity: sku -> share of the most popular product's count, in [0, 1].
    """
    counted = {
        "category": weights.category,
        "brand": weights.brand,
        "attribute": weights.attribute,
    }
    telling = {
        facet: {
            key: (-weight * affinity, facet, key)
            for key, (affinity, liking) in lens.affinities(facet).items()
            if weight and liking.evidence and _recognised(lens, facet, key) >= LEAST_AFFINITY
        }
        for facet, weight in counted.items()
    }
    return Reasons(lens, telling, bool(weights.habit or weights.due), popularity)


def _recognised(lens: Lens, facet: str, key: str) -> float:
    """Return the affinity that makes a reason; shelf and brand count also where all share them."""
    likings = lens.affinities(facet) if facet == "attribute" else lens.likings[facet]
    return likings[key][0]


def general_reasons(relevance: float, popularity: float) -> Iterator[Reason]:
    """Yield the reasons that hold for anybody.

    Args:
        relevance: As a share of the best hit's.
        popularity: As a share of the most popular product's count in the whole shop.
    """
    if relevance >= LEAST_RELEVANCE:
        yield TEXT_MATCH
    if popularity >= LEAST_POPULARITY:
        yield POPULAR


def _words(facet: str, liking: Preference) -> str:
    label = liking.label.replace("_", "-")
    if liking.explicit:
        return f"You said you like {label}"
    if liking.agree >= SURE_AFTER or not liking.because:
        return f"You like {label}"
    if facet == "attribute":
        return f"{label.capitalize()}, because you {liking.because}"
    return f"Because you {liking.because}"


def _distinct(found: list[Reason]) -> tuple[Reason, ...]:
    """Return the first three reasons that say different things."""
    said: list[str] = []
    kept: list[Reason] = []
    for reason in found:
        if reason.text not in said:
            said.append(reason.text)
            kept.append(reason)
            if len(kept) == MAX_REASONS:
                break
    return tuple(kept)
