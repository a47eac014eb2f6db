"""Each fold sees every kind of event that moves its state."""

from typing import Any

import pytest

from domain.consent import Consent
from domain.event import REACTION_KINDS, Event, Kind
from domain.profile import Profile
from learning.cart import KINDS as CART_KINDS
from learning.profile import KINDS as PROFILE_KINDS
from learning.signals import DEFAULT, Signals
from memory.folds import Fold
from tests.fakes.events import event
from wiring.folds import folds


def fold(name: str, signals: Signals = DEFAULT) -> Fold[Any]:
    (found,) = [one for one in folds(lambda: signals) if one.name == name]
    return found


def committed(one: Event) -> Event:
    return Event(
        one.event_id, one.kind, one.subject, None, one.at, one.received_at, one.data, b"", 1
    )


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("profile", PROFILE_KINDS),
        ("profile", REACTION_KINDS),
        ("cart", CART_KINDS),
        ("persona", {Kind.PERSONA_UPDATED}),
        ("consent", {Kind.CONSENT_CHANGED}),
        ("popularity", {Kind.ORDER_COMPLETED}),
        ("ctr", {Kind.PROPOSAL_SHOWN, Kind.SEARCH_RESULT_CLICKED}),
        ("calibration", {Kind.SELECTION_MADE}),
        ("activity", set(Kind)),
        ("asked", {Kind.PROPOSAL_SHOWN, Kind.SELECTION_MADE}),
        ("carts", CART_KINDS),
    ],
)
def test_a_fold_sees_what_moves_its_state(name: str, kinds: set[Kind]) -> None:
    assert set(fold(name).kinds) >= set(kinds)


def test_their_names_differ() -> None:
    names = [one.name for one in folds(Signals)]
    assert len(set(names)) == len(names)


def test_every_kind_that_a_client_may_post_reaches_a_fold() -> None:
    seen = {kind for one in folds(Signals) for kind in one.kinds}
    assert seen >= REACTION_KINDS | {Kind.SEARCH_PERFORMED}


@pytest.mark.parametrize("name", ["profile", "cart", "persona", "consent"])
def test_a_state_about_a_subject_starts_as_theirs(name: str) -> None:
    assert fold(name).per_subject
    assert fold(name).empty("ann").subject == "ann"


@pytest.mark.parametrize("name", ["popularity", "ctr", "calibration", "activity", "asked", "carts"])
def test_a_state_about_everybody_is_one(name: str) -> None:
    assert not fold(name).per_subject


def test_what_must_not_be_learned_from_leaves_the_profile_as_it_was() -> None:
    before = Profile.empty("ann")
    told = event(Kind.PRODUCT_VIEWED, product_sku="m1", unlearned=True)
    assert fold("profile").step(before, committed(told)) is before


def test_a_part_that_is_off_is_left_out_and_the_rest_is_learned() -> None:
    told = event(
        Kind.SEARCH_RESULT_CLICKED,
        product_sku="m1",
        brand="Oatly",
        category="Milk",
        unlearned=["brands"],
    )
    after = fold("profile").step(Profile.empty("ann"), committed(told))
    assert after.seq == 1
    assert set(after.preferences) == {"category"}


def test_a_change_of_the_signals_acts_from_then_on() -> None:
    click = event(Kind.SEARCH_RESULT_CLICKED, product_sku="m1", brand="Oatly")
    strengths = [
        fold("profile", Signals(click=strength))
        .step(Profile.empty("ann"), committed(click))
        .preference("brand", "oatly")
        .value
        for strength in (0.2, 0.4)
    ]
    assert strengths[1] == pytest.approx(2 * strengths[0])


def test_consent_is_settled_by_what_was_changed() -> None:
    told = event(Kind.CONSENT_CHANGED, changes={"paused": True})
    settled: Consent = fold("consent").step(Consent.empty("ann"), committed(told))
    assert settled.paused
