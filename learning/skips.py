"""What it means that a result was not clicked, by where it stood."""

from collections.abc import Collection, Sequence
from typing import Final

CLICK_WEIGHT_CAP: Final = 10.0


def examination(rank: int, exponent: float) -> float:
    """Return the probability that a position is looked at: `rank ** -exponent`.

    Args:
        rank: 1 is the first; anything below counts as 1.
        exponent: How fast attention falls, 0 or more.
    """
    return float(max(1, rank) ** -exponent)


def click_weight(rank: int, exponent: float, *, cap: float = CLICK_WEIGHT_CAP) -> float:
    """Return the weight of a click against position bias (inverse propensity), clipped.

    Source: Joachims, Swaminathan and Schnabel, Unbiased Learning-to-Rank with Biased Feedback,
    WSDM 2017.

    Example:
        >>> click_weight(4, 0.5)
        2.0
    """
    return min(cap, 1.0 / examination(rank, exponent))


def skip_weight(rank: int, exponent: float, attraction: float) -> float:
    """Return the probability that an unclicked result was seen and refused.

    `e * (1 - a) / (1 - e * a)` with e the examination and a the attraction: Bayes' rule in the
    position-based model (Chuklin, Markov and de Rijke, Click Models for Web Search, 2015).

    Args:
        rank: Where it stood; 1 is the first.
        exponent: See `examination`.
        attraction: Prior probability that what is seen is clicked, in [0, 1).

    Returns:
        In [0, 1]; 1 at the first position.
    """
    seen = examination(rank, exponent)
    return seen * (1.0 - attraction) / (1.0 - seen * attraction)


def passed_over(shown: Sequence[str], clicked: Collection[str]) -> tuple[str, ...]:
    """Return what was seen and not clicked: all that stands above the last click.

    The cascade rule (Craswell et al., An Experimental Comparison of Click Position-Bias Models,
    WSDM 2008): results are read from the top; what stands below the last click is unknown.

    Example:
        >>> passed_over(("a", "b", "c", "d"), {"c"})
        ('a', 'b')
    """
    last = max((place for place, sku in enumerate(shown) if sku in clicked), default=0)
    return tuple(sku for sku in shown[:last] if sku not in clicked)
