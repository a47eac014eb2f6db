"""Whatever happens, folds can be rebuilt, repeated, forgotten, and stay within their bounds."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cart import Cart
from domain.consent import Consent
from domain.event import Event, Kind
from domain.persona import Persona
from domain.product import Product
from domain.profile import Profile
from domain.proposal import Hit
from learning import activity, asked, calibration, carts, ctr, popularity
from learning.cart import fill
from learning.consent import settle
from learning.persona import move
from learning.profile import learn
from learning.ranking.features import NAMES
from learning.ranking.rank import rank
from learning.signals import Signals
from tests.learning.events import day
from tests.properties.histories import histories

TIGHT = Signals(
    max_preferences=2,
    max_habits=2,
    max_prices=1,
    max_facts=2,
    max_goals=1,
    max_statements=1,
    max_history=2,
)
State = Any
Step = Callable[[State, Event], State]

PER_SUBJECT: list[tuple[type, Step]] = [
    (Profile, learn),
    (Profile, lambda profile, event: learn(profile, event, TIGHT)),
    (Cart, fill),
    (Persona, move),
    (Consent, settle),
]
OVER_ALL: list[tuple[type, Step]] = [
    (popularity.Popularity, popularity.count),
    (ctr.Ctr, ctr.tally),
    (calibration.Calibrations, calibration.count_pick),
    (activity.Activity, activity.count_day),
    (asked.Asked, asked.count_answer),
    (carts.Carts, carts.follow_cart),
]
per_subject = pytest.mark.parametrize(("kind", "step"), PER_SUBJECT)
every_fold = pytest.mark.parametrize(("kind", "step"), PER_SUBJECT + OVER_ALL)


def start(kind: type) -> State:
    return kind("s1") if hasattr(kind, "empty") else kind()


def fold(kind: type, step: Step, events: Iterable[Event]) -> State:
    return reduce(step, events, start(kind))


def mine(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.subject == "s1"]


@every_fold
@given(history=histories(), cut=st.integers(0, 30))
def test_a_replay_from_any_snapshot_gives_the_live_state(
    kind: type, step: Step, history: list[Event], cut: int
) -> None:
    live = fold(kind, step, history)
    snapshot = msgspec.msgpack.encode(fold(kind, step, history[:cut]))
    restored = reduce(step, history, msgspec.msgpack.decode(snapshot, type=kind))
    assert restored == live


@every_fold
@given(history=histories(), seed=st.randoms())
def test_duplicates_change_nothing(kind: type, step: Step, history: list[Event], seed: Any) -> None:
    twice = [
        one
        for place, event in enumerate(history)
        for one in (event, history[seed.randint(0, place)])
    ]
    assert fold(kind, step, twice) == fold(kind, step, history)


@per_subject
@given(history=histories())
def test_a_fold_leaves_the_state_before_it_alone(
    kind: type, step: Step, history: list[Event]
) -> None:
    state = start(kind)
    for event in mine(history):
        before = msgspec.msgpack.encode(state)
        after = step(state, event)
        assert msgspec.msgpack.encode(state) == before
        state = after


@pytest.mark.parametrize(("kind", "step"), OVER_ALL)
@given(history=histories())
def test_replaying_the_others_is_as_if_the_erased_had_never_been(
    kind: type, step: Step, history: list[Event]
) -> None:
    never_seen = [
        event._replace(seq=place, event_id=place.to_bytes(16, "big"))
        for place, event in enumerate(mine(history), start=1)
    ]
    replayed, pristine = fold(kind, step, mine(history)), fold(kind, step, never_seen)
    replayed.seq = pristine.seq
    assert replayed == pristine


@given(history=histories())
def test_affinities_confidences_and_facets_stay_bounded(history: list[Event]) -> None:
    profile, persona = fold(Profile, learn, history), fold(Persona, move, history)
    for values in profile.preferences.values():
        assert all(-1.0 <= known.value <= 1.0 for known in values.values())
    assert all(habit.weight <= 20.0 for habit in profile.habits.values())
    assert all(quantity > 0 for habit in profile.habits.values() for quantity in habit.quantities)
    assert all(0.0 <= value <= 1.0 for value in persona.facets.values())
    assert all(0.0 <= memory.confidence <= 1.0 for memory in profile.goals + profile.statements)


@given(history=histories(60))
def test_a_profile_never_outgrows_its_limits(history: list[Event]) -> None:
    profile = fold(Profile, lambda state, event: learn(state, event, TIGHT), history)
    assert all(len(values) <= TIGHT.max_preferences for values in profile.preferences.values())
    assert len(profile.habits) <= TIGHT.max_habits
    assert len(profile.prices) <= TIGHT.max_prices
    assert len(profile.facts) <= TIGHT.max_facts
    assert len(profile.goals) <= TIGHT.max_goals
    assert len(profile.statements) <= TIGHT.max_statements
    assert len(profile.history) <= TIGHT.max_history


@given(history=histories())
def test_popularity_is_a_share_of_the_most_popular(history: list[Event]) -> None:
    state = fold(popularity.Popularity, popularity.count, history)
    scores = [state.score(sku) for sku in state.orders.counts]
    assert state.buyers.counts.keys() <= state.orders.counts.keys()
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert not scores or max(scores) >= 0.5


@given(history=histories())
def test_no_rate_exceeds_one(history: list[Event]) -> None:
    state = fold(ctr.Ctr, ctr.tally, history)
    tallies = [state.personalized, state.neutral, *state.positions.values()]
    assert all(tally.clicked <= tally.shown for tally in tallies)


@given(history=histories(40))
def test_every_event_counts_on_its_own_day(history: list[Event]) -> None:
    state = fold(activity.Activity, activity.count_day, history)
    assert sum(n for kinds in state.days.values() for n in kinds.values()) == len(history)


@given(history=histories(40))
def test_no_more_questions_are_picked_from_than_were_asked(history: list[Event]) -> None:
    state = fold(asked.Asked, asked.count_answer, history)
    assert all(0 <= side.picked <= side.shown for side in (state.personalized, state.neutral))


@given(history=histories(60), later=st.floats(0, 800))
def test_a_cart_is_ordered_or_abandoned_or_open_but_never_two_of_them(
    history: list[Event], later: float
) -> None:
    state = fold(carts.Carts, carts.follow_cart, history)
    abandoned, ended = carts.outcomes(state, day(later))
    added = sum(event.kind is Kind.CART_ITEM_ADDED for event in history)
    assert 0 <= abandoned <= ended <= state.ordered + state.abandoned + len(state.open) <= added


@given(history=histories(40), raw=st.lists(st.floats(0.01, 0.3), min_size=1, max_size=3))
def test_confidences_stay_confidences_whatever_was_picked(
    history: list[Event], raw: list[float]
) -> None:
    state = fold(calibration.Calibrations, calibration.count_pick, history)
    for known in state.sources.values():
        shares = calibration.confidences(known, raw)
        assert all(0.0 < share < 1.0 for share in shares)
        assert sum(shares) < 1.0


@given(history=histories(), relevances=st.lists(st.floats(0, 1), max_size=8))
def test_ranking_keeps_every_hit_once_with_bounded_features_and_proven_reasons(
    history: list[Event], relevances: list[float]
) -> None:
    profile = fold(Profile, learn, mine(history))
    hits = [
        Hit(Product(f"p{n}", f"P{n}", "Milk", "Tea", attributes=("vegan",)), relevance)
        for n, relevance in enumerate(relevances)
    ]
    ranked = rank(hits, profile, now=day(400), popularity=lambda _: 0.5)
    assert sorted(one.product.sku for one in ranked) == sorted(hit.product.sku for hit in hits)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    for one in ranked:
        assert all(-1.0 <= one.features[name] <= 1.0 for name in NAMES)
        assert len(one.reasons) <= 3
        general = {"text_match", "popular"}
        assert all(reason.evidence for reason in one.reasons if reason.code not in general)
