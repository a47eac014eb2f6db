"""Proposals are remembered for their own subject, and a skip is counted once."""

import pytest

from domain.event import Event
from domain.ids import text_of
from memory.proposals import Proposals
from tests.fakes.clock import NOON
from tests.fakes.events import clicked, shown, viewed
from tests.fakes.ids import SeededIds
from tests.fakes.journal import MemoryJournal

SKUS = ("a", "b", "c", "d", "e", "f")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
async def proposals(journal: MemoryJournal) -> Proposals:
    return await Proposals.open(journal)


@pytest.fixture
def proposal_id(new_id: SeededIds) -> bytes:
    return new_id(NOON)


async def test_a_proposal_shown_is_found(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS)])
    found = proposals.get(proposal_id)
    assert found is not None
    assert (found.subject, found.flow, found.query) == ("ann", "search", "milk")
    assert (found.shown, found.personalized, found.at) == (SKUS, True, NOON)


async def test_what_was_shown_is_ordered_by_position(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    backwards = shown(proposal_id, SKUS)
    data = dict(backwards.data) | {"shown": backwards.data["shown"][::-1]}
    await journal.append([backwards._replace(data=data)])
    found = proposals.get(proposal_id)
    assert found is not None
    assert found.shown == SKUS


def test_an_unknown_proposal_is_none(proposal_id: bytes) -> None:
    assert Proposals().get(proposal_id) is None


async def test_a_click_passes_over_everything_above_it(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS)])
    assert proposals.skipped_above(proposal_id, "ann", 4) == ("a", "b", "c")
    assert proposals.skipped_above(proposal_id, "ann", 1) == ()


async def test_a_second_click_counts_only_what_is_new(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS)])
    await journal.append([clicked(proposal_id, "c", 3, skipped=("a", "b"))])
    assert proposals.skipped_above(proposal_id, "ann", 6) == ("d", "e")
    assert proposals.skipped_above(proposal_id, "ann", 2) == ()


async def test_what_no_click_counted_yet_may_still_be_counted(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS), clicked(proposal_id, "c", 3)])
    assert proposals.skipped_above(proposal_id, "ann", 5) == ("a", "b", "d")


async def test_a_foreign_click_skips_nothing_and_counts_nothing(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS)])
    assert proposals.skipped_above(proposal_id, "bob", 4) == ()
    await journal.append([clicked(proposal_id, "d", 4, skipped=("a", "b"), subject="bob")])
    assert proposals.skipped_above(proposal_id, "ann", 4) == ("a", "b", "c")


@pytest.mark.parametrize("session", [None, "", "not a uuid", 17])
async def test_a_search_session_that_is_no_proposal_is_ignored(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes, session: object
) -> None:
    click = clicked(proposal_id, "c", 3)
    data = dict(click.data) | {"search_session_id": session}
    await journal.append([shown(proposal_id, SKUS), click._replace(data=data)])
    assert proposals.skipped_above(proposal_id, "ann", 3) == ("a", "b")


async def test_proposals_and_clicks_are_rebuilt_at_start(
    journal: MemoryJournal, proposal_id: bytes
) -> None:
    await journal.append([shown(proposal_id, SKUS), clicked(proposal_id, "b", 2, skipped=("a",))])
    again = await Proposals.open(journal)
    assert again.skipped_above(proposal_id, "ann", 4) == ("c",)


async def test_only_the_newest_events_are_read_at_start(
    journal: MemoryJournal, new_id: SeededIds
) -> None:
    old, new = new_id(NOON), new_id(NOON)
    await journal.append([shown(old, SKUS), viewed(), viewed(), shown(new, SKUS)])
    again = await Proposals.open(journal, window=3)
    assert again.get(old) is None
    assert again.get(new) is not None


async def test_the_least_recently_used_leave_first(
    journal: MemoryJournal, new_id: SeededIds
) -> None:
    proposals = await Proposals.open(journal, capacity=2)
    ids = [new_id(NOON) for _ in range(3)]
    await journal.append([shown(ids[0], SKUS), shown(ids[1], SKUS)])
    await journal.append([clicked(ids[1], "a", 1)])
    proposals.get(ids[0])
    await journal.append([shown(ids[2], SKUS)])
    assert [proposals.get(one) is not None for one in ids] == [True, False, True]
    assert len(proposals) == 2
    assert proposals._settled == {}


async def test_a_proposal_that_cannot_be_read_harms_nothing(
    proposals: Proposals, journal: MemoryJournal, proposal_id: bytes
) -> None:
    broken: Event = shown(proposal_id, SKUS)
    await journal.append([broken._replace(data={"proposal_id": text_of(proposal_id)})])
    assert len(proposals) == 0


async def test_forgetting_a_subject_leaves_the_proposals_of_others(
    proposals: Proposals, journal: MemoryJournal, new_id: SeededIds
) -> None:
    await journal.append([shown(new_id(NOON), SKUS, "ann"), shown(new_id(NOON), SKUS, "bob")])
    assert [one["shown"] for one in await proposals.export("ann")] == [list(SKUS)]
    assert await proposals.forget("ann") == 1
    assert (await proposals.find("ann"), await proposals.find("bob")) == (0, 1)
