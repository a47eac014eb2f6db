"""Show a proposal together with what becomes of the product that is picked from it."""

from dataclasses import dataclass
from typing import Any

from domain.caller import Caller
from nodes.present import Present, Reads, Writes


class Offered(Reads, total=False):
    """What the step needs beside what is shown: what becomes of the pick."""

    pending: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offering:
    """Presents, and writes into the proposal what its pick will do, such as add two."""

    present: Present

    async def __call__(self, state: Offered, caller: Caller) -> Writes:
        """Return the proposal.

        Raises:
            Busy: The journal's queue is full.
            Unavailable: The journal cannot commit.
        """
        written = await self.present(state, caller)
        pending = state.get("pending")
        if pending and written["proposal"]["products"]:
            written["proposal"]["pending"] = pending
        return written
