"""Say in plain words why a candidate stands where it stands."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.product import Product
from domain.profile import Preference
from domain.proposal import Reason, Usual
from learning.ranking.features import traits
from learning.ranking.lens import Affinities, Lens
from learning.ranking.weights import Weights

MAX_REASONS: Final = 3
LEAST_AFFINITY: Final = 0.1
"""Scaled affinity below which a preference is no reason."""

LEAST_RELEVANCE: Final = 0.3
LEAST_POPULARITY: Final = 0.7
SURE_AFTER: Final = 2
"""Events in favour from which a liking is said outright."""

Weighed = tuple[float, Reason]


def reasons_of(
    product: Product,
    features: Mapping[str, float],
    usual: Usual | None,
    lens: Lens,
    weights: Weights,
) -> tuple[Reason, ...]:
    """Return at most three reasons, personal ones first, each of those with its evidence.

    Codes are `usual`, `due`, `attribute_affinity`, `brand_affinity`, `category_affinity`, and,
    not personal, `text_match` and `popular`.

    Args:
        product: The candidate.
        features: Its features.
        usual: How the subject usually buys it, or None.
        lens: The subject.
        weights: The strategy; what it does not count is no reason.
    """
    found = list(_habitual(product.sku, usual, lens, weights))
    if len(found) < MAX_REASONS:
        # Words break ties, so that equal inputs give equal reasons.
        likings = sorted(_likings(product, lens, weights), key=lambda one: (-one[0], one[1].text))
        found.extend(reason for _, reason in likings)
    if len(found) < MAX_REASONS:
        found.extend(general_reasons(features))
    distinct = {reason.text: reason for reason in reversed(found)}
    return tuple(reversed(distinct.values()))[:MAX_REASONS]


def general_reasons(features: Mapping[str, float]) -> Iterator[Reason]:
    """Yield the reasons that hold for anybody."""
    if features["relevance"] >= LEAST_RELEVANCE:
        yield _TEXT_MATCH
    if features["popularity"] >= LEAST_POPULARITY:
        yield _POPULAR


def _habitual(sku: str, usual: Usual | None, lens: Lens, weights: Weights) -> Iterator[Reason]:
    habit = lens.habit(sku)
    if usual is None or habit is None or not habit.evidence or not (weights.habit or weights.due):
        return
    yield Reason("usual", f"You usually buy {usual.quantity:g}", habit.evidence)
    if usual.due and usual.every_days:
        days = max(1, round(usual.every_days))
        every = "every day" if days == 1 else f"about every {days} days"
        yield Reason("due", f"You buy it {every}, and it is due", habit.evidence)


def _likings(product: Product, lens: Lens, weights: Weights) -> Iterator[Weighed]:
    if weights.attribute:
        for trait in traits(product):
            yield from _liking("attribute", trait, lens.attribute, weights.attribute)
    if weights.brand:
        yield from _liking("brand", product.brand.casefold(), lens.brand, weights.brand)
    if weights.category:
        yield from _liking("category", product.category.casefold(), lens.category, weights.category)


def _liking(facet: str, key: str, known: Affinities, weight: float) -> Iterator[Weighed]:
    entry = known.get(key)
    if entry is not None and entry[0] >= LEAST_AFFINITY and entry[1].evidence:
        text = _words(facet, entry[1])
        yield weight * entry[0], Reason(f"{facet}_affinity", text, entry[1].evidence)


def _words(facet: str, liking: Preference) -> str:
    label = liking.label.replace("_", "-")
    if liking.explicit:
        return f"You said you like {label}"
    if liking.agree >= SURE_AFTER or not liking.because:
        return f"You like {label}"
    if facet == "attribute":
        return f"{label.capitalize()}, because you {liking.because}"
    return f"Because you {liking.because}"


_TEXT_MATCH: Final = Reason("text_match", "Matches your words")
_POPULAR: Final = Reason("popular", "Popular with other shoppers")
