"""Do to the product that was picked what its proposal was shown for."""

from dataclasses import dataclass

from domain.caller import Caller
from domain.understanding import Intent
from nodes.act import Act, Writes
from nodes.act_turn import Done, Turn
from nodes.read_turn import TurnState


@dataclass(frozen=True, slots=True)
class Take:
    """Ends an act that had to ask which product was meant."""

    act: Act

    async def __call__(self, state: TurnState, caller: Caller) -> Writes:
        """Add, remove or recount what was picked.

        Raises:
            Busy: The journal's queue is full; nothing was done.
            Unavailable: The journal cannot commit; nothing was done.
        """
        turn = await self.act.reads.picked(state, caller)
        return await self.act.report(turn, state, self._verb)

    async def _verb(self, turn: Turn) -> Done:
        cart, intent = self.act.cart, turn.asks.intent
        if intent is Intent.REMOVE:
            return await cart.take_out(turn, turn.pointed)
        if intent is Intent.CHANGE_QUANTITY:
            return await cart.recount(turn, turn.pointed)
        return await cart.put(turn, turn.pointed)
