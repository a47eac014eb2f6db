"""Take `the second one` for a pick, when something was shown to pick from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from typing_extensions import TypedDict

from domain.understanding import Intent, Understanding
from nodes.act_turn import understanding_of
from nodes.pointing import named_among
from nodes.read_turn import TurnState, is_answered

_BARE: Final = frozenset({Intent.FIND, Intent.REFINE, Intent.SMALL_TALK})


class Writes(TypedDict):
    """What the step finds."""

    selection: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PickInWords:
    """Makes the selection that a sentence means; `choice_in` has said that there is one."""

    async def __call__(self, state: TurnState) -> Writes:
        """Return the selection."""
        choice = choice_in(state)
        return {"selection": {"proposal_id": state["proposal"]["proposal_id"], "choice": choice}}


def choice_in(state: TurnState) -> str | None:
    """Return what a sentence picks from the open proposal; None when it picks nothing.

    Of questions a place picks one; of products a place or a name does, where they were shown to
    ask which one is meant.
    """
    proposal, asks = state.get("proposal") or {}, understanding_of(state.get("understood") or {})
    if is_answered(state) or len(asks.references) != 1 or asks.query or asks.relative:
        return None
    hypotheses = [each["id"] for each in proposal.get("hypotheses") or ()]
    if hypotheses:
        return _placed(hypotheses, asks) if asks.intent in _BARE | {Intent.ADD} else None
    if not _answers(asks, proposal.get("pending") or {}):
        return None
    products = {r["product"]["sku"]: r["product"]["name"] for r in proposal.get("products") or ()}
    named = named_among(asks.references[0].name, products)
    return named[0] if len(named) == 1 else _placed(list(products), asks)


def _answers(asks: Understanding, pending: Mapping[str, Any]) -> bool:
    """Whether a sentence that only points answers which product an act meant.

    By itself `the second one` asks to add it; it does not where a removal waits for it.
    """
    waits_to_add = pending.get("intent") == Intent.ADD
    if asks.intent is Intent.ADD:
        return bool(pending) and not waits_to_add and asks.quantity is None
    return bool(pending) and asks.intent in _BARE


def _placed(choices: list[str], asks: Understanding) -> str | None:
    position = asks.references[0].position
    if not position or not -len(choices) <= position <= len(choices):
        return None
    return choices[position - 1 if position > 0 else position]
