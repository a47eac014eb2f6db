"""Count events in the graph without asking whether they were counted before.

Real claims settle to the same facts when a batch is folded twice, so they alone could not tell a
watermark that is written apart from its batch.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.claim import Claim, Settled
from domain.event import Event
from domain.ids import known_id, text_of
from domain.knowledge import KnownFact, Label, Thing
from learning.knowledge import claims_of, settle

_TALLY: Final = "HAS_TALLY"


def claims_with_tally(event: Event, group: str) -> tuple[Claim, ...]:
    """Return what an event says, and that it is one more."""
    tally = Claim(
        action="reinforce",
        type="pattern",
        relation=_TALLY,
        thing=Thing(Label.PATTERN, "events", "events"),
        value="",
        content="Events",
        source="inferred",
        confidence=0.5,
        half_life_days=None,
        tags=(),
        memory_id=known_id(group, _TALLY),
        event_id=text_of(event.event_id),
        at=event.at,
        received_at=event.received_at,
        seq=event.seq,
    )
    return (*claims_of(event, group), tally)


def settle_with_tally(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """Settle a claim, and count every tally again."""
    if claim.relation != _TALLY:
        return settle(existing, claim)
    before = next((fact for fact in existing if fact.relation == _TALLY), None)
    fact = KnownFact(
        memory_id=claim.memory_id,
        type=claim.type,
        relation=claim.relation,
        thing=claim.thing,
        value="",
        content=claim.content,
        source=claim.source,
        confidence=claim.confidence,
        evidence=(claim.event_id,),
        valid_at=claim.at,
        recorded_at=claim.received_at,
        reinforced_at=claim.at,
        seq=claim.seq,
    )
    return Settled((replace(fact, count=before.count + 1) if before else fact,))
