"""A logistic fit finds what bears on the answer, and stays finite where nothing does."""

import numpy as np
import pytest

from learning.logistic import fit_logistic


def drawn(count: int, weights: list[float], seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, len(weights)))
    chances = 1 / (1 + np.exp(-(features @ np.array(weights) - 1.0)))
    return features, (rng.random(count) < chances).astype(float)


def test_weights_and_base_rate_are_found() -> None:
    fit = fit_logistic(*drawn(20_000, [1.0, -0.5, 0.0]), ridge=1.0)
    assert fit.weights / fit.scale == pytest.approx([1.0, -0.5, 0.0], abs=0.06)
    assert fit.intercept == pytest.approx(-1.0, abs=0.06)


def test_chances_average_to_what_happened() -> None:
    features, labels = drawn(2_000, [2.0, 0.3])
    assert fit_logistic(features, labels).chances(features).mean() == pytest.approx(
        labels.mean(), abs=0.002
    )


def test_the_ridge_holds_weights_and_not_the_base_rate() -> None:
    features, labels = drawn(200, [6.0])
    average = fit_logistic(features, labels, ridge=10.0).chances(features).mean()
    assert average == pytest.approx(labels.mean(), abs=0.006)


def test_the_scale_of_a_feature_does_not_matter() -> None:
    features, labels = drawn(500, [1.0, -1.0])
    stretched = features * np.array([1_000.0, 0.001]) + 7.0
    mine, theirs = fit_logistic(features, labels), fit_logistic(stretched, labels)
    assert mine.chances(features) == pytest.approx(theirs.chances(stretched), abs=1e-6)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_answer_only_gives_finite_chances(label: float) -> None:
    chances = fit_logistic(np.zeros((10, 2)), np.full(10, label)).chances(np.zeros((1, 2)))
    assert 0.0 < chances[0] < 1.0
    assert round(chances[0]) == label


def test_what_tells_apart_perfectly_is_held_back_by_the_ridge() -> None:
    features, labels = np.array([[-1.0], [1.0]] * 50), np.array([0.0, 1.0] * 50)
    weak, strong = (fit_logistic(features, labels, ridge).weights[0] for ridge in (1.0, 100.0))
    assert 0.0 < strong < weak < 10.0


def test_a_fit_without_features_is_the_base_rate() -> None:
    chances = fit_logistic(np.empty((100, 0)), np.repeat([0.0, 1.0], [80, 20])).chances(
        np.empty((1, 0))
    )
    assert chances[0] == pytest.approx(0.2, abs=0.01)


def test_steps_end_even_where_they_never_become_small() -> None:
    labels = np.array([0.0, 1.0] * 50)
    features = np.column_stack([np.where(labels, 1.0, -1.0) * 10.0**k for k in range(-3, 3)])
    assert np.isfinite(fit_logistic(features, labels, ridge=1e-12).weights).all()
