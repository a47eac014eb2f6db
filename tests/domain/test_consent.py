"""Consent says which kinds of events may be written."""

import pytest

from domain.consent import Consent
from domain.event import Kind

SEARCHES = {Kind.SEARCH_PERFORMED}
CLICKS = {Kind.SEARCH_RESULT_CLICKED, Kind.PRODUCT_VIEWED, Kind.RESULT_SKIPPED}
PURCHASES = {
    Kind.CART_ITEM_ADDED,
    Kind.CART_ITEM_REMOVED,
    Kind.CART_ITEM_UPDATED,
    Kind.ORDER_COMPLETED,
}


def untracked(consent: Consent) -> set[Kind]:
    """Return the kinds that a consent forbids."""
    return {kind for kind in Kind if not consent.tracks(kind)}


@pytest.mark.parametrize(
    ("consent", "forbidden"),
    [
        (Consent.empty("ann"), set()),
        (Consent("ann", track_searches=False), SEARCHES),
        (Consent("ann", track_clicks=False), CLICKS),
        (Consent("ann", track_purchases=False), PURCHASES),
        (Consent("ann", paused=True), set(Kind)),
    ],
)
def test_a_subject_is_tracked_in_exactly_what_they_allow(
    consent: Consent, forbidden: set[Kind]
) -> None:
    assert untracked(consent) == forbidden


def test_somebody_who_never_said_anything_shares_nothing_and_follows_the_installation() -> None:
    consent = Consent.empty("ann")
    assert consent.subject == "ann"
    assert not consent.share_patterns
    assert consent.use_for_training is None
    assert consent.version == 0


@pytest.mark.parametrize(
    ("consent", "withheld"),
    [
        (Consent("ann"), []),
        (Consent("ann", learn_preferences=False, learn_price=False), True),
        (Consent("ann", paused=True), True),
        (Consent("ann", learn_dietary=False), ["dietary"]),
        (
            Consent("ann", learn_brands=False, learn_price=False, learn_schedule=False),
            ["brands", "price", "schedule"],
        ),
    ],
)
def test_what_is_switched_off_is_withheld_from_learning(
    consent: Consent, withheld: list[str] | bool
) -> None:
    assert consent.withheld == withheld
