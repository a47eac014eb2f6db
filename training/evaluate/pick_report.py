"""How well it can be told which candidates people want, and how honest those chances are."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from domain.embedder import Embedder
from domain.errors import Invalid
from learning.isotonic import fit_isotonic
from learning.logistic import fit_logistic
from learning.reliability import Reliability
from training.evaluate.pick_features import features_of
from training.evaluate.picks import Asked

FOLDS: Final = 5
FEWEST: Final = 20
"""Different users, or inputs, that a split needs."""

GROUPS: Final = 10
"""Rows of the reliability table, of equal size."""

_RESAMPLES: Final = 2_000
_SEED: Final = 20_250_101

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class PicksReport:
    """What was foretold of each candidate by a fit that had not seen it.

    Attributes:
        split_by: `user_id` when every line names one, else `input`.
        sizes: Candidates of each list.
        labels: Whether each candidate was right, 0 or 1.
        chances: Calibrated.
        uncalibrated: Of the same, before calibration.
        units: Which user or input each candidate belongs to, from 0.
    """

    split_by: str
    sizes: Sequence[int]
    labels: Floats
    chances: Floats
    uncalibrated: Floats
    units: Places

    def summary(self) -> dict[str, Any]:
        """Return the figures as JSON values; intervals are 95 %, by bootstrap over `split_by`.

        The Brier skill is held against always saying the base rate of these very lines, which no
        fit knows. Accuracy and mean reciprocal rank are over the lists with something right.
        """
        base = float(self.labels.mean())
        squared, of_base = (self.chances - self.labels) ** 2, (base - self.labels) ** 2
        skill = _interval(of_base - squared, of_base, self.units)
        shown = np.concatenate([-np.arange(float(size)) for size in self.sizes])
        return {
            "lists": len(self.sizes),
            "candidates": len(self.labels),
            "split_by": self.split_by,
            "units": int(self.units.max()) + 1,
            "base_rate": round(base, 4),
            "leafloop": self._ranking(self.chances),
            "as_shown": self._ranking(shown),
            "brier": round(float(squared.mean()), 5),
            "brier_of_base_rate": round(float(of_base.mean()), 5),
            "brier_skill": skill,
            "expected_calibration_error": _calibration_error(self.chances, self.labels),
            "uncalibrated": {
                "brier": round(float(((self.uncalibrated - self.labels) ** 2).mean()), 5),
                "expected_calibration_error": _calibration_error(self.uncalibrated, self.labels),
            },
            "reliability": list(self._table()),
        }

    def _ranking(self, scores: Floats) -> dict[str, Any]:
        """Return accuracy and mean reciprocal rank of an order; of equal ones the first shown."""
        ranks, units, start = [], [], 0
        for size in self.sizes:
            part = slice(start, start + size)
            order = np.argsort(-scores[part], kind="stable")
            right = np.flatnonzero(self.labels[part][order])
            if len(right):
                ranks.append(1.0 + right[0])
                units.append(self.units[start])
            start += size
        places = np.unique(np.array(units), return_inverse=True)[1]
        rank, ones = np.array(ranks), np.ones(len(ranks))
        return {
            "accuracy": _interval((rank == 1.0).astype(np.float64), ones, places),
            "mrr": _interval(1.0 / rank, ones, places),
        }

    def _table(self) -> Iterator[dict[str, float]]:
        order = np.argsort(self.chances, kind="stable")
        for part in np.array_split(order, GROUPS):
            chances, labels = self.chances[part], self.labels[part]
            if len(part):
                yield {
                    "from": round(float(chances.min()), 4),
                    "to": round(float(chances.max()), 4),
                    "n": len(part),
                    "foretold": round(float(chances.mean()), 4),
                    "observed": round(float(labels.mean()), 4),
                }


def evaluate_picks(
    picks: Iterable[Asked],
    embedder: Embedder,
    advance: Callable[[int], None],
    engaged_from: float | None = None,
) -> PicksReport:
    """Foretell every candidate by fits on other users' lists, or on other inputs.

    A logistic regression on the features, calibrated by an isotonic fit on chances that are
    themselves out of fold: so neither the fit nor its calibration has seen what it foretells.

    Args:
        picks: Lists and what came of them.
        embedder: For the likeness of texts.
        advance: Told the number of lists described.
        engaged_from: Least engagement that counts as right; None for anything above 0.

    Raises:
        Invalid: There are too few users or inputs, or every candidate came to the same.
    """
    lists = list(picks)
    by_user = all(asked.user_id is not None for asked in lists)
    names = [asked.user_id if by_user else asked.input.casefold() for asked in lists]
    own = sorted({name for asked in lists for one in asked.candidates for name in one.features})
    rows, labels, units = [], [], []
    known: dict[str | None, int] = {}
    for asked, name in zip(lists, names, strict=True):
        rows.append(features_of(asked, embedder, own))
        labels += asked.good(engaged_from)
        units += [known.setdefault(name, len(known))] * len(asked.candidates)
        advance(1)
    split_by = "user_id" if by_user else "input"
    _check(len(known), split_by, labels)
    features, good, places = np.vstack(rows), np.array(labels, dtype=float), np.array(units)
    folds = _folds([str(name) for name in known])[places]
    sizes = [len(asked.candidates) for asked in lists]
    uncalibrated, chances = _foretell(features, good, folds)
    return PicksReport(split_by, sizes, good, chances, uncalibrated, places)


def _check(units: int, split_by: str, labels: Sequence[bool]) -> None:
    if units < FEWEST:
        raise Invalid(
            f"there are {units} different values of {split_by}, and a split needs {FEWEST}; "
            "add more lines"
        )
    if len(set(labels)) < 2:
        raise Invalid(
            "every candidate came to the same, so that nothing can be told apart; add lines with "
            "picks and with candidates that were not picked"
        )


def _folds(names: Sequence[str]) -> Places:
    """Deal the units out to folds of equal size, in an order that says nothing about them."""
    digests = [hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() for name in names]
    folds = np.empty(len(names), dtype=np.intp)
    folds[sorted(range(len(names)), key=digests.__getitem__)] = np.arange(len(names)) % FOLDS
    return folds


def _foretell(features: Floats, labels: Floats, folds: Places) -> tuple[Floats, Floats]:
    """Return the chances of each row before and after calibration, each out of its fold."""
    raw, calibrated = np.empty(len(labels)), np.empty(len(labels))
    for fold in range(FOLDS):
        seen, unseen = folds != fold, folds == fold
        inner = np.empty(len(labels))
        for other in set(range(FOLDS)) - {fold}:
            target = folds == other
            inner[target] = _fitted(features, labels, seen & ~target, target)
        raw[unseen] = _fitted(features, labels, seen, unseen)
        isotonic = fit_isotonic(inner[seen], labels[seen])
        calibrated[unseen] = isotonic.chances(raw[unseen])
    return raw, calibrated


def _fitted(
    features: Floats, labels: Floats, seen: npt.NDArray[np.bool_], asked: npt.NDArray[np.bool_]
) -> Floats:
    """Return the chances of the rows asked for; an unknown feature counts as its mean."""
    known = features[seen]
    told = ~np.isnan(known)
    means = np.where(told, known, 0.0).sum(axis=0) / np.maximum(1, told.sum(axis=0))
    fit = fit_logistic(np.where(told, known, means), labels[seen])
    return fit.chances(np.where(np.isnan(features[asked]), means, features[asked]))


def _calibration_error(chances: Floats, labels: Floats) -> float:
    told = Reliability()
    for chance, label in zip(chances.tolist(), labels.tolist(), strict=True):
        told.add(chance, came_true=bool(label))
    return round(told.calibration_error() or 0.0, 4)


def _interval(values: Floats, weights: Floats, units: Places) -> dict[str, float]:
    """Return sum(values) / sum(weights), and its percentile bootstrap interval over units.

    Whole units are drawn, because what comes from one person or one input hangs together (Field
    and Welsh 2007).
    """
    sums, counts = np.bincount(units, values), np.bincount(units, weights)
    rng, drawn = np.random.default_rng(_SEED), np.empty(_RESAMPLES)
    for resample in range(_RESAMPLES):
        chosen = rng.integers(0, len(sums), len(sums))
        drawn[resample] = sums[chosen].sum() / max(counts[chosen].sum(), 1e-12)
    low, high = np.percentile(drawn, (2.5, 97.5))
    mean = sums.sum() / counts.sum()
    return {k: round(float(v), 4) for k, v in (("mean", mean), ("low", low), ("high", high))}
