"""Gain, recall and the cut at a depth are what their formulas say."""

import math

from hypothesis import given
from hypothesis import strategies as st

from training.evaluate.relevance import ndcg, recall


def test_the_best_order_gains_everything() -> None:
    assert ndcg(["a", "b", "c"], {"a": 2.0, "b": 1.0}) == 1.0


def test_a_relevant_product_counts_less_further_down() -> None:
    assert ndcg(["x", "a"], {"a": 1.0}) == 1 / math.log2(3)


def test_a_higher_grade_below_a_lower_one_loses_some() -> None:
    found = ndcg(["b", "a"], {"a": 2.0, "b": 1.0})
    assert found == (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))


def test_what_stands_below_the_cut_counts_nothing() -> None:
    assert ndcg(["x", "a"], {"a": 1.0}, depth=1) == 0.0
    assert recall(["x", "a"], {"a"}, depth=1) == 0.0


def test_ten_right_ones_are_all_that_ten_ranks_can_hold() -> None:
    wanted = {str(n) for n in range(1_000)}
    assert recall([str(n) for n in range(10)], wanted) == 1.0


def test_where_nothing_is_relevant_nothing_is_gained() -> None:
    assert ndcg(["a"], {}) == recall(["a"], set()) == 0.0


@given(st.permutations("abcdefgh"), st.dictionaries(st.sampled_from("abcdxyz"), st.floats(0.1, 5)))
def test_every_score_is_a_share(ranked: list[str], grades: dict[str, float]) -> None:
    assert 0.0 <= ndcg(ranked, grades) <= 1.0 + 1e-12
    assert 0.0 <= recall(ranked, grades) <= 1.0
