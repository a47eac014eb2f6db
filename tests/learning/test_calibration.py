"""Confidences are believed as far as picks bear them out, and never for standing first."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event, Kind
from learning.calibration import (
    IDENTITY,
    MAX_SOURCES,
    Calibration,
    Calibrations,
    confidences,
    count_pick,
    source_of,
)
from tests.learning.events import event

LIST = (0.45, 0.25, 0.12)
SHARES = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=5).map(
    lambda weights: [max(0.001, 0.97 * weight / sum(weights)) for weight in weights]
)


def pick(seq: int, choice: str, raw: Sequence[float] = LIST, **data: Any) -> Event:
    said = [{"id": f"h{n}", "raw_confidence": share} for n, share in enumerate(raw, start=1)]
    told = {"flow": "execute", "model": "m", "hypotheses": said, "choice": choice, **data}
    return event(Kind.SELECTION_MADE, seq, told)


def folded(*events: Event, start: Calibration | None = None) -> Calibrations:
    state = Calibrations(sources={} if start is None else {"execute/m": start})
    for one in events:
        state = count_pick(state, one)
    return state


def learned(*choices: str, raw: Sequence[float] = LIST) -> Calibration:
    state = folded(*(pick(seq, choice, raw) for seq, choice in enumerate(choices, start=1)))
    return state.sources["execute/m"]


def people(count: int, sharpness: float, outside: float, place: float, seed: int = 0) -> list[Any]:
    """Return lists of confidences and what people pick who follow the model with these values."""
    rng = np.random.default_rng(seed)
    told = []
    for _ in range(count):
        weights = np.sort(rng.gamma(1.0, size=3))[::-1]
        raw = np.clip(weights / weights.sum() * (1 - rng.uniform(0.2, 0.6)), 0.01, 0.9)
        pull = sharpness * np.log([*raw, 1 - raw.sum()])
        pull += np.array((place, 0.0, -place, outside))
        chances = np.exp(pull) / np.exp(pull).sum()
        told.append(([float(share) for share in raw], int(rng.choice(4, p=chances))))
    return told


def calibrated(
    told: Sequence[tuple[list[float], int]], start: Calibration | None = None
) -> Calibration:
    names = ("h1", "h2", "h3", "none")
    events = (pick(seq, names[choice], raw) for seq, (raw, choice) in enumerate(told, start=1))
    return folded(*events, start=start).sources["execute/m"]


def test_without_picks_a_source_is_taken_at_its_word() -> None:
    assert confidences(None, LIST) == list(LIST)
    assert confidences(Calibration(), LIST) == list(LIST)


def test_a_single_pick_changes_next_to_nothing() -> None:
    assert confidences(learned("h3"), LIST) == list(LIST)
    assert confidences(learned("h1", "h1"), LIST)[0] == pytest.approx(LIST[0], abs=0.1)


def test_a_first_reading_that_is_nearly_always_right_is_believed_more() -> None:
    sure = confidences(learned(*["h1"] * 9, "none", *["h1"] * 30), LIST)
    assert sure[0] > 0.7
    assert sure == sorted(sure, reverse=True)


def test_when_none_is_nearly_always_meant_no_reading_is_believed() -> None:
    assert sum(confidences(learned(*["none"] * 40), LIST)) < 0.25


def test_readings_that_do_not_tell_apart_are_believed_alike() -> None:
    alike = confidences(learned(*["h1", "h2", "h3"] * 40), LIST)
    assert max(alike) - min(alike) < 0.15


def test_the_sharpness_of_a_boaster_is_found() -> None:
    known = calibrated(people(2_000, sharpness=0.4, outside=1.0, place=0.0))
    assert known.mean == pytest.approx((0.4, 1.0, 0.0), abs=0.15)
    assert known.helps


def test_standing_first_is_not_taken_for_being_right() -> None:
    told = people(3_000, sharpness=1.0, outside=0.0, place=0.5)
    known = calibrated(told)
    sharpness, _, place = known.mean
    assert sharpness == pytest.approx(1.0, abs=0.12)
    assert place == pytest.approx(0.5, abs=0.12)
    blind = calibrated(told, Calibration(precision=(2.0, 0.0, 0.0, 2.0, 0.0, 1e9)))
    assert blind.mean[0] > 1.25, "without its place, the first one's pull passes for sharpness"
    believed = np.mean([confidences(known, raw)[0] for raw, _ in told])
    picked_first = np.mean([choice == 0 for _, choice in told])
    said = np.mean([raw[0] for raw, _ in told])
    assert abs(believed - said) < 0.04 < picked_first - believed


def test_who_says_the_truth_is_left_alone() -> None:
    known = calibrated(people(2_000, sharpness=1.0, outside=0.0, place=0.0))
    assert known.mean == pytest.approx(IDENTITY, abs=0.15)
    assert confidences(known, LIST) == pytest.approx(list(LIST), abs=0.05)


def test_what_it_foretold_is_closer_to_the_truth_than_what_was_said() -> None:
    known = calibrated(people(1_000, sharpness=1.8, outside=-1.0, place=0.2))
    assert known.loss < known.raw_loss
    assert known.shown.calibration_error() < known.raw.calibration_error() / 2  # type: ignore[operator]
    assert known.shown.brier() < known.raw.brier()  # type: ignore[operator]


def test_a_calibration_that_does_not_help_is_not_used() -> None:
    known = calibrated(people(200, sharpness=1.0, outside=0.0, place=0.0))
    assert not known.helps
    assert known.mean != IDENTITY
    assert confidences(known, LIST) == list(LIST)


@given(raw=SHARES, choices=st.lists(st.sampled_from(["h1", "h2", "none"]), max_size=12))
def test_confidences_stay_confidences_in_the_same_order(
    raw: list[float], choices: list[str]
) -> None:
    known = learned("h1", *choices)
    known.raw_loss = known.loss + 1.0
    shares = confidences(known, raw)
    assert all(0.0 < share < 1.0 for share in shares)
    assert sum(shares) < 1.0
    for one, other in zip(np.argsort(raw)[:-1], np.argsort(raw)[1:], strict=True):
        assert shares[one] <= shares[other]


def test_no_reading_has_no_confidence() -> None:
    known = learned(*["h1"] * 9)
    assert known.helps
    assert confidences(known, []) == []


@pytest.mark.parametrize(
    "odd",
    [
        pick(1, "h1", auto_advanced=True),
        pick(1, "h1", unlearned=True),
        pick(1, "h9"),
        pick(1, "none", ()),
        event(Kind.PROPOSAL_SHOWN, 1, pick(1, "h1").data),
    ],
    ids=["gone on alone", "not to be learned", "not shown", "no readings", "no pick"],
)
def test_what_does_not_count_moves_only_the_place_in_the_journal(odd: Event) -> None:
    assert folded(odd) == Calibrations(seq=1)


def test_a_part_that_is_off_does_not_keep_a_pick_from_counting() -> None:
    assert folded(pick(1, "h1", unlearned=["brands"])).sources["execute/m"].picks == 1


def test_a_pick_counts_once() -> None:
    once = folded(pick(1, "h1"))
    assert folded(pick(1, "h1"), pick(1, "h2")) == once


def test_each_model_and_flow_is_known_by_itself() -> None:
    state = folded(pick(1, "h1"), pick(2, "h1", model="n"), pick(3, "none", flow="shopping"))
    assert set(state.sources) == {"execute/m", "execute/n", "shopping/m"}
    assert source_of("execute", "n") in state.sources


def test_picks_from_before_there_was_calibration_count_as_said() -> None:
    said = [{"id": "h1", "confidence": 0.45}, {"id": "h2", "confidence": 0.25}]
    old = pick(1, "h1", hypotheses=said, model=None)
    known = folded(old).sources["execute/rules"]
    assert known.raw.said[4] == pytest.approx(0.45)


def test_what_was_said_counts_and_not_what_was_shown() -> None:
    shown = [{"id": "h1", "confidence": 0.95, "raw_confidence": 0.45}]
    known = folded(pick(1, "h1", hypotheses=shown)).sources["execute/m"]
    assert known.raw.said[4] == pytest.approx(0.45)


def test_sources_do_not_grow_without_end() -> None:
    many = [pick(seq, "h1", model=f"m{seq}") for seq in range(1, MAX_SOURCES + 30)]
    kept = folded(pick(1, "h1"), *many[1:], pick(200, "none")).sources
    assert len(kept) <= MAX_SOURCES
