"""Which folds there are, and which events each of them sees."""

from collections.abc import Callable
from typing import Any, Final

from domain.cart import Cart
from domain.consent import Consent
from domain.event import Event, Kind
from domain.persona import Persona
from domain.profile import Profile
from learning.activity import KINDS as EVERY_KIND
from learning.activity import Activity, count_day
from learning.asked import KINDS as ANSWER_KINDS
from learning.asked import Asked, count_answer
from learning.calibration import KINDS as PICK_KINDS
from learning.calibration import Calibrations, count_pick
from learning.cart import fill
from learning.carts import KINDS as CART_KINDS
from learning.carts import Carts, follow_cart
from learning.consent import settle
from learning.ctr import Ctr, tally
from learning.persona import move
from learning.popularity import Popularity, count
from learning.profile import learn
from learning.signals import Signals
from memory.folds import Fold

_CART_KINDS: Final = (
    Kind.CART_ITEM_ADDED,
    Kind.CART_ITEM_REMOVED,
    Kind.CART_ITEM_UPDATED,
    Kind.ORDER_COMPLETED,
)


def folds(signals: Callable[[], Signals]) -> tuple[Fold[Any], ...]:
    """Return every fold over the journal.

    Args:
        signals: The strength of every event kind as configured now; a change acts on events from
            then on, and on those that a later start has to replay.
    """

    def learn_as_configured(profile: Profile, event: Event) -> Profile:
        return learn(profile, event, signals())

    return (
        Fold("profile", Profile, Profile.empty, learn_as_configured, _PROFILE_KINDS, version=2),
        Fold("persona", Persona, Persona.empty, move, (Kind.PERSONA_UPDATED,)),
        Fold("cart", Cart, Cart.empty, fill, _CART_KINDS),
        Fold("consent", Consent, Consent.empty, settle, (Kind.CONSENT_CHANGED,)),
        *_of_everybody(),
    )


def _of_everybody() -> tuple[Fold[Any], ...]:
    """Return the folds that know no subject."""
    return (
        Fold(
            "popularity",
            Popularity,
            lambda _: Popularity(),
            count,
            (Kind.ORDER_COMPLETED,),
            per_subject=False,
            version=2,
        ),
        Fold(
            "ctr",
            Ctr,
            lambda _: Ctr(),
            tally,
            (Kind.PROPOSAL_SHOWN, Kind.SEARCH_RESULT_CLICKED),
            per_subject=False,
            version=2,
        ),
        Fold(
            "calibration",
            Calibrations,
            lambda _: Calibrations(),
            count_pick,
            PICK_KINDS,
            per_subject=False,
        ),
        *_of_the_dashboard(),
    )


def _of_the_dashboard() -> tuple[Fold[Any], ...]:
    """Return the folds that only count, for whoever runs the shop."""
    return (
        Fold("activity", Activity, lambda _: Activity(), count_day, EVERY_KIND, per_subject=False),
        Fold("asked", Asked, lambda _: Asked(), count_answer, ANSWER_KINDS, per_subject=False),
        Fold("carts", Carts, lambda _: Carts(), follow_cart, CART_KINDS, per_subject=False),
    )


_PROFILE_KINDS: Final = frozenset(Kind) - {
    Kind.PROPOSAL_SHOWN,
    Kind.PERSONA_UPDATED,
    Kind.CONSENT_CHANGED,
    Kind.EXPOSURE_LOGGED,
    Kind.OUTCOME_TRACKED,
    Kind.IMPROVEMENT_CHANGED,
}
