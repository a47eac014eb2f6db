"""Preferences move towards what happened, fade, and are trusted by their evidence."""

import pytest

from domain.profile import Preference
from learning.preference import Nudge, confidence, moved, value_at
from learning.signals import DEFAULT
from tests.learning.events import day


def test_an_inferred_preference_halves_every_half_life() -> None:
    liking = Preference("x", 0.8, at=day(0))
    assert value_at(liking, day(120), 60) == pytest.approx(0.2)


def test_an_explicit_preference_never_fades() -> None:
    assert value_at(Preference("x", 1.0, at=day(0), explicit=True), day(9_999), 60) == 1.0


def test_a_time_before_the_evidence_changes_nothing() -> None:
    assert value_at(Preference("x", 0.8, at=day(9)), day(0), 60) == 0.8


def test_more_agreeing_events_are_trusted_more() -> None:
    trust = [confidence(Preference("x", 0.5, at=0, agree=n)) for n in (1, 2, 8)]
    assert trust == sorted(trust)
    assert trust[-1] == 0.8


def test_divided_events_are_not_trusted() -> None:
    assert confidence(Preference("x", 0.0, at=0, agree=3, against=3)) == 0.0


def test_what_was_said_is_trusted_fully() -> None:
    assert confidence(Preference("x", 1.0, at=0, explicit=True)) == 1.0


def test_only_the_newest_events_are_kept_as_evidence() -> None:
    liking = None
    for n in range(9):
        liking = moved(liking, "x", Nudge(1.0, at=n, event_id=f"e{n}"), 0.1, DEFAULT)
    assert liking is not None
    assert liking.evidence == ("e4", "e5", "e6", "e7", "e8")


def test_an_event_that_moves_a_liking_twice_is_named_once() -> None:
    first = moved(None, "x", Nudge(1.0, day(0), "e1"), 0.1, DEFAULT)
    passed_over = moved(first, "x", Nudge(-1.0, day(0), "e1"), 0.01, DEFAULT)
    assert passed_over.evidence == ("e1",)
    assert (passed_over.agree, passed_over.against) == (1, 1)


def test_a_dislike_keeps_the_words_of_the_last_liking() -> None:
    liking = moved(None, "x", Nudge(1.0, 0, "e1", "looked at Tea"), 0.1, DEFAULT)
    assert moved(liking, "x", Nudge(-1.0, 0, "e2", ""), 0.1, DEFAULT).because == "looked at Tea"
