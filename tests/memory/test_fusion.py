"""Facts are ranked by words and meaning alike, then by confidence and recency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.knowledge import KnownFact
from memory.fusion import HALF_LIFE_DAYS, OLDEST, likeness, ranked, recency_of
from memory.knowledge import TOLD
from tests.fakes.clock import NOON
from tests.fakes.known import DAY, ids, known

SCORES = st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 50), max_size=6)


def chosen(
    *facts: KnownFact, like: dict[str, float], floor: float = 0.0, limit: int = 10
) -> list[str]:
    found = ranked(facts, like, NOON, types=TOLD, floor=floor, limit=limit)
    return ids([one.fact for one in found])


def test_words_and_meaning_count_half_each() -> None:
    assert likeness({"a": 3.0, "b": 1.5}, {"a": 0.2, "b": 0.4}) == {"a": 0.75, "b": 0.75}


def test_what_one_side_did_not_find_counts_nothing_there() -> None:
    assert likeness({"a": 3.0}, {"b": 0.4}) == {"a": 0.5, "b": 0.5}


def test_what_means_the_opposite_is_no_worse_than_unrelated() -> None:
    assert likeness({"a": 1.0}, {"a": -0.9, "b": 0.5})["a"] == 0.5


@pytest.mark.parametrize("scores", [{}, {"a": 0.0}, {"a": -0.5}])
def test_a_side_that_found_nothing_gives_nothing(scores: dict[str, float]) -> None:
    assert likeness(scores, {"a": 0.3}) == {"a": 0.5}
    assert likeness({"a": 3.0}, scores) == {"a": 0.5}


@given(words=SCORES, meanings=SCORES)
def test_likeness_is_a_share_whatever_the_scales(
    words: dict[str, float], meanings: dict[str, float]
) -> None:
    like = likeness(words, meanings)
    assert like.keys() == words.keys() | meanings.keys()
    assert all(0.0 <= score <= 1.0 for score in like.values())
    assert like == pytest.approx(likeness({k: 2 * v for k, v in words.items()}, meanings))


def test_recency_halves_its_distance_to_the_oldest_every_half_life() -> None:
    assert recency_of(known(), NOON) == 1.0
    month = NOON + round(HALF_LIFE_DAYS * DAY)
    assert recency_of(known(), month) == pytest.approx((1.0 + OLDEST) / 2)
    assert recency_of(known(), NOON + 10_000 * DAY) == pytest.approx(OLDEST)


def test_evidence_dated_ahead_is_as_recent_as_can_be() -> None:
    assert recency_of(known(reinforced_at=NOON + DAY), NOON) == 1.0


def test_the_score_is_likeness_times_confidence_times_recency() -> None:
    fact = known("a", confidence=0.8, half_life_days=30.0, reinforced_at=NOON - 30 * DAY)
    [one] = ranked([fact], {"a": 0.5}, NOON, types=TOLD, floor=0.0, limit=1)
    assert one.score == pytest.approx(0.5 * 0.4 * 0.75)


def test_what_does_not_bear_on_the_text_is_left_out() -> None:
    assert chosen(known("a"), known("b"), like={"a": 0.0}) == []


def test_what_does_not_hold_is_of_another_type_or_too_uncertain_is_left_out() -> None:
    facts = (
        known("good"),
        known("ended", invalid_at=NOON - 1, expired_at=NOON - 1),
        known("facet", type="facet"),
        known("vague", confidence=0.1),
    )
    like = dict.fromkeys(("good", "ended", "facet", "vague"), 1.0)
    assert chosen(*facts, like=like, floor=0.15) == ["good"]


def test_a_limit_keeps_the_best_and_ties_go_to_the_newest() -> None:
    facts = (known("old"), known("new", seq=7), known("best", confidence=0.9))
    like = dict.fromkeys(("old", "new", "best"), 1.0)
    assert chosen(*facts, like=like) == ["best", "new", "old"]
    assert chosen(*facts, like=like, limit=2) == ["best", "new"]
