"""What a deterministic act is given of a turn, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from catalog.port import Found
from domain.caller import Caller
from domain.cart import Cart
from domain.constraints import Constraints
from domain.event import Event
from domain.profile import Profile
from domain.proposal import Candidate, Hit
from domain.understanding import Understanding
from learning.substitution import Wish


@dataclass(frozen=True, slots=True)
class Turn:
    """One sentence of a conversation, with everything it can refer to.

    Attributes:
        caller: Who said it.
        thread: In which conversation.
        name: Name of the turn, unique in its thread.
        asks: What was understood.
        shown: Results of the proposal shown last, first position first.
        pending: What the open proposal was shown for: the intent, and how many.
        pointed: Skus picked or talked of last.
        at_cart: Whether the cart was read out after the last proposal, so that places are its own.
        cart: The subject's cart.
        profile: What is known about the subject.
        held: Allergies, diets and brands that no product may go against.
        wish: What the subject wants in the place of what cannot be had; None when nobody said.
        now: In milliseconds.
    """

    caller: Caller
    thread: str
    name: str
    asks: Understanding
    shown: tuple[Mapping[str, Any], ...]
    pending: Mapping[str, Any]
    pointed: tuple[str, ...]
    at_cart: bool
    cart: Cart
    profile: Profile
    held: Constraints
    now: int
    wish: Wish | None = None

    def names(self, *, in_cart: bool) -> dict[str, str]:
        """Return sku -> name of what is shown, or of what is in the cart."""
        if in_cart:
            return {line.sku: line.name or line.sku for line in self.cart.lines.values()}
        return {r["product"]["sku"]: r["product"]["name"] for r in self.shown}


@dataclass(frozen=True, slots=True)
class Offer:
    """Products to choose from.

    Attributes:
        strategy: How they were chosen; `asked_back` or `substitute`.
        candidates: Best first.
        pending: What becomes of the pick: `intent`, `quantity`, and `quantities` by sku.
    """

    strategy: str
    candidates: tuple[Candidate, ...]
    pending: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act.

    Attributes:
        said: The reply, in words.
        pointed: Skus it talks of; a later `it` means them.
        at_cart: Whether it reads out the cart.
        events: What it wrote.
        offer: What is to be picked from first.
        look_for: What is to be searched first, or empty.
        pending: What becomes of what is found.
        degraded: Parts that did not answer.
    """

    said: str = ""
    pointed: tuple[str, ...] = ()
    at_cart: bool = False
    events: tuple[Event, ...] = ()
    offer: Offer | None = None
    look_for: str = ""
    pending: Mapping[str, Any] = field(default_factory=dict)
    degraded: tuple[str, ...] = ()


def understanding_of(values: Mapping[str, Any]) -> Understanding:
    """Read what was understood from the JSON values that a state carries."""
    return msgspec.convert(dict(values), Understanding)


def found_for(offer: Offer) -> Found:
    """Return an offer as if it had been searched for, so that it is shown like any other."""
    return Found(tuple(Hit(candidate.product) for candidate in offer.candidates))
