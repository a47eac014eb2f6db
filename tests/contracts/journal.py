"""What every journal does, whatever it is kept in.

A backend's test inherits `JournalContract` and gives three fixtures: `journal`, `small_journal`
(room for four waiting events) and `reopen` (close a journal and open the same store again).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Busy
from domain.event import Event, Kind
from domain.ids import client_event_id, uuid7
from memory.journal import Appended, Journal

Reopen = Callable[[Journal], Awaitable[Journal]]

AT = 1_700_000_000_000


def made(subject: str = "ann", kind: Kind = Kind.PRODUCT_VIEWED, sku: str = "m1") -> Event:
    """An event with an id made here."""
    data = {"product_sku": sku, "product_name": "Hafermilch ½ l", "price": 2.5, "attributes": []}
    return Event(uuid7(AT), kind, subject, "visit", AT, AT + 5, data)


def named(name: str, body: bytes = b"a" * 16, subject: str = "ann") -> Event:
    """An event whose client chose its id; `body` stands for what it sent."""
    return made(subject)._replace(event_id=client_event_id(subject, name), digest=body)


def outcomes(appended: Sequence[Appended]) -> list[str]:
    return [one.outcome for one in appended]


def stored_form(event: Event, seq: int) -> Event:
    """The event as `replay` gives it: a journal may leave the digest out there."""
    return event._replace(seq=seq, digest=b"")


async def replayed(
    journal: Journal,
    since: int = 0,
    kinds: Sequence[Kind] | None = None,
    subject: str | None = None,
) -> list[Event]:
    found = journal.replay(since, kinds=kinds, subject=subject)
    return [event._replace(digest=b"") async for event in found]


class JournalContract:
    """Inherit, and give the fixtures."""

    async def test_an_event_comes_back_as_it_went_in(self, journal: Journal) -> None:
        event = made()
        [appended] = await journal.append([event])
        assert appended == Appended("stored", event._replace(seq=1))
        assert await replayed(journal) == [stored_form(event, 1)]

    async def test_places_count_up_in_the_order_of_appending(self, journal: Journal) -> None:
        first = await journal.append([made(sku="a"), made(sku="b")])
        second = await journal.append([made(sku="c")])
        assert [one.event.seq for one in [*first, *second]] == [1, 2, 3]
        assert [e.data["product_sku"] for e in await replayed(journal)] == ["a", "b", "c"]

    async def test_concurrent_writers_each_get_their_own_places(self, journal: Journal) -> None:
        batches = [[made(f"s{writer}") for _ in range(3)] for writer in range(20)]
        replies = await asyncio.gather(*[journal.append(batch) for batch in batches])
        for batch, reply in zip(batches, replies, strict=True):
            assert [one.event.event_id for one in reply] == [event.event_id for event in batch]
            assert [one.event.seq - reply[0].event.seq for one in reply] == [0, 1, 2]
        assert [event.seq for event in await replayed(journal)] == list(range(1, 61))

    async def test_nothing_appended_writes_nothing(self, journal: Journal) -> None:
        assert await journal.append([]) == []
        assert await journal.last_seq() == 0

    async def test_the_last_place_is_that_of_the_newest_event(self, journal: Journal) -> None:
        await journal.append([made(), made()])
        assert await journal.last_seq() == 2

    async def test_events_outlive_the_process_that_wrote_them(
        self, journal: Journal, reopen: Reopen
    ) -> None:
        events = [made("ann"), named("n1", subject="bob"), made("ann")]
        await journal.append(events)
        again = await reopen(journal)
        expected = [stored_form(event, seq) for seq, event in enumerate(events, start=1)]
        assert await replayed(again) == expected
        assert await again.last_seq() == 3
        [after] = await again.append([made()])
        assert after.event.seq == 4

    async def test_the_same_id_and_body_again_is_a_duplicate(self, journal: Journal) -> None:
        event = named("n1")
        await journal.append([event])
        [again] = await journal.append([event])
        assert again == Appended("duplicate", event._replace(seq=1))
        assert len(await replayed(journal)) == 1

    async def test_the_same_id_with_another_body_is_a_conflict_and_the_first_stands(
        self, journal: Journal
    ) -> None:
        first, other = named("n1", b"a" * 16), named("n1", b"b" * 16)
        await journal.append([first])
        [verdict] = await journal.append([other])
        assert verdict == Appended("conflict", first._replace(seq=1))
        assert await replayed(journal) == [stored_form(first, 1)]

    async def test_a_batch_with_repetitions_inside_gets_a_verdict_for_each(
        self, journal: Journal
    ) -> None:
        await journal.append([named("old")])
        batch = [made(), named("n1"), named("old"), named("n1"), named("n1", b"b" * 16), made()]
        verdicts = await journal.append(batch)
        expected = ["stored", "stored", "duplicate", "duplicate", "conflict", "stored"]
        assert outcomes(verdicts) == expected
        assert [one.event.seq for one in verdicts] == [2, 3, 1, 3, 3, 4]
        assert len(await replayed(journal)) == 4

    async def test_simultaneous_writers_of_one_id_store_it_once(self, journal: Journal) -> None:
        replies = await asyncio.gather(*[journal.append([named("n1")]) for _ in range(8)])
        assert sorted(outcomes([one for reply in replies for one in reply])) == [
            *["duplicate"] * 7,
            "stored",
        ]
        assert len(await replayed(journal)) == 1

    async def test_a_repetition_is_known_after_reopening(
        self, journal: Journal, reopen: Reopen
    ) -> None:
        await journal.append([named("n1")])
        again = await reopen(journal)
        verdicts = await again.append([named("n1"), named("n1", b"b" * 16)])
        assert outcomes(verdicts) == ["duplicate", "conflict"]

    async def test_one_clients_id_is_free_for_another_subject(self, journal: Journal) -> None:
        await journal.append([named("n1", subject="ann")])
        assert outcomes(await journal.append([named("n1", subject="bob")])) == ["stored"]

    async def test_an_id_made_here_that_is_sent_again_is_stored_once(
        self, journal: Journal
    ) -> None:
        event = made()
        await journal.append([event])
        verdicts = await journal.append([made(), event])
        assert outcomes(verdicts) == ["stored", "duplicate"]
        assert verdicts[1].event == event._replace(seq=1)

    async def test_an_event_is_found_by_its_id(self, journal: Journal) -> None:
        events = [made(), named("n1")]
        await journal.append(events)
        found = [await journal.get(event.event_id) for event in events]
        assert found == [event._replace(seq=seq) for seq, event in enumerate(events, start=1)]

    async def test_an_unknown_id_is_not_found(self, journal: Journal) -> None:
        assert await journal.get(uuid7(AT)) is None

    async def test_replay_starts_behind_the_place_given(self, journal: Journal) -> None:
        await journal.append([made() for _ in range(5)])
        assert [event.seq for event in await replayed(journal, since=3)] == [4, 5]

    async def test_replay_gives_only_the_kinds_asked_for(self, journal: Journal) -> None:
        await journal.append([made(kind=kind) for kind in (Kind.FACT_STATED, Kind.FACT_DELETED)])
        found = await replayed(journal, kinds=[Kind.FACT_DELETED])
        assert [event.kind for event in found] == [Kind.FACT_DELETED]
        assert await replayed(journal, kinds=[]) == []

    async def test_writers_go_on_during_a_replay(self, journal: Journal) -> None:
        await journal.append([made() for _ in range(3)])
        replay = journal.replay()
        first = await anext(replay)
        assert outcomes(await journal.append([made()])) == ["stored"]
        rest = [event.seq async for event in replay]
        assert [first.seq, *rest][:3] == [1, 2, 3]

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,  # one property of several journals
        ],
    )
    @given(
        subjects=st.lists(st.sampled_from(["ann", "bob", "Zoë", ""]), max_size=40),
        since=st.integers(0, 60),
        kinds=st.none() | st.sets(st.sampled_from([Kind.PRODUCT_VIEWED, Kind.FACT_STATED])),
    )
    async def test_a_subjects_replay_is_the_full_replay_filtered(
        self, journal: Journal, subjects: list[str], since: int, kinds: set[Kind] | None
    ) -> None:
        both = (Kind.PRODUCT_VIEWED, Kind.FACT_STATED)
        await journal.append([made(s, both[i % 2]) for i, s in enumerate(subjects)])
        everything = await replayed(journal)
        for subject in ("ann", "bob", "Zoë", "", "nobody"):
            found = await replayed(
                journal, since, kinds=None if kinds is None else sorted(kinds), subject=subject
            )
            assert found == [
                event
                for event in everything
                if event.seq > since
                and event.subject == subject
                and (kinds is None or event.kind in kinds)
            ]

    async def test_the_newest_of_a_subject_come_first_and_page_backwards(
        self, journal: Journal
    ) -> None:
        for turn in range(40):
            await journal.append([made(sku=f"a{turn}"), *(made("bob") for _ in range(turn % 9))])
            await journal.append([made(kind=Kind.SEARCH_PERFORMED)._replace(session="other")])
        mine = await replayed(journal, subject="ann")
        views = [event for event in mine if event.kind is Kind.PRODUCT_VIEWED]
        found = await journal.newest("ann", 5, kinds={Kind.PRODUCT_VIEWED})
        assert [event.seq for event in found] == [event.seq for event in views[:-6:-1]]
        every = await journal.newest("ann", 100, kinds=frozenset(Kind), before=found[-1].seq)
        earlier = [event.seq for event in mine if event.seq < found[-1].seq]
        assert [event.seq for event in every] == earlier[::-1]
        other = await journal.newest("ann", 100, kinds=frozenset(Kind), session="other")
        assert {event.kind for event in other} == {Kind.SEARCH_PERFORMED}
        assert len(other) == 40
        assert await journal.newest("nobody", 5, kinds=frozenset(Kind)) == []

    async def test_listeners_hear_every_stored_event_once_in_order(self, journal: Journal) -> None:
        heard: list[Event] = []
        journal.subscribe(heard.extend)
        await asyncio.gather(*[journal.append([made(), named(f"n{i % 5}")]) for i in range(10)])
        assert [event.seq for event in heard] == list(range(1, 16))
        assert [stored_form(e, e.seq) for e in heard] == await replayed(journal)

    async def test_listeners_hear_before_the_writer_is_answered(self, journal: Journal) -> None:
        order: list[str] = []
        journal.subscribe(lambda _: order.append("first listener"))
        journal.subscribe(lambda _: order.append("second listener"))
        await journal.append([made()])
        order.append("writer")
        assert order == ["first listener", "second listener", "writer"]

    async def test_listeners_do_not_hear_of_repetitions(self, journal: Journal) -> None:
        heard: list[Event] = []
        await journal.append([named("n1")])
        journal.subscribe(heard.extend)
        await journal.append([named("n1"), named("n1", b"b" * 16)])
        assert heard == []

    async def test_a_listener_that_fails_loses_no_acknowledgement(self, journal: Journal) -> None:
        heard: list[Event] = []

        def fail(_: Sequence[Event]) -> None:
            raise RuntimeError("A fold broke.")

        journal.subscribe(fail)
        journal.subscribe(heard.extend)
        assert outcomes(await journal.append([made()])) == ["stored"]
        assert len(heard) == 1

    async def test_a_full_queue_refuses_and_writes_nothing(self, small_journal: Journal) -> None:
        waiting = asyncio.gather(*[small_journal.append([made(), made()]) for _ in range(2)])
        await asyncio.sleep(0)
        assert small_journal.queued == 4
        with pytest.raises(Busy) as refused:
            await small_journal.append([made("late")])
        assert refused.value.retry_after
        await waiting
        assert small_journal.queued == 0
        assert [event.subject for event in await replayed(small_journal)] == ["ann"] * 4

    async def test_a_batch_beyond_the_queue_is_taken_when_nothing_waits(
        self, small_journal: Journal
    ) -> None:
        assert len(await small_journal.append([made() for _ in range(9)])) == 9

    async def test_a_working_journal_is_healthy(self, journal: Journal) -> None:
        assert await journal.healthy()
        assert await journal.last_seq() == 0

    async def test_forgetting_takes_one_subjects_events_and_no_others(
        self, journal: Journal
    ) -> None:
        await journal.append([made("ann"), named("n1"), made("bob"), named("n1", subject="bob")])
        assert await journal.forget("ann") == 2
        assert await journal.forget("ann") == 0
        left = await replayed(journal)
        assert [(event.seq, event.subject) for event in left] == [(3, "bob"), (4, "bob")]
        assert await replayed(journal, subject="ann") == []
        assert len(await replayed(journal, subject="bob")) == 2

    async def test_the_ids_of_the_forgotten_are_forgotten_and_no_place_comes_again(
        self, journal: Journal, reopen: Reopen
    ) -> None:
        first = named("n1")
        await journal.append([first])
        await journal.forget("ann")
        assert await journal.get(first.event_id) is None
        again = await reopen(journal)
        [verdict] = await again.append([first])
        assert (verdict.outcome, verdict.event.seq) == ("stored", 2)

    async def test_what_was_handed_in_before_is_forgotten_and_what_comes_after_stays(
        self, journal: Journal
    ) -> None:
        before = [asyncio.create_task(journal.append([made(), made("bob")])) for _ in range(5)]
        await asyncio.sleep(0)
        forgetting = asyncio.create_task(journal.forget("ann"))
        await asyncio.sleep(0)
        after = await journal.append([made(sku="new")])
        assert await forgetting == 5
        assert [outcomes(await reply) for reply in before] == [["stored", "stored"]] * 5
        assert [e.seq for e in await replayed(journal, subject="ann")] == [after[0].event.seq]
        assert len(await replayed(journal, subject="bob")) == 5

    async def test_what_is_old_is_forgotten_by_when_it_was_received(self, journal: Journal) -> None:
        old, new = made(), named("n1")._replace(at=AT - 10**9, received_at=AT + 1_000)
        consent = made(kind=Kind.CONSENT_CHANGED)
        await journal.append([old, consent, new, made("bob")])
        gone = await journal.forget("ann", before=AT + 500, keep=(Kind.CONSENT_CHANGED,))
        assert gone == 1
        assert [event.seq for event in await replayed(journal, subject="ann")] == [2, 3]
        assert outcomes(await journal.append([new])) == ["duplicate"]
        assert len(await replayed(journal, subject="bob")) == 1

    async def test_forgetting_up_to_a_place_leaves_what_came_later(self, journal: Journal) -> None:
        await journal.append([made(), made(), made()])
        assert await journal.forget("ann", through=2) == 2
        assert [event.seq for event in await replayed(journal, subject="ann")] == [3]

    async def test_an_undone_event_is_gone_and_is_not_written_when_it_is_sent_again(
        self, journal: Journal, reopen: Reopen
    ) -> None:
        one, other, own = named("n1"), named("n2"), made()
        await journal.append([one, other, own])
        assert await journal.forget("ann", events=(one.event_id, own.event_id)) == 2

        async def holds(opened: Journal) -> None:
            assert await opened.get(one.event_id) is None
            assert [event.seq for event in await replayed(opened, subject="ann")] == [2]
            [again, beside] = await opened.append([one, made("bob")])
            assert (again.outcome, again.event.seq) == ("duplicate", 1)
            assert again.event.event_id == one.event_id
            assert beside.outcome == "stored"
            assert outcomes(await opened.append([one._replace(digest=b"b" * 16)])) == ["conflict"]
            assert await opened.undone() == {"ann": AT + 5}

        await holds(journal)
        await holds(await reopen(journal))

    async def test_nobody_undoes_another_ones_event_and_nothing_is_undone_twice(
        self, journal: Journal
    ) -> None:
        event = named("n1")
        await journal.append([event])
        assert await journal.forget("bob", events=(event.event_id,)) == 0
        assert await journal.forget("ann", events=(event.event_id,)) == 1
        assert await journal.forget("ann", events=(event.event_id,)) == 0
        assert await journal.undone() == {"ann": AT + 5}

    async def test_the_ids_of_the_undone_go_with_their_subject_or_their_age(
        self, journal: Journal
    ) -> None:
        old, new = named("n1"), named("n2")._replace(received_at=AT + 1_000)
        await journal.append([old, new])
        await journal.forget("ann", events=(old.event_id, new.event_id))
        assert await journal.forget("ann", before=AT + 500) == 0
        assert await journal.undone() == {"ann": AT + 1_000}
        assert outcomes(await journal.append([old, new])) == ["stored", "duplicate"]
        await journal.forget("ann", through=1)
        assert outcomes(await journal.append([new])) == ["duplicate"]
        await journal.forget("ann")
        assert await journal.undone() == {}
        assert outcomes(await journal.append([new])) == ["stored"]

    async def test_closing_commits_what_waits_and_refuses_what_comes_later(
        self, journal: Journal, reopen: Reopen
    ) -> None:
        waiting = asyncio.gather(*[journal.append([made()]) for _ in range(5)])
        await asyncio.sleep(0)
        await journal.close()
        assert [outcomes(reply) for reply in await waiting] == [["stored"]] * 5
        with pytest.raises(Busy):
            await journal.append([made()])
        assert not await journal.healthy()
        assert len(await replayed(await reopen(journal))) == 5

    async def test_closing_twice_is_fine(self, journal: Journal) -> None:
        await journal.close()
        await journal.close()
