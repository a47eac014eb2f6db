"""Remember which proposals were shown, to attribute what a subject does next."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

import structlog

from domain.clock import to_rfc3339
from domain.event import Event, Kind
from domain.ids import bytes_of, text_of
from domain.proposal import Proposal
from memory.journal import Journal

_log = structlog.get_logger(__name__)
_KINDS: Final = (Kind.PROPOSAL_SHOWN, Kind.SEARCH_RESULT_CLICKED)


class Proposals:
    """The newest proposals, at most `capacity`, folded from the journal."""

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._shown: OrderedDict[bytes, Proposal] = OrderedDict()
        self._settled: dict[bytes, set[str]] = {}

    @classmethod
    async def open(
        cls, journal: Journal, *, capacity: int = 20_000, window: int = 200_000
    ) -> "Proposals":
        """Fold the journal's newest events, and follow it.

        Args:
            journal: What to read.
            capacity: Most proposals to remember; the least recently used leave.
            window: How many of the newest events to read at start.
        """
        proposals = cls(capacity)
        # Hearing an event twice changes nothing, so following first leaves no gap.
        journal.subscribe(proposals.hear)
        since = max(0, await journal.last_seq() - window)
        async for event in journal.replay(since, kinds=_KINDS):
            proposals.hear((event,))
        return proposals

    def get(self, proposal_id: bytes) -> Proposal | None:
        """Return a proposal, or None when it is unknown or too old."""
        found = self._shown.get(proposal_id)
        if found is not None:
            self._shown.move_to_end(proposal_id)
        return found

    def skipped_above(self, proposal_id: bytes, subject: str, position: int) -> tuple[str, ...]:
        """Return what a click shows to be seen and refused: the cascade rule.

        Args:
            proposal_id: What was clicked in.
            subject: Who clicked; only a proposal's own subject skips anything in it.
            position: Of the click; 1 is the first.

        Returns:
            Skus shown above the click, not clicked and not counted as skipped by clicks
            folded so far, first position first.

        Source: Craswell et al., "An experimental comparison of click position-bias models",
        WSDM 2008, section 3.4.
        """
        proposal = self.get(proposal_id)
        if proposal is None or proposal.subject != subject:
            return ()
        settled = self._settled.get(proposal_id, set())
        return tuple(sku for sku in proposal.shown[: max(0, position - 1)] if sku not in settled)

    def hear(self, events: Sequence[Event]) -> None:
        """Fold committed events, in `seq` order."""
        for event in events:
            if event.kind is Kind.PROPOSAL_SHOWN:
                self._remember(event)
            elif event.kind is Kind.SEARCH_RESULT_CLICKED:
                self._settle(event)

    @property
    def name(self) -> str:
        """`proposals`."""
        return "proposals"

    async def forget(self, subject: str) -> int:
        """Drop a subject's proposals and return how many there were."""
        gone = [key for key, shown in self._shown.items() if shown.subject == subject]
        for key in gone:
            del self._shown[key]
            self._settled.pop(key, None)
        return len(gone)

    async def find(self, subject: str) -> int:
        """Return the number of proposals remembered for a subject."""
        return sum(shown.subject == subject for shown in self._shown.values())

    async def export(self, subject: str) -> list[dict[str, Any]]:
        """Return a subject's proposals as JSON values, oldest first."""
        return [
            {
                "proposal_id": text_of(shown.proposal_id),
                "flow": shown.flow,
                "query": shown.query,
                "shown": list(shown.shown),
                "personalized": shown.personalized,
                "at": to_rfc3339(shown.at),
            }
            for shown in self._shown.values()
            if shown.subject == subject
        ]

    def __len__(self) -> int:
        return len(self._shown)

    def _remember(self, event: Event) -> None:
        try:
            proposal = _proposal(event)
        except (KeyError, TypeError, ValueError) as error:
            _log.warning("proposal_unreadable", seq=event.seq, error=type(error).__name__)
            return
        self._shown[proposal.proposal_id] = proposal
        self._shown.move_to_end(proposal.proposal_id)
        while len(self._shown) > self._capacity:
            oldest, _ = self._shown.popitem(last=False)
            self._settled.pop(oldest, None)

    def _settle(self, event: Event) -> None:
        key = _key(event.data.get("search_session_id"))
        proposal = self._shown.get(key)
        if proposal is None or proposal.subject != event.subject:
            return
        settled = self._settled.setdefault(key, set())
        settled.add(str(event.data.get("product_sku")))
        settled.update(str(line.get("sku")) for line in event.data.get("skipped") or ())


def _proposal(event: Event) -> Proposal:
    data = event.data
    return Proposal(
        proposal_id=bytes_of(data["proposal_id"]),
        subject=event.subject,
        flow=data["flow"],
        query=data.get("query") or "",
        shown=tuple(
            str(shown["id"]) for shown in sorted(data["shown"], key=lambda one: one["position"])
        ),
        personalized=bool(data.get("personalized")),
        at=event.at,
    )


def _key(text: object) -> bytes:
    """Return a search session as a proposal's id; text that is none names no proposal."""
    try:
        return bytes_of(str(text))
    except ValueError:
        return b""
