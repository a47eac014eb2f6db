"""The chain of what a subject stated about one thing, in the order in which it was said.

Each statement is one fact, named by its event, and holds until the next one that excludes it; a
withdrawal is a fact that never holds. Whatever order they arrive in, the same chain comes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from domain.claim import Claim, Settled
from domain.knowledge import KnownFact, relation_named
from learning.relations import meaning, said_as, slot

MOST_EVIDENCE: Final = 10
TAKEN_BACK: Final = "taken_back"
"""Tag of a fact that says until when another one held."""


def stated(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """Put a statement into its place in the chain; it ends what was inferred against it.

    Args:
        existing: Every fact on the claim's thing.
        claim: A statement; one without a thing is a piece of history.
    """
    return _placed(existing, fact_of(claim))


def withdrawn(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """End what was stated, or inferred in the same sense, up to the claim's time.

    Args:
        existing: Every fact on the claim's thing.
        claim: A withdrawal; an empty value ends any.
    """
    mark = replace(
        fact_of(claim),
        tags=(TAKEN_BACK,),
        invalid_at=claim.at,
        expired_at=claim.received_at,
    )
    return _placed(existing, mark)


def corrected(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """End the fact `memory_id`, and let a new one, named by the event, take its place.

    Args:
        existing: The fact, and every other on the claim's thing.
        claim: What the subject says instead.
    """
    old = [fact for fact in existing if fact.memory_id == claim.memory_id]
    if any(fact.invalid_at is not None for fact in old):
        return Settled()  # it came before
    new = replace(fact_of(claim), memory_id=claim.event_id)
    return Settled((*(ended(fact, claim.at, claim.received_at) for fact in old), new))


def deleted(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """Remove a fact, with all that said the same before it and the words it was said in.

    Args:
        existing: Every fact on the claim's thing.
        claim: A deletion of `memory_id`.
    """
    named = [fact for fact in existing if fact.memory_id == claim.memory_id]
    gone = {claim.memory_id}
    for fact in existing:
        if _goes_with(fact, claim, named[0] if named else None):
            gone.add(fact.memory_id)
    words = {f"{name}:history" for name in gone}
    left = [fact for fact in existing if fact.memory_id not in gone]
    return Settled(_changed(existing, _counted(left)), tuple(sorted(gone | words)))


def is_mark(fact: KnownFact) -> bool:
    """Whether a fact only says that another one was taken back."""
    return TAKEN_BACK in fact.tags


def opposes(one: str, other: str) -> bool:
    """Whether two relations to one thing take opposite stances.

    Example:
        >>> opposes("avoids_brand", "CONSIDERS_BRAND"), opposes("prefers_brand", "CONSIDERS_BRAND")
        (True, False)
    """
    return relation_named(one).stance * relation_named(other).stance < 0


def ended(fact: KnownFact, at: int, known_at: int) -> KnownFact:
    """Return a fact that ends at a time, unless it ends before; known since the earlier of both."""
    until = at if fact.invalid_at is None else min(at, fact.invalid_at)
    known = known_at if fact.expired_at is None else min(known_at, fact.expired_at)
    if (until, known) == (fact.invalid_at, fact.expired_at):
        return fact
    return replace(fact, invalid_at=until, expired_at=known)


def fact_of(claim: Claim) -> KnownFact:
    """Return the fact that a claim alone amounts to."""
    return KnownFact(
        memory_id=claim.memory_id,
        type=claim.type,
        relation=claim.relation,
        thing=claim.thing,
        value=claim.value,
        content=claim.content,
        source=claim.source,
        confidence=claim.confidence,
        evidence=(claim.event_id,),
        valid_at=claim.at,
        recorded_at=claim.received_at,
        reinforced_at=claim.at,
        tags=claim.tags,
        half_life_days=claim.half_life_days,
        seq=claim.seq,
    )


def _placed(existing: Sequence[KnownFact], new: KnownFact) -> Settled:
    if any(fact.memory_id == new.memory_id for fact in existing):
        return Settled()
    said = [fact for fact in existing if fact.source == "explicit"]
    for later in said:
        if _order(later) > _order(new) and _excludes(later, new):
            new = ended(new, later.valid_at, later.recorded_at)
    chain = [
        ended(fact, new.valid_at, new.recorded_at)
        if _order(fact) < _order(new) and _excludes(new, fact)
        else fact
        for fact in said
    ]
    shown = [_given_way(fact, new) for fact in existing if fact.source == "inferred"]
    return Settled(_changed(existing, [*_counted([*chain, new]), *shown]))


def _given_way(shown: KnownFact, word: KnownFact) -> KnownFact:
    """Return an inferred fact after the subject's word on the same thing."""
    same = meaning(word.relation) == meaning(shown.relation)
    if is_mark(word):
        over = same and word.valid_at >= shown.reinforced_at
    else:
        until = word.invalid_at
        stands = until is None or until > shown.reinforced_at
        over = stands and (same or opposes(word.relation, shown.relation))
    if not over or shown.invalid_at is not None:
        return shown
    return ended(shown, word.valid_at, word.recorded_at)


def _excludes(later: KnownFact, earlier: KnownFact) -> bool:
    """Whether a later word on the same thing ends an earlier one."""
    if is_mark(earlier):
        return False
    if not is_mark(later):
        return slot(later.relation) == slot(earlier.relation)
    return _same(later, earlier) or (
        not later.value and meaning(later.relation) == meaning(earlier.relation)
    )


def _counted(facts: Iterable[KnownFact]) -> list[KnownFact]:
    """Count how often in a row each statement was made, with the newest events behind it."""
    counted: list[KnownFact] = []
    runs: dict[str, KnownFact] = {}
    for fact in sorted(facts, key=_order):
        if fact.source == "explicit" and not is_mark(fact):
            own = fact.evidence[-1:]
            last = runs.get(slot(fact.relation))
            if last is not None and _same(last, fact) and last.invalid_at == fact.valid_at:
                own, count = (*last.evidence, *own)[-MOST_EVIDENCE:], last.count + 1
            else:
                count = 1
            if (own, count) != (fact.evidence, fact.count):
                fact = replace(fact, evidence=own, count=count)
            runs[slot(fact.relation)] = fact
        counted.append(fact)
    return counted


def _changed(before: Iterable[KnownFact], after: Iterable[KnownFact]) -> tuple[KnownFact, ...]:
    known = set(before)
    return tuple(fact for fact in after if fact not in known)


def _goes_with(fact: KnownFact, claim: Claim, named: KnownFact | None) -> bool:
    """Whether a fact goes when a statement is deleted: the same said before, or inferred before."""
    was_said = named.source == "explicit" if named else said_as(claim.relation) == claim.relation
    if not was_said or meaning(fact.relation) != meaning(claim.relation):
        return False
    if fact.source == "inferred":
        return fact.invalid_at is not None
    until = _order(named) if named else (claim.at, claim.seq, True)
    told = named.value if named else claim.value
    return _order(fact) <= until and told.casefold() in ("", fact.value.casefold())


def _same(one: KnownFact, other: KnownFact) -> bool:
    return (
        meaning(one.relation) == meaning(other.relation)
        and one.value.casefold() == other.value.casefold()
    )


def _order(fact: KnownFact) -> tuple[int, int, bool]:
    return fact.valid_at, fact.seq, not is_mark(fact)
