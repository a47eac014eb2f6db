"""Count how often what was said to be likely came true."""

from dataclasses import dataclass, field
from typing import Final

BINS: Final = 10


@dataclass(slots=True)
class Reliability:
    """Probabilities and what came of them, in `BINS` bins of equal width; changed in place.

    Attributes:
        count: Number of probabilities, by bin.
        said: Their sum, by bin.
        true: How many came true, by bin.
        squared: Sum of the squared errors over all bins.
    """

    count: list[int] = field(default_factory=lambda: [0] * BINS)
    said: list[float] = field(default_factory=lambda: [0.0] * BINS)
    true: list[int] = field(default_factory=lambda: [0] * BINS)
    squared: float = 0.0

    def add(self, probability: float, *, came_true: bool) -> None:
        """Count one probability in [0, 1]."""
        place = min(BINS - 1, int(probability * BINS))
        self.count[place] += 1
        self.said[place] += probability
        self.true[place] += came_true
        self.squared += (probability - came_true) ** 2

    def brier(self) -> float | None:
        """Return the mean squared error (Brier, 1950); None before any.

        Example:
            >>> told = Reliability()
            >>> told.add(0.5, came_true=True)
            >>> told.brier(), told.calibration_error()
            (0.25, 0.5)
        """
        total = sum(self.count)
        return self.squared / total if total else None

    def calibration_error(self) -> float | None:
        """Return the expected calibration error; None before any.

        The distance between what was said and what came true, in a bin, averaged by size of the
        bin (Naeini, Cooper and Hauskrecht, AAAI 2015).
        """
        total = sum(self.count)
        if not total:
            return None
        off = (abs(said - true) for said, true in zip(self.said, self.true, strict=True))
        return sum(off) / total
