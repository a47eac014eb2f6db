"""What behaviour shows about one thing: one fact that every event reinforces."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.claim import Claim, Settled
from domain.knowledge import KnownFact, relation_named
from learning.knowledge.chain import MOST_EVIDENCE, fact_of, is_mark, opposes
from learning.knowledge.sentences import shown_sentence
from learning.relations import meaning

SUREST: Final = 0.99
"""Confidence that nothing inferred exceeds."""

LEFT_IN_DOUBT: Final = 0.9
"""Share of the doubt that one more event leaves: `1 - (1 - c) * 0.9 ** (n - 1)` after n events."""


def reinforced(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """Count one more event, unless the subject's own word stands against it or says it already.

    Args:
        existing: Every fact on the claim's thing.
        claim: What an event shows.
    """
    mine = next((fact for fact in existing if _is_same(fact, claim)), None)
    if relation_named(claim.relation).one_valued:
        newer = mine is None or claim.seq > mine.seq
        return Settled((_in_place(mine, claim),)) if newer else Settled()
    if any(_silences(fact, claim) for fact in existing):
        return Settled()
    if mine is None:
        return Settled((fact_of(claim),))
    late_for_good = mine.invalid_at is not None and claim.at < mine.invalid_at
    if late_for_good or _is_counted(mine, claim):
        return Settled()
    return Settled((_once_more(mine, claim),))


def _once_more(mine: KnownFact, claim: Claim) -> KnownFact:
    """Return a fact after one more event; one that had ended begins anew."""
    count, late = mine.count + 1, claim.at < mine.reinforced_at
    ids = (claim.event_id, *mine.evidence) if late else (*mine.evidence, claim.event_id)
    began = min(mine.valid_at, claim.at) if mine.invalid_at is None else claim.at
    thing = mine.thing if late else claim.thing
    surest = max(mine.confidence, claim.confidence)
    return replace(
        mine,
        thing=thing,
        content=shown_sentence(claim.relation, thing.name if thing else "", count) or mine.content,
        confidence=round(min(SUREST, 1.0 - (1.0 - surest) * LEFT_IN_DOUBT), 9),
        evidence=ids[-MOST_EVIDENCE:],
        valid_at=began,
        reinforced_at=max(mine.reinforced_at, claim.at),
        invalid_at=None,
        expired_at=None,
        count=count,
        seq=max(mine.seq, claim.seq),
    )


def _in_place(mine: KnownFact | None, claim: Claim) -> KnownFact:
    """Return the one fact of a one-valued relation, such as a facet, as it is now."""
    new = fact_of(claim)
    if mine is None:
        return new
    ids = (*mine.evidence, claim.event_id)[-MOST_EVIDENCE:]
    return replace(new, memory_id=mine.memory_id, evidence=ids, count=mine.count + 1)


def _is_same(fact: KnownFact, claim: Claim) -> bool:
    return fact.source == "inferred" and fact.relation == claim.relation


def _is_counted(mine: KnownFact, claim: Claim) -> bool:
    """Whether an event is behind a fact already; one older than all ids kept counts as such."""
    forgotten = mine.count > len(mine.evidence) and claim.seq <= mine.seq
    return claim.event_id in mine.evidence or forgotten


def _silences(word: KnownFact, claim: Claim) -> bool:
    """Whether the subject's word holds at the time of the event, or was said after it."""
    if word.source != "explicit" or (word.invalid_at is not None and word.invalid_at <= claim.at):
        return False
    same = meaning(word.relation) == meaning(claim.relation)
    return same or (opposes(word.relation, claim.relation) and not is_mark(word))
