"""Consent changes only by valid words of the subject."""

from typing import Any

import pytest

from domain.consent import Consent
from domain.event import Kind
from learning.consent import settle
from tests.learning.events import event

EMPTY = Consent.empty("s1")


def changed(changes: Any, seq: int = 1) -> Consent:
    return settle(EMPTY, event(Kind.CONSENT_CHANGED, seq, {"changes": changes}))


def test_switches_change_and_others_stay() -> None:
    consent = changed({"track_clicks": False, "use_for_training": True, "retention_days": 30})
    assert (consent.track_clicks, consent.use_for_training) == (False, True)
    assert consent.retention_days == 30
    assert consent.track_searches


def test_every_change_is_a_version() -> None:
    first = changed({"paused": True})
    second = settle(first, event(Kind.CONSENT_CHANGED, 2, {}))
    assert (first.version, second.version, second.seq) == (1, 2, 2)


def test_training_goes_back_to_the_installations_default() -> None:
    consent = settle(
        Consent("s1", use_for_training=True),
        event(Kind.CONSENT_CHANGED, 1, {"changes": {"use_for_training": None}}),
    )
    assert consent.use_for_training is None


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "s2"},
        {"track_clicks": "no"},
        {"retention_days": True},
        {"retention_days": 0},
        {"use_for_training": 1},
    ],
)
def test_what_is_not_valid_changes_nothing(changes: dict[str, Any]) -> None:
    assert changed(changes) == Consent("s1", seq=1, version=1)


def test_the_same_event_again_changes_nothing() -> None:
    once = changed({"paused": True})
    assert settle(once, event(Kind.CONSENT_CHANGED, 1, {"changes": {"paused": False}})) is once
