"""The knowledge port: what is known about a subject, when it was true, and when it was known."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, get_args

from domain.errors import Invalid
from domain.knowledge import Change, KnownFact, MemoryType, Thing

TOLD: frozenset[MemoryType] = frozenset(
    {"goal", "preference", "relationship", "pattern", "history"}
)
"""Types that are told to a person and put into prompts."""

EVERY_TYPE: Final[tuple[MemoryType, ...]] = get_args(MemoryType)
END_OF_TIME: Final = 253_370_764_800_000
"""9999-01-01 UTC in milliseconds: later than anything known."""

OWN_GROUP: Final = "leafloop"
"""Group of what the graph keeps about itself; nobody's facts."""

_GROUP: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")


def checked(group: str) -> str:
    """Return a group that may be read and written.

    Raises:
        Invalid: It is empty, which Graphiti would read as everybody, or no group's name.
    """
    if not _GROUP.fullmatch(group) or group == OWN_GROUP:
        raise Invalid(
            "A part of the knowledge graph is named by a pseudonym or by `catalog`; this name is "
            "empty, reserved or malformed."
        )
    return group


@dataclass(frozen=True, slots=True)
class Recalled:
    """A fact that bears on a text.

    Attributes:
        fact: What is known.
        score: In [0, 1]: likeness to the text, times confidence, times recency.
    """

    fact: KnownFact
    score: float


class Knowledge(Protocol):
    """A temporal graph with one part, named by a group, for each subject.

    Every method checks its groups: an empty one raises Invalid, since Graphiti would read it as
    everybody. All raise Unavailable when the graph does not answer in time.
    """

    async def watermark(self) -> int:
        """Return the journal place up to which the graph holds everything; 0 when new.

        Raises:
            Misconfigured: The graph was filled under another secret.
        """
        ...

    async def about(
        self, wanted: Collection[tuple[str, Thing]]
    ) -> Mapping[tuple[str, Thing], Sequence[KnownFact]]:
        """Return every fact, past ones too, between the subject of each group and each thing.

        Args:
            wanted: Pairs of a group and a thing; only its label and key count.
        """
        ...

    async def write(self, changes: Sequence[Change], through: int | None) -> None:
        """Store changes and move the watermark to `through`, in one transaction.

        Args:
            changes: In order; a later one about the same fact wins.
            through: New watermark; None leaves it, as for a late event or a refolded subject.
        """
        ...

    async def get(self, group: str, memory_id: str) -> KnownFact | None:
        """Return one fact of a group, current or past; None for another group's."""
        ...

    async def facts(
        self,
        group: str,
        now: int,
        *,
        types: Collection[MemoryType] = TOLD,
        history: bool = False,
        floor: float = 0.0,
        limit: int | None = None,
    ) -> list[KnownFact]:
        """Return a group's facts, newest evidence first.

        Args:
            group: Whose.
            now: What held at this time, as far as was known by then.
            types: Which kinds of memory.
            history: Also those that ended before `now`.
            floor: Leave out what is less certain than this at `now`.
            limit: Most facts returned; None for all.
        """
        ...

    async def recall(
        self,
        group: str,
        text: str,
        now: int,
        *,
        types: Collection[MemoryType] = TOLD,
        limit: int = 10,
        floor: float = 0.0,
    ) -> list[Recalled]:
        """Return the facts that hold at `now` and bear on a text, best first.

        Words and meaning count half each: BM25 and cosine, both scaled to [0, 1] over what was
        found, then confidence and recency.
        """
        ...

    async def forget(self, group: str) -> int:
        """Remove a group, from the bytes of the files too; return how many rows there were."""
        ...

    async def held(self, group: str) -> int:
        """Return how many nodes, edges and episodes a group has."""
        ...

    async def healthy(self) -> bool:
        """Whether the graph answers now."""
        ...

    async def close(self) -> None:
        """Release the graph."""
        ...
