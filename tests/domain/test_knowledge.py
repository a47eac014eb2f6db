"""A fact holds from when it was true and known to when it was over and that was known."""

import pytest

from domain.clock import MS_PER_DAY
from domain.knowledge import KnownFact, Label, relation_named


def fact(
    half_life_days: float | None = None,
    invalid_at: int | None = None,
    expired_at: int | None = None,
    recorded_at: int = 10,
) -> KnownFact:
    return KnownFact(
        memory_id="m1",
        type="preference",
        relation="allergic_to",
        thing=None,
        value="nuts",
        content="Allergic to nuts",
        source="explicit",
        confidence=0.8,
        evidence=(),
        valid_at=10,
        recorded_at=recorded_at,
        reinforced_at=10,
        half_life_days=half_life_days,
        invalid_at=invalid_at,
        expired_at=expired_at,
    )


def test_what_was_said_never_fades() -> None:
    assert fact().confidence_at(10 + 999 * MS_PER_DAY) == 0.8


def test_what_was_inferred_counts_half_after_its_half_life_and_no_more_before_its_time() -> None:
    assert fact(half_life_days=2.0).confidence_at(10 + 2 * MS_PER_DAY) == 0.4
    assert fact(half_life_days=2.0).confidence_at(0) == 0.8


@pytest.mark.parametrize(
    ("one", "now", "holds"),
    [
        (fact(), 9, False),
        (fact(), 10, True),
        (fact(recorded_at=20), 19, False),
        (fact(invalid_at=20, expired_at=20), 19, True),
        (fact(invalid_at=20, expired_at=20), 20, False),
        (fact(invalid_at=20, expired_at=30), 29, True),
        (fact(invalid_at=20, expired_at=30), 30, False),
        (fact(invalid_at=20), 20, False),
    ],
)
def test_it_holds_while_it_is_true_as_far_as_is_known(
    one: KnownFact, now: int, holds: bool
) -> None:
    assert one.holds_at(now) is holds


def test_a_relation_that_nobody_declared_is_a_preference_of_many_values() -> None:
    known = relation_named("favourite_colour")
    assert (known.type, known.label, known.one_valued) == ("preference", Label.PREFERENCE, False)
