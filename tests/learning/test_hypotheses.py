"""Going on without asking needs confidence, a lead and evidence."""

import pytest

from domain.proposal import Hypothesis
from learning.hypotheses import auto_advance

SURE = Hypothesis("h1", "Oat milk?", 0.9, evidence=("e1", "e2"))
RIVAL = Hypothesis("h2", "Soy milk?", 0.5)


def test_a_sure_and_leading_hypothesis_is_taken_whatever_its_place() -> None:
    assert auto_advance([RIVAL, SURE], threshold=0.8, margin=0.3, evidence_floor=2) is SURE


@pytest.mark.parametrize(
    ("threshold", "margin", "floor"), [(0.95, 0.3, 2), (0.8, 0.5, 2), (0.8, 0.3, 3)]
)
def test_any_doubt_means_asking(threshold: float, margin: float, floor: int) -> None:
    asked = auto_advance([SURE, RIVAL], threshold=threshold, margin=margin, evidence_floor=floor)
    assert asked is None


def test_without_hypotheses_there_is_nothing_to_take() -> None:
    assert auto_advance([], threshold=0, margin=0, evidence_floor=0) is None
