"""Picks are foretold by fits that have not seen them, and chance is not taken for skill."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from domain.errors import Invalid
from training.evaluate.pick_features import NAMES, features_of
from training.evaluate.pick_report import FEWEST, PicksReport, evaluate_picks
from training.evaluate.picks import Asked, Option

WORDS = ("oat", "soy", "rice", "milk")


class WordEmbedder:
    """Gives each text the direction of its known words."""

    name, dimensions = "words", len(WORDS)

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        counts = np.array([[text.split().count(word) for word in WORDS] for text in texts], float)
        norms = np.linalg.norm(counts, axis=1, keepdims=True)
        vectors: list[list[float]] = (counts / np.where(norms == 0, 1, norms)).tolist()
        return vectors


def asked(number: int, picked: str = "c1", *, user: str | None = None) -> Asked:
    """Return a list of three candidates that only their places tell apart."""
    options = tuple(Option(id=f"c{n}", text="thing") for n in (1, 2, 3))
    return Asked(input=f"want {number}", candidates=options, picked=picked, user_id=user)


def lists(count: int, picks: Callable[[int], str]) -> list[Asked]:
    return [asked(number, picks(number)) for number in range(count)]


def report_of(picks: Sequence[Asked]) -> PicksReport:
    told: list[int] = []
    report = evaluate_picks(picks, WordEmbedder(), told.append)
    assert sum(told) == len(picks)
    return report


def random_pick(seed: int) -> Callable[[int], str]:
    drawn = np.random.default_rng(seed).integers(1, 4, 10_000)
    return lambda number: f"c{drawn[number]}"


def test_a_place_that_is_nearly_always_picked_is_foretold() -> None:
    summary = report_of(lists(200, lambda n: "c2" if n % 10 else "c3")).summary()
    assert summary["leafloop"]["accuracy"]["mean"] == 0.9
    assert summary["as_shown"]["accuracy"]["mean"] == 0.0
    assert summary["as_shown"]["mrr"]["mean"] == pytest.approx((0.9 / 2 + 0.1 / 3), abs=1e-3)
    assert summary["brier_skill"]["low"] > 0.4
    assert summary["expected_calibration_error"] < 0.05


def test_picks_at_random_show_no_skill() -> None:
    skill = report_of(lists(300, random_pick(3))).summary()["brier_skill"]
    assert skill["low"] <= 0.0 < skill["high"] + 0.05
    assert skill["mean"] < 0.02


def test_noise_that_tells_every_candidate_apart_shows_no_skill_either() -> None:
    drawn = np.random.default_rng(9)
    noisy = [
        one.model_copy(
            update={
                "candidates": tuple(
                    option.model_copy(update={"features": {"noise": float(drawn.normal())}})
                    for option in one.candidates
                )
            }
        )
        for one in lists(150, random_pick(4))
    ]
    skill = report_of(noisy).summary()["brier_skill"]
    assert skill["mean"] < 0.01
    assert skill["low"] < skill["mean"] < skill["high"]


def test_what_marks_an_input_is_of_no_use_for_another_input() -> None:
    """A feature that only repeats the answer of its own input would look like skill in sample."""
    picks = lists(120, random_pick(5))
    marked = [
        one.model_copy(
            update={
                "candidates": tuple(
                    option.model_copy(update={"features": {f"f{place % 40}": float(option.id[1])}})
                    for option in one.candidates
                )
            }
        )
        for place, one in enumerate(picks)
    ]
    assert report_of(marked).summary()["brier_skill"]["mean"] < 0.05


def test_lists_of_one_user_or_one_input_are_never_on_both_sides() -> None:
    by_user = [asked(n, user=f"u{n % 25}") for n in range(100)]
    report = report_of(by_user)
    assert (report.split_by, report.summary()["units"]) == ("user_id", 25)
    repeated = [
        one.model_copy(update={"input": f"WANT {n % 30}" if n % 2 else f"want {n % 30}"})
        for n, one in enumerate(lists(90, random_pick(1)))
    ]
    assert report_of(repeated).summary()["units"] == 30
    assert report_of(repeated).split_by == "input"


def test_one_list_without_a_user_means_a_split_by_input() -> None:
    picks = [asked(n, user="u") for n in range(40)]
    assert report_of([*picks, asked(41)]).split_by == "input"


def test_features_of_the_file_are_used_and_may_be_missing() -> None:
    without = report_of(lists(200, random_pick(7))).summary()["brier_skill"]["mean"]
    certain = report_of(
        [
            one.model_copy(
                update={
                    "candidates": tuple(
                        option.model_copy(
                            update={"features": {"seen": float(option.id == one.picked)}}
                        )
                        if number % 5
                        else option
                        for option in one.candidates
                    )
                }
            )
            for number, one in enumerate(lists(200, random_pick(7)))
        ]
    ).summary()
    assert without < 0.05
    assert certain["brier_skill"]["low"] > 0.5


def test_nothing_picked_counts_against_the_chances_and_not_against_the_order() -> None:
    picks = lists(100, lambda n: "none" if n % 2 else "c1")
    summary = report_of(picks).summary()
    assert summary["base_rate"] == pytest.approx(1 / 6, abs=1e-4)
    assert summary["leafloop"]["accuracy"] == {"mean": 1.0, "low": 1.0, "high": 1.0}


def test_calibration_mends_chances_that_boast() -> None:
    labels = np.array([1.0, 0.0, 0.0, 0.0, 0.0] * 40)
    report = PicksReport(
        "input", [5] * 40, labels, np.full(200, 0.2), np.full(200, 0.9), np.arange(200) // 5
    )
    summary = report.summary()
    assert summary["expected_calibration_error"] == 0.0
    assert summary["uncalibrated"]["expected_calibration_error"] == 0.7
    assert summary["brier_skill"]["mean"] == 0.0
    assert sum(row["n"] for row in summary["reliability"]) == 200
    boast = replace(report, chances=report.uncalibrated).summary()
    assert boast["brier_skill"]["high"] < 0.0


def test_the_same_lists_give_the_same_figures() -> None:
    picks = lists(60, random_pick(2))
    assert report_of(picks).summary() == report_of(picks).summary()


def test_a_table_of_few_candidates_has_no_empty_row() -> None:
    chances = np.array([0.9, 0.1])
    report = PicksReport("input", [2], np.array([1.0, 0.0]), chances, chances, np.zeros(2, int))
    assert len(report.summary()["reliability"]) == 2


@pytest.mark.parametrize(
    ("picks", "said"),
    [
        ([asked(n) for n in range(FEWEST - 1)], "different values of input"),
        ([], "different values of user_id"),
        ([asked(n, user="u") for n in range(90)], "1 different values of user_id"),
        ([asked(n, "none") for n in range(90)], "came to the same"),
    ],
    ids=["few inputs", "nothing", "one user", "never picked"],
)
def test_too_little_to_judge_by_is_refused(picks: list[Asked], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        report_of(picks)
    assert said in caught.value.detail


def test_a_candidate_is_described_by_its_likeness_place_and_words() -> None:
    options = (
        Option(id="a", text="oat milk", features={"price": 2.0}),
        Option(id="b", text="rice 500"),
    )
    one = Asked(input="milk", candidates=options, picked="a")
    first, second = features_of(one, WordEmbedder(), ["price"])
    told = dict(zip([*NAMES, "price"], first, strict=True))
    assert told == pytest.approx(
        {
            "likeness": 0.5**0.5,
            "position": 1.0,
            "is_first": 1.0,
            "candidates": 2.0,
            "letters": 8.0,
            "words": 2.0,
            "new_words": 1.0,
            "share_from_input": 0.5,
            "share_of_input": 1.0,
            "closest_other": 0.0,
            "mean_other": 0.0,
            "input_words": 1.0,
            "input_letters": 4.0,
            "has_digit": 0.0,
            "price": 2.0,
        }
    )
    assert second[NAMES.index("has_digit")] == 1.0
    assert np.isnan(second[-1])


def test_a_candidate_without_others_is_like_none() -> None:
    alone = Asked(input="milk", candidates=(Option(id="a", text="milk"),), picked="a")
    (row,) = features_of(alone, WordEmbedder(), [])
    assert row[NAMES.index("closest_other")] == row[NAMES.index("mean_other")] == 0.0
