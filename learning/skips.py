"""What it means that a result was not clicked, by where it stood."""


def examination(rank: int, exponent: float) -> float:
    """Return the probability that a position is looked at: `rank ** -exponent`.

    Args:
        rank: 1 is the first; anything below counts as 1.
        exponent: How fast attention falls, 0 or more.
    """
    return float(max(1, rank) ** -exponent)


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
