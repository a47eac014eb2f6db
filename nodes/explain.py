"""Say why a product was shown, and from what that was learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.clock import to_rfc3339
from domain.event import Event
from domain.ids import bytes_of
from memory.journal import Journal
from nodes.act_turn import Done, Turn
from nodes.pointing import listed, pointed_at
from nodes.telling_events import TOLD_KINDS, told_within

_MOST_EVENTS: Final = 3
_UNMOVED: Final = "nothing I know about you put it there"


@dataclass(frozen=True, slots=True)
class Explain:
    """Explains a result of the proposal shown last from the reasons it was shown with.

    Attributes:
        journal: Has the events that a personal reason was learned from.
    """

    journal: Journal

    async def __call__(self, turn: Turn) -> Done:
        """Say the reasons, personal ones first; plainly so when there is none beside the words."""
        if not turn.shown:
            return Done("Nothing is shown yet that I could explain; tell me what you want.")
        result = self._meant(turn)
        if isinstance(result, Done):
            return result
        name, sku = result["product"]["name"], result["product"]["sku"]
        personal = [reason for reason in result["reasons"] if reason["evidence"]]
        general = [reason["text"] for reason in result["reasons"] if not reason["evidence"]]
        told = [await self._personal(turn, reason) for reason in personal]
        if told:
            also = f" {'. '.join(general)}." if general else ""
            return Done(f"{name}: {' '.join(told)}{also}", pointed=(sku,))
        codes = {reason["code"] for reason in result["reasons"]}
        if codes <= {"text_match"}:
            only = "it only matches your words" if codes else "it is only near your words"
            return Done(f"{name}: {only}; {_UNMOVED}.", pointed=(sku,))
        return Done(
            f"{name}: {'; '.join(general)}. {_UNMOVED[:1].upper()}{_UNMOVED[1:]}.", pointed=(sku,)
        )

    def _meant(self, turn: Turn) -> Mapping[str, Any] | Done:
        """Return the result that is pointed at; the first one where nothing is."""
        if not turn.asks.references and not turn.asks.query and not turn.pointed:
            return turn.shown[0]
        pointed = pointed_at(turn, in_cart=False)
        if pointed.missing:
            return Done(pointed.missing)
        if pointed.unclear:
            names = turn.names(in_cart=False)
            return Done(f"Which one: {listed([names[sku] for sku in pointed.unclear])}?")
        by_sku = {result["product"]["sku"]: result for result in turn.shown}
        meant = next((by_sku[sku] for sku in pointed.skus if sku in by_sku), None)
        if meant is None and pointed.unknown:
            return Done(f"No {pointed.unknown} is shown, so there is nothing to explain.")
        return meant or turn.shown[0]

    async def _personal(self, turn: Turn, reason: Mapping[str, Any]) -> str:
        """Return a personal reason with the newest events behind it."""
        events = await self._events(turn, reason["evidence"])
        learned = listed(list(dict.fromkeys(map(_told, events))), "and")
        return f"{reason['text']} (learned from: {learned})." if learned else f"{reason['text']}."

    async def _events(self, turn: Turn, evidence: Sequence[str]) -> list[Event]:
        found: list[Event] = []
        for one in list(evidence)[-_MOST_EVENTS:]:
            try:
                event = await self.journal.get(bytes_of(one))
            except ValueError:  # a fact of the graph has an id of its own
                continue
            mine = event is not None and event.subject == turn.caller.subject
            if event is not None and mine and event.kind in TOLD_KINDS:
                found.append(event)
        return found


def _told(event: Event) -> str:
    return f"{told_within(event)} on {to_rfc3339(event.at)[:10]}"
