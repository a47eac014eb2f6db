"""An isotonic fit rises, is the closest that does, and proves nothing certain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.isotonic import fit_isotonic

CASES = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40)


def fitted(pairs: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores = np.array([float(score) for score, _ in pairs])
    labels = np.array([float(label) for _, label in pairs])
    return scores, labels, fit_isotonic(scores, labels).chances(scores)


def test_violators_are_pooled() -> None:
    scores, labels = np.arange(6.0), np.array([0.0, 1.0, 0.0, 0.0, 1.0, 1.0])
    chances = fit_isotonic(scores, labels).chances(scores)
    assert chances == pytest.approx([1 / 7, 1 / 3, 1 / 3, 1 / 3, 6 / 7, 6 / 7])


def test_equal_scores_have_one_chance() -> None:
    fit = fit_isotonic(np.array([1.0, 1.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert fit.chances(np.array([0.0, 1.0, 9.0])).tolist() == [0.75, 0.75, 0.75]


def test_scores_between_steps_belong_to_the_upper_one() -> None:
    fit = fit_isotonic(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert fit.chances(np.array([-1.0, 0.5, 2.0])) == pytest.approx([0.2, 0.8, 0.8])


@given(pairs=CASES)
def test_chances_rise_with_the_score_and_are_never_certain(pairs: list[tuple[int, bool]]) -> None:
    scores, _, chances = fitted(pairs)
    assert (np.diff(chances[np.argsort(scores)]) >= -1e-12).all()
    assert ((chances > 0.0) & (chances < 1.0)).all()


@given(pairs=CASES, levels=st.lists(st.floats(0, 1), min_size=7, max_size=7))
def test_no_other_rising_function_is_closer(
    pairs: list[tuple[int, bool]], levels: list[float]
) -> None:
    scores, labels, chances = fitted(pairs)
    least = 1 / (len(pairs) + 1)
    other = np.clip(np.sort(levels), least, 1 - least)[scores.astype(int)]
    assert ((chances - labels) ** 2).sum() <= ((other - labels) ** 2).sum() + 1e-9


@given(pairs=CASES)
def test_a_perfect_order_is_kept(pairs: list[tuple[int, bool]]) -> None:
    flat = fit_isotonic(np.arange(float(len(pairs))), np.array(sorted(float(y) for _, y in pairs)))
    assert len(flat.level) <= 2
