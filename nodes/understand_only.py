"""Say what a sentence asks for without doing it: nothing is searched, written or learned."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from domain.caller import Caller
from domain.constraints import Constraints
from domain.understanding import Intent
from llm.port import SaidIn, Stated
from nodes.catalog_words import CatalogWords
from nodes.noting import request_beside
from nodes.read_sentence import set_in
from nodes.understand import Reads, Understand

_MOST: Final = 12
_CONSTRAINT: Final = {
    "allergic_to": "free_from",
    "follows_diet": "diets",
    "avoids_brand": "not_brands",
}
_LOOKING: Final = frozenset((Intent.FIND, Intent.REFINE))


@dataclass(frozen=True, slots=True)
class UnderstandOnly:
    """Reads a sentence as a conversation would.

    Attributes:
        converse: Reads the sentences of conversations.
        words: The catalogue's names.
        said_in: Finds what a text says about its writer; it holds for this sentence alone.
    """

    converse: Understand
    words: CatalogWords
    said_in: SaidIn

    async def __call__(
        self, text: str, caller: Caller, thread: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the intent, the constraints that are set, and the rest, as JSON values.

        Args:
            text: What the shopper writes.
            caller: Who writes it.
            thread: The values of the conversation so far; empty for none.
        """
        said = await self._said(text)
        request = request_beside(text, [one.words for one in said])
        state: Reads = {"text": text, "request": request or text}
        for name in ("proposal", "asked"):
            if thread.get(name):
                state[name] = thread[name]
        read = await self.converse(state, caller)
        understood = read["understood"]
        intent = Intent(understood["intent"]) if request else Intent.SMALL_TALK
        source = read["asked"] if intent in _LOOKING else understood
        told = source["constraints"] if request else {}
        held = msgspec.convert(told, Constraints).also(_stated(said))
        return {
            "intent": intent.value,
            "query": source["query"] if request else "",
            "constraints": set_in(held),
            "quantity": understood["quantity"],
            "references": understood["references"] if request else [],
            "unsupported": understood["unsupported"] if request else [],
            "taken_back": understood["taken_back"] if request else [],
            "vague": read["vague"] and bool(request),
            "degraded": read["degraded"],
        }

    async def _said(self, text: str) -> list[Stated]:
        names, _ = await self.words()
        found = self.said_in(
            text,
            brands=_folded(names.brands),
            categories=_folded(names.categories),
            attributes=_folded((*names.attributes, *names.diets)),
        )
        return list(found)[:_MOST]


def _stated(said: Collection[Stated]) -> Constraints:
    """Return what every result must satisfy by what a person just said of themselves."""
    values: dict[str, tuple[str, ...]] = {}
    for one in said:
        name = _CONSTRAINT.get(one.relation)
        if name is not None and one.action == "state":
            values[name] = (*values.get(name, ()), one.value)
    return msgspec.convert(values, Constraints)


def _folded(names: Collection[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, names))
