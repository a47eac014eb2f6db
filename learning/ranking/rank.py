"""Rank what a search found: for a subject, or for nobody in particular."""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Final

from domain.profile import Preference, Profile
from domain.proposal import Candidate, Hit
from learning.ranking.features import features_of, traits_of
from learning.ranking.lens import Lens, among, focus
from learning.ranking.personal import Because
from learning.ranking.reasons import Reasons, general_reasons, reasons_for
from learning.ranking.weights import HYBRID, Weights
from learning.reorder import usual_of
from learning.signals import DEFAULT, Signals

Popularity = Callable[[str], float]
"""sku -> share of the most popular product's count, in [0, 1]."""

Scored = tuple[float, Hit, dict[str, float], set[str]]
"""Score, hit, features and traits."""

TIE: Final = 32.0
"""How fast popularity fades below the best relevance: at .98 of it, half is left."""


def rank(
    hits: Sequence[Hit],
    profile: Profile,
    *,
    now: int,
    weights: Weights = HYBRID,
    popularity: Popularity,
    limit: int | None = None,
    signals: Signals = DEFAULT,
    explain: bool = False,
) -> tuple[Candidate, ...]:
    """Rank hits for a subject and say why.

    The score is `score`'s; without any relevance (an empty query) its gate is open.

    Args:
        hits: What a search found; what a subject cannot have was filtered out before.
        profile: What is known.
        now: Milliseconds.
        weights: The strategy.
        popularity: How popular a product is.
        limit: Most candidates wanted; None means all.
        signals: The rules the profile was learned by.
        explain: Also tell each candidate's personal part.

    Returns:
        Best first, ties by sku, positions from 1.
    """
    traits = [traits_of(hit.product) for hit in hits]
    shares = _shares(hits)
    lens = _among_near(hits, traits, shares, focus(profile, now, weights.floor, signals), weights)
    scored = _scored(hits, traits, shares, lens, weights, popularity)
    reasons = reasons_for(lens, weights, popularity)
    because = Because(lens, weights, not any(shares)) if explain else None
    best = enumerate(scored[:limit], start=1)
    return tuple(_candidate(place, one, reasons, because) for place, one in best)


def neutral(
    hits: Sequence[Hit], *, popularity: Popularity, limit: int | None = None
) -> tuple[Candidate, ...]:
    """Rank hits by relevance and popularity alone, the same for everybody.

    Args:
        hits: What a search found.
        popularity: How popular a product is.
        limit: Most candidates wanted; None means all.

    Returns:
        Best first, ties by sku, positions from 1.
    """
    scored: list[Scored] = []
    shares = _shares(hits)
    for hit, share, taken in zip(hits, shares, _taken(hits, shares, popularity), strict=True):
        features = {"relevance": share, "popularity": taken}
        total = HYBRID.relevance * features["relevance"]
        scored.append((total + HYBRID.popularity * features["popularity"], hit, features, set()))
    scored.sort(key=_order)
    return tuple(
        Candidate(
            hit.product,
            place,
            total,
            features,
            tuple(general_reasons(features["relevance"], popularity(hit.product.sku))),
        )
        for place, (total, hit, features, _) in enumerate(scored[:limit], start=1)
    )


def score(features: Mapping[str, float], gate: float, weights: Weights) -> float:
    """Return the ranking score of one hit.

    `w_relevance * relevance + gate * sway * tanh(sum of w_k * feature_k / sway)`, with relevance
    as a share of the best hit's and `gate = min(1, relevance / reach) ** 2`: liking moves what is
    to the point, and never lifts what is not.
    """
    lift = (
        weights.category * features["category"]
        + weights.brand * features["brand"]
        + weights.attribute * features["attribute"]
        + weights.habit * features["habit"]
        + weights.due * features["due"]
        + weights.popularity * features["popularity"]
        + weights.price_fit * features["price_fit"]
        + weights.segment_prior * features["segment_prior"]
    )
    bent = weights.sway * math.tanh(lift / weights.sway)
    return weights.relevance * features["relevance"] + gate * bent


def _shares(hits: Sequence[Hit]) -> list[float]:
    """Return each relevance as a share of the best; all 0 when there is none."""
    best = max((hit.relevance for hit in hits), default=0.0)
    return [hit.relevance / best if best > 0 else 0.0 for hit in hits]


def _taken(hits: Sequence[Hit], shares: Sequence[float], popularity: Popularity) -> list[float]:
    """Return how much everybody takes each hit, in [0, 1].

    The root of its count over the largest count among the hits, as counts follow a power law; a
    bread is popular beside other bread, however much more milk a shop sells. Times
    `share ** TIE`: what is taken most decides between hits that say the same, and never between
    one that is meant and one that is not (docs/adr/0019-judged-searches.md).
    """
    counts = [popularity(hit.product.sku) for hit in hits]
    most = max(counts, default=0.0) or 1.0
    tied = shares if any(shares) else [1.0] * len(hits)
    return [math.sqrt(count / most) * share**TIE for count, share in zip(counts, tied, strict=True)]


def _among_near(
    hits: Sequence[Hit],
    traits: Sequence[set[str]],
    shares: Sequence[float],
    lens: Lens,
    weights: Weights,
) -> Lens:
    """Return the lens among the hits that liking can move in full."""
    near = [place for place, share in enumerate(shares) if share >= weights.reach]
    near = near or list(range(len(hits)))
    if not near:
        return lens
    return among(
        lens,
        [hits[place].product.category.casefold() for place in near],
        [hits[place].product.brand.casefold() for place in near],
        [traits[place] for place in near],
    )


def _scored(
    hits: Sequence[Hit],
    traits: Sequence[set[str]],
    shares: Sequence[float],
    lens: Lens,
    weights: Weights,
    popularity: Popularity,
) -> list[Scored]:
    """Return every hit with its score, best first."""
    liked = lens.attribute
    open_gate = not any(shares)
    scored: list[Scored] = []
    every = zip(hits, traits, shares, _taken(hits, shares, popularity), strict=True)
    for hit, own, share, taken in every:
        gate = 1.0 if open_gate else weights.gate(share)
        telling = _telling(hit.product.size.casefold(), own, liked, lens)
        features = features_of(hit.product, share, taken, telling=telling, lens=lens)
        scored.append((score(features, gate, weights), hit, features, own))
    scored.sort(key=_order)
    return scored


def _telling(
    size: str, traits: Set[str], liked: Mapping[str, tuple[float, Preference]], lens: Lens
) -> float:
    """Return the sum of the affinities to traits; an inferred one to a pack size is shared out.

    Everything that is bought has a size, so that a regular shopper seems to like them all.
    """
    # The exact sum does not depend on the order in which a set is read.
    telling = math.fsum([liked[trait][0] for trait in traits if trait in liked])
    if size in liked and not liked[size][1].explicit:
        telling += liked[size][0] * (1.0 / lens.spread["attribute"] - 1.0)
    return telling


def _order(scored: Scored) -> tuple[float, str]:
    return -scored[0], scored[1].product.sku


def _candidate(place: int, scored: Scored, reasons: Reasons, because: Because | None) -> Candidate:
    total, hit, features, traits = scored
    product, lens = hit.product, reasons.lens
    known = product.sku in lens.profile.habits
    usual = usual_of(lens.profile, product.sku, lens.now, signals=lens.signals) if known else None
    why = reasons.of(product, traits, features, usual)
    own = because.of(product, traits, features) if because else None
    return Candidate(product, place, total, features, why, usual, own)
