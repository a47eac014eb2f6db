"""Re-rank what was found for this subject, and say why."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NotRequired

from typing_extensions import TypedDict

from catalog.port import Found
from domain.caller import Caller
from domain.clock import Clock
from domain.consent import Consent
from domain.profile import Profile
from domain.proposal import Candidate, Choice, Personal
from learning.popularity import Popularity
from learning.ranking.rank import neutral, rank
from learning.ranking.weights import Strategies
from learning.signals import Signals
from memory.folds import States


class Reads(TypedDict):
    """What the step needs; with `explain` the personal part of each candidate is told too."""

    found: Found
    limit: int
    explain: NotRequired[bool]


class Writes(TypedDict):
    """What the step decides."""

    candidates: tuple[Candidate, ...]
    choice: Choice
    personalized: bool


@dataclass(frozen=True, slots=True)
class Personalize:
    """Ranks hits by the subject's profile.

    Attributes:
        profiles: What is known about subjects.
        consents: What they allow; a paused subject gets the neutral order.
        popularity: What everybody buys.
        strategies: The ranking weights as configured now.
        signals: The rules the profiles are learned by.
        clock: Tells the time.
        enabled: Whether this installation personalises at all.
    """

    profiles: States[Profile]
    consents: States[Consent]
    popularity: States[Popularity]
    strategies: Callable[[], Strategies]
    signals: Callable[[], Signals]
    clock: Clock
    enabled: bool = True

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return the best `limit` candidates, best first."""
        hits, limit = state["found"].hits, state["limit"]
        explain = state.get("explain", False)
        popularity = (await self.popularity.read()).score
        consent = await self.consents.read(caller.subject)
        if not self.enabled or consent.paused:
            shown = neutral(hits, popularity=popularity, limit=limit)
            return {
                "candidates": tuple(map(_unmoved, shown)) if explain else shown,
                "choice": Choice("neutral"),
                "personalized": False,
            }
        candidates = rank(
            hits,
            await self.profiles.read(caller.subject),
            now=self.clock.now(),
            weights=self.strategies().hybrid,
            popularity=popularity,
            limit=limit,
            signals=self.signals(),
            explain=explain,
        )
        return {"candidates": candidates, "choice": Choice("hybrid"), "personalized": True}


def _unmoved(candidate: Candidate) -> Candidate:
    return replace(candidate, personal=Personal())
