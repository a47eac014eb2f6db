"""Take events in: consent, enrichment, journal; the folds learn before it returns."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.consent import Consent, Part
from domain.errors import Conflict, Erased, UnknownProduct
from domain.event import Event
from memory.folds import States
from memory.journal import Journal
from nodes.enrich import Enrich
from nodes.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Learn:
    """The event path, from a valid event to an acknowledged one.

    The journal calls the folds with each commit before it answers, so that whatever this returns
    has been learned.
    """

    journal: Journal
    consents: States[Consent]
    enrich: Enrich

    async def __call__(self, events: Sequence[Event], *, imported: bool = False) -> list[Verdict]:
        """Write what may be written and return one verdict per event, in order.

        Args:
            events: Valid in themselves, without `seq`.
            imported: Whether they come from an order import, which accepts any sku.

        Raises:
            Busy: The journal's queue is full; nothing was written.
            Unavailable: The catalogue or the journal does not answer; nothing was written.
        """
        verdicts: list[Verdict | None] = [None] * len(events)
        consents = {s: await self.consents.read(s) for s in {e.subject for e in events}}
        admitted: list[int] = []
        for index, event in enumerate(events):
            if consents[event.subject].tracks(event.kind):
                admitted.append(index)
            else:
                verdicts[index] = Verdict("untracked", event)
        await self._write(events, admitted, consents, verdicts, imported=imported)
        return [verdict for verdict in verdicts if verdict is not None]

    async def _write(
        self,
        events: Sequence[Event],
        admitted: Sequence[int],
        consents: dict[str, Consent],
        verdicts: list[Verdict | None],
        *,
        imported: bool,
    ) -> None:
        enriched = await self.enrich([events[i] for i in admitted], imported=imported)
        withheld = {subject: consent.withheld for subject, consent in consents.items()}
        written: list[int] = []
        batch: list[Event] = []
        for index, outcome in zip(admitted, enriched, strict=True):
            if isinstance(outcome, UnknownProduct):
                verdicts[index] = Verdict("refused", events[index], outcome)
            else:
                written.append(index)
                batch.append(_marked(outcome, withheld[outcome.subject]))
        if not batch:
            return
        for index, appended in zip(written, await self.journal.append(batch), strict=True):
            if appended.outcome == "conflict":
                error = Conflict("this event_id came before with another body; the first stands")
                verdicts[index] = Verdict("refused", events[index], error)
            elif appended.outcome == "erased":
                gone = Erased("it happened before its subject was erased; it is not taken again")
                verdicts[index] = Verdict("refused", events[index], gone)
            else:
                verdicts[index] = Verdict(appended.outcome, appended.event)


def _marked(event: Event, withheld: list[Part] | bool) -> Event:
    """Carry into the event what must not be learned from it, so that a replay knows too."""
    return event.with_data({**event.data, "unlearned": withheld}) if withheld else event
