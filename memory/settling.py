"""Settle claims one after another in memory, and say what that changes in the graph."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from domain.claim import Claim, Settled
from domain.event import Event
from domain.knowledge import Change, KnownFact, Thing

ClaimsOf = Callable[[Event, str], Sequence[Claim]]
"""Reads what an event says about its subject, whose group is the second argument."""

Settle = Callable[[Sequence[KnownFact], Claim], Settled]
"""Settles a claim against what is known of the same thing, and of the fact that it names."""

_Key = tuple[str, str, str]


class Settling:
    """Facts of several groups while claims are settled against them; later claims see earlier ones.

    The result depends on the facts and on the order of the claims alone, not on the order in which
    facts were read or on where one batch ends and the next begins.

    Args:
        settle: Settles one claim.
    """

    def __init__(self, settle: Settle) -> None:
        self._settle = settle
        self._facts: dict[str, dict[str, KnownFact]] = defaultdict(dict)
        self._about: dict[_Key, set[str]] = defaultdict(set)
        self._touched: dict[str, dict[str, None]] = defaultdict(dict)

    def know(self, group: str, facts: Iterable[KnownFact]) -> None:
        """Add facts that the graph holds."""
        for fact in facts:
            self._put(group, fact)

    def take(self, group: str, claim: Claim) -> None:
        """Settle a claim about a group's subject."""
        settled = self._settle(self._bearing(group, claim), claim)
        for memory_id in settled.removed:
            self._drop(group, memory_id)
        for fact in settled.changed:
            self._drop(group, fact.memory_id)
            self._put(group, fact)
        for memory_id in (*settled.removed, *(fact.memory_id for fact in settled.changed)):
            self._touched[group][memory_id] = None

    def changes(self) -> list[Change]:
        """Return what the graph must store and remove, one change for each group."""
        return [self._change(group, touched) for group, touched in self._touched.items()]

    def facts(self, group: str) -> list[KnownFact]:
        """Return everything known about a group by now."""
        return list(self._facts[group].values())

    def _change(self, group: str, touched: Iterable[str]) -> Change:
        held = self._facts[group]
        return Change(
            group,
            facts=tuple(held[memory_id] for memory_id in touched if memory_id in held),
            removed=tuple(memory_id for memory_id in touched if memory_id not in held),
        )

    def _bearing(self, group: str, claim: Claim) -> list[KnownFact]:
        held = self._facts[group]
        bearing = {claim.memory_id} & held.keys()
        if claim.thing is not None:
            bearing |= self._about[_key(group, claim.thing)]
        return sorted((held[memory_id] for memory_id in bearing), key=_oldest_first)

    def _put(self, group: str, fact: KnownFact) -> None:
        self._facts[group][fact.memory_id] = fact
        if fact.thing is not None:
            self._about[_key(group, fact.thing)].add(fact.memory_id)

    def _drop(self, group: str, memory_id: str) -> None:
        fact = self._facts[group].pop(memory_id, None)
        if fact is not None and fact.thing is not None:
            self._about[_key(group, fact.thing)].discard(memory_id)


def _key(group: str, thing: Thing) -> _Key:
    return group, thing.label, thing.key


def _oldest_first(fact: KnownFact) -> tuple[int, int, str]:
    return fact.valid_at, fact.seq, fact.memory_id
