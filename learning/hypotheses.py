"""When the best hypothesis is good enough to go on without asking."""

from collections.abc import Sequence

from domain.proposal import Hypothesis


def auto_advance(
    hypotheses: Sequence[Hypothesis], *, threshold: float, margin: float, evidence_floor: int
) -> Hypothesis | None:
    """Return the hypothesis to go on with, or None when the person must be asked.

    Args:
        hypotheses: In any order, with calibrated confidences in [0, 1].
        threshold: Lowest confidence of the best one.
        margin: Lowest lead over the second best; a single hypothesis leads by its confidence.
        evidence_floor: Fewest events that must stand behind the best one.

    Example:
        >>> sure = Hypothesis("h1", "Oat milk?", 0.9, evidence=("e1", "e2"))
        >>> auto_advance([sure], threshold=0.8, margin=0.3, evidence_floor=2) is sure
        True
    """
    if not hypotheses:
        return None
    best, *others = sorted(hypotheses, key=lambda h: -h.confidence)
    second = others[0].confidence if others else 0.0
    sure = best.confidence >= threshold and best.confidence - second >= margin
    return best if sure and len(best.evidence) >= evidence_floor else None
