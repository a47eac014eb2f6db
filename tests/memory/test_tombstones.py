"""Tombstones are there after a restart, tell what is late, and stand under one secret."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from memory.pseudonym import Pseudonyms
from memory.receipt import Receipt, StoreReceipt
from memory.tombstones import Tombstone, Tombstones
from tests.fakes.clock import NOON
from tests.fakes.events import viewed

PSEUDONYMS = Pseudonyms(b"a secret of sixteen")
RECEIPT = Receipt(b"r" * 16, NOON, (StoreReceipt("journal"),))
ERASED = Tombstone(7, NOON, kept={"paused": True})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "erasures.db"


@pytest.fixture
def tombstones(path: Path) -> Iterator[Tombstones]:
    opened = Tombstones(path, PSEUDONYMS)
    yield opened
    opened.close()


def test_an_event_up_to_the_erasure_is_late_and_a_newer_one_is_not(tombstones: Tombstones) -> None:
    events = [viewed("ann"), viewed("bob"), viewed("ann")._replace(at=NOON + 1)]
    assert tombstones.late(events) == frozenset()
    tombstones.begin("ann", ERASED, RECEIPT)
    assert tombstones.late(events) == {0}


def test_work_up_to_the_place_of_the_erasure_is_dropped(tombstones: Tombstones) -> None:
    tombstones.begin("ann", ERASED, RECEIPT)
    tombstones.settle("ann", 9)
    admitted = [tombstones.admits(viewed("ann")._replace(seq=seq)) for seq in (8, 9, 10)]
    assert admitted == [False, False, True]
    assert tombstones.admits(viewed("bob")._replace(seq=1))


def test_everything_is_there_after_a_restart(tombstones: Tombstones, path: Path) -> None:
    tombstones.begin("ann", ERASED, RECEIPT)
    tombstones.settle("ann", 9)
    again = Tombstones(path, PSEUDONYMS)
    assert again.of("ann") == Tombstone(9, NOON, settled=True, kept={"paused": True})
    assert again.of("bob") is None
    assert [(left.subject, left.receipt) for left in again.unfinished()] == [("ann", RECEIPT)]
    assert again.receipt(RECEIPT.receipt_id, "ann") == RECEIPT
    again.close()


def test_commits_are_synced(tombstones: Tombstones) -> None:
    assert tombstones._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_name_that_nothing_needs_is_in_no_file(tombstones: Tombstones, path: Path) -> None:
    tombstones.begin("canary-name", ERASED, RECEIPT)
    tombstones.begin_expiry("canary-name")
    tombstones.end_expiry("canary-name")
    tombstones.unname(RECEIPT, "canary-name")
    assert [f.name for f in path.parent.iterdir() if b"canary-name" in f.read_bytes()] == []
    assert [left.subject for left in tombstones.unfinished()] == [None]


def test_who_expires_is_known_after_a_restart_until_it_is_done(
    tombstones: Tombstones, path: Path
) -> None:
    for subject in ("ann", "ann", "bob"):
        tombstones.begin_expiry(subject)
    again = Tombstones(path, PSEUDONYMS)
    assert again.expiring() == ["ann", "bob"]
    again.end_expiry("ann")
    again.begin("bob", ERASED, RECEIPT)
    assert again.expiring() == []
    again.close()


def test_another_secret_is_refused_with_the_mend(tombstones: Tombstones, path: Path) -> None:
    assert len(tombstones) == 0
    with pytest.raises(Misconfigured, match="start with the secret it was filled under"):
        Tombstones(path, Pseudonyms(b"another secret of ours"))
