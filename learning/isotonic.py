"""Turn scores into chances that rise with them, and assume nothing else."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A fitted step function.

    Attributes:
        upto: Highest score of each step, rising, shape (m,).
        level: Chance on each step, rising, shape (m,).
    """

    upto: Floats
    level: Floats

    def chances(self, scores: Floats) -> Floats:
        """Return the chance for each score; beyond the last step, that of the last."""
        places = np.searchsorted(self.upto, scores)
        chances: Floats = self.level[np.minimum(places, len(self.level) - 1)]
        return chances


def fit_isotonic(scores: Floats, labels: Floats) -> Isotonic:
    """Return the rising step function with the least squared error.

    Pool adjacent violators: whoever has a lower mean than the one before is merged with it (Ayer
    et al., An empirical distribution function for sampling with incomplete information, 1955;
    for calibration, Zadrozny and Elkan, KDD 2002). Levels stay 1 / (n + 1) away from 0 and 1,
    because no number of cases proves a certainty.

    Args:
        scores: Shape (n,), n at least 1, finite.
        labels: 0 or 1, shape (n,).

    Example:
        >>> fit_isotonic(np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 0, 1])).level.tolist()
        [0.2, 0.5, 0.8]
    """
    upto, places = np.unique(scores, return_inverse=True)
    sums = np.bincount(places, weights=labels)
    counts = np.bincount(places)
    blocks: list[tuple[float, float, int]] = []
    for edge, total, count in zip(upto, sums, counts, strict=True):
        top, whole, size = float(edge), float(total), int(count)
        while blocks and blocks[-1][1] * size >= whole * blocks[-1][2]:
            _, before, number = blocks.pop()
            whole, size = whole + before, size + number
        blocks.append((top, whole, size))
    least = 1.0 / (len(labels) + 1.0)
    levels = np.array([whole / size for _, whole, size in blocks])
    return Isotonic(np.array([top for top, _, _ in blocks]), np.clip(levels, least, 1.0 - least))
