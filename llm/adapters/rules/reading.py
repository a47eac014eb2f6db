"""A reading with its basis, and the choice of different ones with honest confidences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.constraints import Constraints
from domain.proposal import Hypothesis
from llm.adapters.rules.words import content_words, overlap, word_set

NONE_WEIGHT: Final = 0.6
"""Strength of "none of these", so that three weak readings never claim to cover everything."""

MOST_ALIKE: Final = 0.3
"""Highest word overlap of two chosen questions, outside the words of the request."""

_SAME_BASIS: Final = 0.8
_FRAME: Final = word_set("something usual start")
_SHELVES: Final = frozenset({"habit", "category", "browse"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a request, before it competes with the others.

    Attributes:
        question: What a person would be asked.
        strength: How much speaks for it, in (0, 1).
        basis: What it was made from.
        query: What to search for when it is picked.
        constraints: What every result must then satisfy.
        evidence: Ids of the events behind it, if personal.
    """

    question: str
    strength: float
    basis: str
    query: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    evidence: tuple[str, ...] = ()


def choose(
    readings: Iterable[Reading],
    said: frozenset[str],
    limit: int,
    beside: Sequence[Reading] = (),
) -> list[Reading]:
    """Pick up to `limit` readings, strongest first, no two of which say the same.

    Greedy: a basis that was already used counts for a fifth less. A reading is passed over when
    it leads to the same search as a chosen one, or shares more than `MOST_ALIKE` of its own words
    with it. Of equal ones the earlier wins.

    Args:
        readings: Any number, in any order.
        said: Words of the request, which every question may repeat.
        limit: How many to pick.
        beside: Readings that are shown as well, and count as chosen.
    """
    left = sorted(readings, key=lambda r: -r.strength)
    chosen: list[Reading] = []
    while left and len(chosen) < limit:
        shown = (*beside, *chosen)
        used = {r.basis for r in shown}
        best = max(left, key=lambda r: r.strength * (_SAME_BASIS if r.basis in used else 1.0))
        left.remove(best)
        if not any(same(best, other, said) for other in shown):
            chosen.append(best)
    return sorted(chosen, key=lambda r: -r.strength)


def same(one: Reading, other: Reading, said: frozenset[str]) -> bool:
    """Whether two readings would be one for the person who is asked.

    Args:
        one: A reading.
        other: Another one.
        said: Words of the request, which any question may repeat.
    """
    searches = bool(one.query) or not one.constraints.empty
    if searches and (one.query, one.constraints) == (other.query, other.constraints):
        return True
    if {one.basis, other.basis} <= _SHELVES and _one_shelf(one, other):
        return True
    mine, yours = own_words(one.question, said), own_words(other.question, said)
    return overlap(mine, yours) > MOST_ALIKE


def _one_shelf(one: Reading, other: Reading) -> bool:
    """Whether both lead to the same categories: the usual cereal, and cereal."""
    return bool(one.constraints.categories) and (
        one.constraints.categories == other.constraints.categories
    )


def own_words(question: str, said: frozenset[str]) -> frozenset[str]:
    """Return the words of a question that neither the request nor every question has."""
    return frozenset(content_words(question)) - said - _FRAME


def reading_of(shown: Hypothesis) -> Reading:
    """Return the reading behind a hypothesis, whoever made it."""
    return Reading(shown.question, shown.confidence, shown.basis, shown.query, shown.constraints)


def hypotheses(chosen: Sequence[Reading]) -> list[Hypothesis]:
    """Turn chosen readings into hypotheses h1, h2, … with confidences.

    Confidence of reading i is `s_i / (sum(s) + NONE_WEIGHT)`: Luce's choice rule over the
    strengths, with "none of these" as the outside option. So they sum to less than 1, one strong
    reading stands out, and three weak ones stay near .15 each.

    Source: R. D. Luce, Individual Choice Behavior, 1959.
    """
    total = sum(r.strength for r in chosen) + NONE_WEIGHT
    return [
        Hypothesis(
            id=f"h{place}",
            question=r.question,
            confidence=round(r.strength / total, 4),
            query=r.query,
            constraints=r.constraints,
            basis=r.basis,
            evidence=r.evidence,
        )
        for place, r in enumerate(chosen, start=1)
    ]
