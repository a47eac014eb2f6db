"""Fit the chance of a yes or no to a few features."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RIDGE: Final = 10.0
"""Pseudo-observations that hold each weight at 0; features are standardised, so one fits all."""

_MOST_STEPS: Final = 50
_LONGEST_STEP: Final = 1.0
_SMALL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression.

    Attributes:
        centre: Mean of each feature, shape (k,).
        scale: Standard deviation of each; 1 for a feature that never varies.
        weights: Of the standardised features, shape (k,).
        intercept: Log odds of a case in the middle of all features.
    """

    centre: Floats
    scale: Floats
    weights: Floats
    intercept: float

    def chances(self, features: Floats) -> Floats:
        """Return the chance of a yes for each row of features, shape (n, k) -> (n,)."""
        return _sigmoid((features - self.centre) / self.scale @ self.weights + self.intercept)


def fit_logistic(features: Floats, labels: Floats, ridge: float = RIDGE) -> Logistic:
    """Return the ridge-penalised logistic regression, by iteratively reweighted least squares.

    The intercept is held at the log odds of the base rate by one pseudo-observation, so that the
    fit is finite also when every label is the same. Source: Le Cessie and van Houwelingen, Ridge
    estimators in logistic regression, Applied Statistics 41, 1992.

    Args:
        features: Shape (n, k), n at least 1, finite.
        labels: 0 or 1, shape (n,).
        ridge: Strength of the penalty, above 0.

    Example:
        >>> fit = fit_logistic(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 0, 1, 1]))
        >>> bool(fit.chances(np.array([[1.0]]))[0] > 0.5)
        True
    """
    centre, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale < _SMALL, 1.0, scale)
    design = np.column_stack((np.ones(len(labels)), (features - centre) / scale))
    held = np.full(design.shape[1], ridge)
    held[0] = 1.0
    rate = (labels.sum() + 0.5) / (len(labels) + 1.0)
    start = np.zeros(design.shape[1])
    start[0] = np.log(rate / (1.0 - rate))
    weights = start.copy()
    for _ in range(_MOST_STEPS):
        chances = _sigmoid(design @ weights)
        slope = design.T @ (labels - chances) - held * (weights - start)
        spread = (chances * (1.0 - chances))[:, None]
        step = np.linalg.solve((design * spread).T @ design + np.diag(held), slope)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, _LONGEST_STEP / max(longest, _SMALL))
        if longest < _SMALL:
            break
    return Logistic(centre, scale, weights[1:], float(weights[0]))


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0)))
    return chances
