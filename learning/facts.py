"""What a subject said: facts that constrain every search, newest word first."""

from typing import Final

from domain.constraints import Constraints
from domain.profile import Fact, Profile
from learning.relations import ONE_VALUED, STANCES

NEVER_CROWDED_OUT: Final = frozenset({"allergic_to", "follows_diet"})
"""Relations that go last when there are too many facts."""


def is_kept(relation: str) -> bool:
    """Whether a relation is kept as a fact; liking something is an explicit preference only."""
    return relation not in STANCES or relation == "avoids_brand"


def stated(facts: tuple[Fact, ...], fact: Fact, limit: int) -> tuple[Fact, ...]:
    """Return the facts after one was stated.

    It takes the place of the same fact, and of any value of a one-valued relation, unless that
    one was said later: a late replay never overrules a newer word.

    Args:
        facts: State before.
        fact: What was said.
        limit: Most facts kept.

    Example:
        >>> old, new = Fact("f1", "budget", "50", at=1), Fact("f2", "budget", "30", at=2)
        >>> [fact.value for fact in stated((old,), new, 9)]
        ['30']
    """
    rivals = [old for old in facts if _rivals(old, fact)]
    if any(old.at > fact.at for old in rivals):
        return facts
    kept = [*(old for old in facts if old not in rivals), fact]
    while len(kept) > limit:
        kept.remove(next((old for old in kept if old.relation not in NEVER_CROWDED_OUT), kept[0]))
    return tuple(kept)


def withdrawn(facts: tuple[Fact, ...], relation: str, value: str, at: int) -> tuple[Fact, ...]:
    """Return the facts without one, unless it was said after `at`.

    An empty value withdraws whatever a one-valued relation has.
    """
    return tuple(
        fact
        for fact in facts
        if fact.at > at or fact.relation != relation or not _names(relation, value, fact.value)
    )


def budget_of(profile: Profile) -> float | None:
    """Return the stated budget, or None when there is none or it is not a number.

    Example:
        >>> budget_of(Profile("s1", facts=(Fact("f1", "budget", "$50", at=0),)))
        50.0
    """
    said = [fact.value for fact in profile.facts if fact.relation == "budget"]
    try:
        return float(said[-1].strip(" $€£")) if said else None
    except ValueError:
        return None


def constraints_of(profile: Profile) -> Constraints:
    """Return what every search of a subject must satisfy.

    A budget is no filter: it is about a shop, not an item, and a price filter would also drop
    every product without a price. Ranking counts it against items that cost more.

    Example:
        >>> nuts = Fact("f1", "allergic_to", "nuts", at=0)
        >>> constraints_of(Profile("s1", facts=(nuts,))).free_from
        ('nuts',)
    """
    return Constraints(
        free_from=_values(profile, "allergic_to"),
        diets=_values(profile, "follows_diet"),
        not_brands=_values(profile, "avoids_brand"),
    )


def _values(profile: Profile, relation: str) -> tuple[str, ...]:
    return tuple(fact.value for fact in profile.facts if fact.relation == relation)


def _rivals(old: Fact, new: Fact) -> bool:
    if old.relation != new.relation:
        return False
    return old.relation in ONE_VALUED or old.value.casefold() == new.value.casefold()


def _names(relation: str, given: str, value: str) -> bool:
    return given.casefold() == value.casefold() or (not given and relation in ONE_VALUED)
