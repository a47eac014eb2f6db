"""Gather what a sentence of a conversation can refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from typing_extensions import TypedDict

from domain.caller import Caller
from domain.cart import Cart
from domain.clock import Clock
from domain.constraints import Constraints
from domain.profile import Profile
from domain.understanding import Understanding
from learning.substitution import SUBSTITUTES, Wish, preference_named, wish_of
from memory.folds import States
from nodes.act_turn import Turn
from nodes.compose import find_product, in_view
from nodes.held_back import hard
from nodes.stated import with_stated


class TurnState(TypedDict, total=False):
    """What an act needs of a state."""

    turn: str
    thread_id: str
    understood: dict[str, Any]
    filters: dict[str, Any]
    proposal: dict[str, Any]
    selection: dict[str, Any]
    pointed: dict[str, Any]
    pending: dict[str, Any]
    degraded: list[str]
    noted: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """Reads the state of a thread, the cart and the profile.

    Attributes:
        carts: What subjects mean to buy.
        profiles: What is known about them.
        clock: Tells the time.
    """

    carts: States[Cart]
    profiles: States[Profile]
    clock: Clock

    async def __call__(self, state: TurnState, caller: Caller) -> Turn:
        """Return the turn that a sentence makes."""
        proposal = state.get("proposal") or {}
        pointed, at_cart = _pointed(state, proposal)
        filters = msgspec.convert(state.get("filters") or {}, Constraints)
        profile = await self.profiles.read(caller.subject)
        return Turn(
            caller=caller,
            thread=state.get("thread_id", ""),
            name=state.get("turn", ""),
            asks=msgspec.convert(state.get("understood") or {}, Understanding),
            shown=tuple(in_view(proposal)),
            pending={} if is_answered(state) else proposal.get("pending") or {},
            pointed=pointed,
            at_cart=at_cart,
            cart=await self.carts.read(caller.subject),
            profile=profile,
            held=hard(await with_stated(filters, self.profiles, caller)),
            now=self.clock.now(),
            wish=_wished(state) or wish_of(profile),
        )

    async def picked(self, state: TurnState, caller: Caller) -> Turn:
        """Return the turn that a pick makes: what its proposal was shown for, on what was picked.

        Its name is the proposal's, which is picked from once.
        """
        proposal, selection = state["proposal"], state["selection"]
        turn = await self(state, caller)
        kept = {n: v for n, v in proposal["pending"].items() if n != "quantities"}
        return replace(
            turn,
            name=proposal["proposal_id"],
            asks=msgspec.convert(kept, Understanding),
            pending=proposal["pending"],
            pointed=(selection["choice"],),
        )


def is_answered(state: TurnState) -> bool:
    """Whether the proposal shown last was picked from."""
    proposal_id = (state.get("proposal") or {}).get("proposal_id", "")
    return bool((state.get("selection") or {}).get("proposal_id", "") == proposal_id)


def _wished(state: TurnState) -> Wish | None:
    """Return what this very turn says about substitutes without its being kept."""
    for noted in state.get("noted") or ():
        said = noted["relation"] == SUBSTITUTES and noted["action"] == "set" and not noted["kept"]
        if said and (prefer := preference_named(noted["value"])):
            return Wish(prefer)
    return None


def _pointed(state: TurnState, proposal: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Return what was picked or talked of last, and whether the cart was read out since."""
    said, selection = state.get("pointed") or {}, state.get("selection") or {}
    latest = proposal.get("proposal_id", "")
    answered = bool(latest) and selection.get("proposal_id") == latest
    if answered and said.get("after", "") != latest:
        choice = selection["choice"]
        return ((choice,) if find_product(proposal, choice) else ()), False
    if said.get("over", "") != latest:
        return (), False
    return tuple(said.get("skus") or ()), bool(said.get("cart"))
