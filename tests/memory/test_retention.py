"""What is older than its subject allows goes from the journal, and from what was learned of it."""

from pathlib import Path

import pytest

from domain.consent import Consent
from domain.errors import Unavailable
from domain.event import Event, Kind
from memory.executions import Executions
from memory.pseudonym import Pseudonyms
from memory.relearning import Relearning
from memory.retention import Retention
from memory.subject_gate import SubjectGate
from memory.tombstones import Tombstones
from tests.fakes.clock import FixedClock
from tests.fakes.erasables import CountedAggregate, FollowingStore
from tests.fakes.events import event, viewed
from tests.fakes.journal import MemoryJournal
from tests.fakes.states import GivenStates


class Kept:
    """An installation with one store that follows its journal."""

    def __init__(self, home: Path, clock: FixedClock) -> None:
        self.clock = clock
        self.journal = MemoryJournal()
        self.follower, self.count = FollowingStore("follower"), CountedAggregate("count")
        self.consents = GivenStates(Consent.empty)
        self.tombstones = Tombstones(home / "erasures.db", Pseudonyms(b"a secret of sixteen"))
        self.retention = Retention(
            self.journal,
            self.consents,
            Executions(home / "executions.db"),
            Relearning([self.follower], [self.count], [], self.tombstones, SubjectGate()),
            clock,
        )

    def hear(self, days_ago: float, made: Event, *, happened: float | None = None) -> None:
        """Write an event that was received some days ago, and happened then or earlier."""
        now = self.clock.time
        received = now - round(days_ago * 86_400_000)
        at = received if happened is None else now - round(happened * 86_400_000)
        self.journal.commit([made._replace(at=at, received_at=received)])

    def allow(self, subject: str, days: int) -> None:
        """Let a subject choose how long their events are kept, long ago."""
        changes = {"retention_days": days}
        self.hear(900, event(Kind.CONSENT_CHANGED, subject, changes=changes))
        self.consents.by_subject[subject] = Consent(subject, 1, 1, retention_days=days)

    def left(self) -> list[tuple[str, str]]:
        """Return whose events of which kind are left."""
        return [(one.subject, one.kind.value) for one in self.journal.events]


@pytest.fixture
def kept(tmp_path: Path, clock: FixedClock) -> Kept:
    return Kept(tmp_path, clock)


VIEW = "product_viewed"


async def test_after_a_year_an_event_goes_and_its_subject_is_learned_anew(kept: Kept) -> None:
    kept.hear(366, viewed("ann"))
    kept.hear(364, viewed("ann"))
    kept.hear(1, viewed("bob"))
    assert await kept.retention.drop() == 1
    assert kept.left() == [("ann", VIEW), ("bob", VIEW)]
    assert (kept.follower.rebuilt, kept.count.recounts) == (["ann"], 1)
    assert await kept.retention.drop() == 0
    assert kept.follower.rebuilt == ["ann"]


async def test_each_subject_chooses_how_long(kept: Kept) -> None:
    kept.allow("short", 7)
    kept.allow("long", 1_000)
    for days_ago in (500, 30, 3):
        for subject in ("short", "long"):
            kept.hear(days_ago, viewed(subject))
    assert await kept.retention.drop() == 2
    assert [who for who, kind in kept.left() if kind == VIEW] == ["long", "long", "short", "long"]


async def test_what_somebody_allows_does_not_expire(kept: Kept) -> None:
    kept.allow("ann", 7)
    kept.hear(8, viewed("ann"))
    assert await kept.retention.drop() == 1
    assert kept.left() == [("ann", "consent_changed")]


async def test_an_old_order_imported_today_is_kept_from_today(kept: Kept) -> None:
    kept.hear(1, event(Kind.ORDER_COMPLETED, "ann"), happened=1_500)
    assert await kept.retention.drop() == 0


async def test_what_could_not_be_learned_anew_is_made_up_for(kept: Kept) -> None:
    kept.hear(366, viewed("ann"))
    kept.follower.down = Unavailable("nobody answers")
    with pytest.raises(Unavailable):
        await kept.retention.drop()
    kept.follower.down = None
    assert await kept.retention.drop() == 0
    assert (kept.follower.rebuilt, kept.count.recounts) == (["ann"], 1)
    assert kept.tombstones.expiring() == []
