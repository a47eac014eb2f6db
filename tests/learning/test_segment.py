"""Segments say how well a subject is known."""

import pytest

from domain.profile import Profile, Segment
from learning.segment import segment
from tests.learning.events import day


@pytest.mark.parametrize(
    ("reactions", "days_away", "expected"),
    [
        (0, 0, Segment.NEW),
        (4, 90, Segment.NEW),
        (5, 0, Segment.REGULAR),
        (100, 29.9, Segment.REGULAR),
        (101, 0, Segment.POWER),
        (101, 30, Segment.INACTIVE),
        (5, 30, Segment.INACTIVE),
    ],
)
def test_segments_meet_at_their_thresholds(
    reactions: int, days_away: float, expected: Segment
) -> None:
    profile = Profile("s1", reactions=reactions, last_reaction_at=day(0))
    assert segment(profile, day(days_away)) is expected


def test_nobody_is_anything_but_new() -> None:
    assert segment(Profile.empty("s1"), day(0)) is Segment.NEW
