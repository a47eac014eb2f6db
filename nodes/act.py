"""Do what a sentence asks for beside searching: deterministic code, one small class an act."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import structlog
from langchain_core.messages import AIMessage
from typing_extensions import TypedDict

from catalog.port import Found
from domain.caller import Caller
from domain.errors import UnknownProduct
from domain.event import Event, Kind
from domain.proposal import Candidate, Choice
from domain.understanding import Intent
from nodes.act_cart import Cartwright, ShelvesAway
from nodes.act_turn import Done, Turn, found_for
from nodes.cart_lines import done_in_words, lines_of
from nodes.explain import Explain
from nodes.read_turn import ReadTurn, TurnState
from nodes.reorder import Reorder
from nodes.substitute import ProposeSubstitutes

_log = structlog.get_logger(__name__)

OF_THE_CART: Final = frozenset(
    {
        Intent.ADD,
        Intent.REMOVE,
        Intent.CHANGE_QUANTITY,
        Intent.SHOW_CART,
        Intent.CHECKOUT,
        Intent.REORDER,
    }
)
ACTS: Final = OF_THE_CART | {Intent.WHY, Intent.SUBSTITUTE, Intent.SMALL_TALK}
"""Intents that are done here; the others are searched for."""

_AWAY: Final = "The shop's shelves cannot be reached right now, so nothing was changed. Ask again."
_GONE: Final = "That is not sold any more, so your cart is as it was."
_SMALL_TALK: Final = (
    "I find products, say why I show them, and keep your cart. Tell me what you are looking for."
)

Goes = Literal["search", "present", "end"]


class Writes(TypedDict, total=False):
    """What the step does: something to say, or something to be searched or shown first."""

    messages: list[AIMessage]
    cart: dict[str, Any]
    pointed: dict[str, Any]
    degraded: list[str]
    goes: Goes
    query: str
    pending: dict[str, Any]
    found: Found
    candidates: tuple[Candidate, ...]
    choice: Choice
    personalized: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Runs the act that a sentence asks for, once a turn.

    Attributes:
        reads: Gathers what the sentence can refer to.
        cart: Changes the cart.
        reorder: Fills it with the usual.
        substitute: Proposes what can be taken instead.
        explain: Says why something was shown.
    """

    reads: ReadTurn
    cart: Cartwright
    reorder: Reorder
    substitute: ProposeSubstitutes
    explain: Explain

    async def __call__(self, state: TurnState, caller: Caller) -> Writes:
        """Return what was done, or what has to be picked first; says so when nothing could be.

        Raises:
            InProgress: Another order of this cart is being made.
            Busy: The journal's queue is full; nothing was done.
            Unavailable: The journal cannot commit; nothing was done.
        """
        turn = await self.reads(state, caller)
        return await self.report(turn, state, self._verbs()[turn.asks.intent])

    async def report(
        self, turn: Turn, state: TurnState, verb: Callable[[Turn], Awaitable[Done]]
    ) -> Writes:
        """Run one verb, and return what a state and a stream are told of it."""
        done = await self._done(turn, verb)
        lost = dict.fromkeys([*state.get("degraded", ()), *done.degraded])
        writes: Writes = {"degraded": list(lost), "goes": "end"}
        if done.said:
            writes["messages"] = [AIMessage(done.said)]
        if turn.asks.intent in OF_THE_CART:
            writes["cart"] = await self._cart(turn, done)
        if done.look_for:
            pending = _pending(done.pending)
            return {**writes, "goes": "search", "query": done.look_for, "pending": pending}
        if done.offer is not None and done.offer.candidates:
            writes |= {
                "goes": "present",
                "pending": _pending(done.offer.pending),
                "found": found_for(done.offer),
                "candidates": done.offer.candidates,
                "choice": Choice(done.offer.strategy),
                "personalized": False,
            }
        return {**writes, "pointed": _pointed(done, state)}

    async def _done(self, turn: Turn, verb: Callable[[Turn], Awaitable[Done]]) -> Done:
        caller, before = turn.caller, list[Event]()
        if turn.asks.intent in OF_THE_CART:
            before = await self.cart.lines.done_before(caller, turn.thread, turn.name)
        try:
            if before and turn.asks.intent is Intent.REORDER:
                return await self.reorder(turn, before)
            if before:
                return Done(done_in_words(before, turn.cart), events=tuple(before))
            return await verb(turn)
        except ShelvesAway as error:
            _log.warning("catalog_unavailable", error=type(error.__cause__).__name__)
            return Done(_AWAY, degraded=("catalog",))
        except UnknownProduct:
            return Done(_GONE)

    async def _cart(self, turn: Turn, done: Done) -> dict[str, Any]:
        """Return the cart as it is now, and the order that was made, if one was."""
        cart = lines_of(await self.cart.lines.carts.read(turn.caller.subject))
        made = [event for event in done.events if event.kind is Kind.ORDER_COMPLETED]
        return {**cart, "order_id": made[0].data["order_id"]} if made else cart

    def _verbs(self) -> Mapping[Intent, Callable[[Turn], Awaitable[Done]]]:
        return {
            Intent.ADD: self.cart.add,
            Intent.REMOVE: self.cart.remove,
            Intent.CHANGE_QUANTITY: self.cart.change,
            Intent.SHOW_CART: self.cart.show,
            Intent.CHECKOUT: self.cart.order,
            Intent.REORDER: self.reorder,
            Intent.WHY: self.explain,
            Intent.SUBSTITUTE: self.substitute,
            Intent.SMALL_TALK: _talk,
        }


async def _talk(_: Turn) -> Done:
    return Done(_SMALL_TALK)


def _pending(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _pointed(done: Done, state: TurnState) -> dict[str, Any]:
    """Say what was talked of, beside which proposal, and after which pick."""
    return {
        "skus": list(done.pointed),
        "cart": done.at_cart,
        "over": (state.get("proposal") or {}).get("proposal_id", ""),
        "after": (state.get("selection") or {}).get("proposal_id", ""),
    }
