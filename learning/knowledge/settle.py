"""Settle a claim with what is known of the same thing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from domain.claim import Action, Claim, Settled
from domain.knowledge import KnownFact
from learning.knowledge.chain import corrected, deleted, stated, withdrawn
from learning.knowledge.evidence import reinforced

_BY_ACTION: Final[Mapping[Action, Callable[[Sequence[KnownFact], Claim], Settled]]] = {
    "state": stated,
    "reinforce": reinforced,
    "withdraw": withdrawn,
    "delete": deleted,
    "correct": corrected,
}


def settle(existing: Sequence[KnownFact], claim: Claim) -> Settled:
    """Return what a claim does to what is known.

    What a subject states is a chain: every statement and every withdrawal is a fact of its own,
    and each ends the one before it that it excludes, by (at, seq). So a late replay finds its
    place in the chain and never overrules a newer word. What behaviour shows is one fact, which
    every event reinforces; it gives way to the subject's own word.

    Args:
        existing: Every fact, past ones too, between the subject and the claim's thing, and the
            fact that the claim names.
        claim: One of `claims_of`.

    Returns:
        Only what changes. A claim that is already part of what is known changes nothing.
    """
    return _BY_ACTION[claim.action](existing, claim)
