"""The graph's sink folds any batches into the same graph, each in one write with its watermark."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.claim import Claim
from domain.errors import Unavailable
from domain.event import Event, Kind
from domain.ids import text_of
from domain.knowledge import KnownFact
from learning.knowledge import SINK_KINDS, claims_of, settle
from memory.knowledge_sink import KnowledgeSink
from memory.pseudonym import Pseudonyms
from tests.fakes.clock import NOON
from tests.fakes.events import event, picked, viewed
from tests.fakes.knowledge import FakeKnowledge
from tests.properties.statements import CARTED, PICKED, READ_OUT, STATED
from tests.properties.statements import told as histories

NAMES = Pseudonyms(b"s" * 16)
ANN, BEN = NAMES.of("ann"), NAMES.of("ben")
KINDS = [
    (Kind.FACT_STATED, STATED),
    (Kind.SELECTION_MADE, PICKED),
    (Kind.FACTS_EXTRACTED, READ_OUT),
    (Kind.CART_ITEM_ADDED, CARTED),
]


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge()


@pytest.fixture
def sink(knowledge: FakeKnowledge) -> KnowledgeSink:
    return sink_to(knowledge)


def sink_to(
    knowledge: FakeKnowledge,
    read: Callable[[Event, str], Sequence[Claim]] = claims_of,
    journal: Sequence[Event] = (),
) -> KnowledgeSink:
    return KnowledgeSink(
        knowledge,
        claims_of=read,
        settle=settle,
        pseudonyms=NAMES,
        kinds=SINK_KINDS,
        remaining=lambda subject: replay([one for one in journal if one.subject == subject]),
    )


def added(seq: int, brand: str = "Oatly", subject: str = "ann") -> Event:
    body = {"product_sku": f"m-{brand}", "product_name": "Oat Milk", "brand": brand}
    return event(Kind.CART_ITEM_ADDED, subject, NOON + seq, **body).placed(seq)


def stated(seq: int, relation: str, value: str, **data: Any) -> Event:
    body = {"relation": relation, "value": value, "action": "set"}
    return event(Kind.FACT_STATED, "ann", NOON + seq, **(body | data)).placed(seq)


def deleted(seq: int, fact: KnownFact) -> Event:
    return about(Kind.FACT_DELETED, seq, fact)


def corrected(seq: int, fact: KnownFact, value: str) -> Event:
    return about(Kind.FACT_CORRECTED, seq, fact, old_value=fact.value, value=value)


def about(kind: Kind, seq: int, fact: KnownFact, **data: Any) -> Event:
    thing = fact.thing
    named = thing and {"label": thing.label.value, "key": thing.key, "name": thing.name}
    body = {
        "memory_id": fact.memory_id,
        "type": fact.type,
        "relation": fact.relation,
        "thing": named,
        "value": fact.value,
    }
    return event(kind, "ann", NOON + seq, **(body | data)).placed(seq)


async def replay(events: Iterable[Event]) -> AsyncIterator[Event]:
    for one in events:
        yield one


def of(knowledge: FakeKnowledge, relation: str) -> KnownFact:
    [found] = [fact for fact in knowledge.groups[ANN].values() if fact.relation == relation]
    return found


async def test_what_events_say_is_known_afterwards_with_the_watermark(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    cart = added(1)
    await sink.write([cart, stated(2, "budget", "50")], 4)
    assert (knowledge.place, knowledge.writes) == (4, 1)
    assert of(knowledge, "budget").value == "50"
    assert of(knowledge, "CONSIDERS_BRAND").evidence == (text_of(cart.event_id),)


async def test_a_later_event_of_a_batch_sees_what_an_earlier_one_said(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    await sink.write([added(1), added(2), stated(3, "budget", "50"), stated(4, "budget", "60")], 4)
    assert knowledge.writes == 1
    assert of(knowledge, "CONSIDERS_BRAND").count == 2
    budgets = [fact for fact in knowledge.groups[ANN].values() if fact.relation == "budget"]
    assert {fact.value: fact.invalid_at for fact in budgets} == {"50": NOON + 4, "60": None}


async def test_events_at_or_below_the_watermark_change_nothing(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    events = [added(seq) for seq in range(1, 13)]
    await sink.write(events, 12)
    before = dict(knowledge.groups[ANN])
    await sink.write(events, 12)
    await sink.write(events[:3], 3)
    read: list[int] = []

    def reading(one: Event, _: str) -> Sequence[Claim]:
        read.append(one.seq)
        return ()

    again = sink_to(knowledge, reading)
    assert await again.watermark() == 12
    await again.write([*events, added(13)], 13)
    assert read == [13]
    assert (knowledge.groups[ANN], knowledge.place) == (before, 13)


async def test_each_subject_is_known_by_a_pseudonym_alone(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    await sink.write([added(1), added(2, subject="ben")], 2)
    assert set(knowledge.groups) == {ANN, BEN}
    assert "ann" not in repr(knowledge.groups)


async def test_a_graph_that_is_down_holds_what_it_held(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    await sink.write([added(1)], 1)
    before = dict(knowledge.groups[ANN])
    knowledge.down = True
    for call in (sink.watermark, lambda: sink.write([added(2)], 2)):
        with pytest.raises(Unavailable):
            await call()
    assert (knowledge.groups[ANN], knowledge.place) == (before, 1)
    knowledge.down = False
    await sink.write([added(2)], 2)
    assert of(knowledge, "CONSIDERS_BRAND").count == 2


async def test_an_event_that_cannot_be_read_leaves_nothing_of_its_batch(
    knowledge: FakeKnowledge,
) -> None:
    sink = sink_to(knowledge, failing_on(2))
    with pytest.raises(ValueError, match="cannot be read"):
        await sink.write([added(1), added(2)], 2)
    assert (knowledge.groups, knowledge.place) == ({}, 0)


def failing_on(seq: int) -> Callable[[Event, str], Sequence[Claim]]:
    def read(one: Event, group: str) -> Sequence[Claim]:
        if one.seq == seq:
            raise ValueError("cannot be read")
        return claims_of(one, group)

    return read


async def test_a_kind_that_says_nothing_moves_the_watermark(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    await sink.write([viewed().placed(1)], 1)
    assert (knowledge.groups, knowledge.place) == ({}, 1)


async def test_a_piece_of_history_is_corrected_and_deleted_by_its_id(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    pick = picked().placed(1)
    history = f"{text_of(pick.event_id)}:history"
    await sink.write([pick], 1)
    old = knowledge.groups[ANN][history]
    correction = corrected(2, old, "Asked how to bake rye bread")
    await sink.write([correction], 2)
    new = knowledge.groups[ANN][text_of(correction.event_id)]
    assert new.content == "Asked how to bake rye bread"
    assert knowledge.groups[ANN][history].invalid_at == NOON + 2
    await sink.write([deleted(3, new)], 3)
    assert new.memory_id not in knowledge.groups[ANN]


async def test_a_late_event_is_settled_once_and_leaves_the_watermark(
    knowledge: FakeKnowledge,
) -> None:
    early, newer = stated(1, "budget", "50"), stated(2, "budget", "60")
    sink = sink_to(knowledge, journal=[early, newer])
    await sink.write([newer], 2)
    await sink.write_late(early)
    after = dict(knowledge.groups[ANN])
    await sink.write_late(early)
    assert (knowledge.groups[ANN], knowledge.place) == (after, 2)
    assert after[text_of(early.event_id)].invalid_at == NOON + 2


async def test_a_late_event_does_not_bring_back_what_was_deleted_since(
    knowledge: FakeKnowledge,
) -> None:
    early = stated(1, "allergic_to", "nuts")
    other = FakeKnowledge()
    await sink_to(other).write([early], 1)
    gone = deleted(2, other.groups[ANN][text_of(early.event_id)])
    sink = sink_to(knowledge, journal=[early, gone])
    await sink.write([gone], 2)
    await sink.write_late(early)
    assert knowledge.groups.get(ANN, {}) == {}


async def test_a_late_event_that_still_cannot_be_read_changes_nothing(
    knowledge: FakeKnowledge,
) -> None:
    early, newer = stated(1, "budget", "50"), stated(2, "budget", "60")
    sink = sink_to(knowledge, failing_on(1), journal=[early, newer])
    await sink.write([newer], 2)
    before = dict(knowledge.groups[ANN])
    with pytest.raises(ValueError, match="cannot be read"):
        await sink.write_late(early)
    assert knowledge.groups[ANN] == before


async def test_history_that_was_corrected_stays_so_when_its_event_comes_again_late(
    knowledge: FakeKnowledge,
) -> None:
    pick = picked().placed(1)
    journal = [pick]
    sink = sink_to(knowledge, journal=journal)
    await sink.write([pick], 1)
    first = corrected(2, knowledge.groups[ANN][f"{text_of(pick.event_id)}:history"], "Baked rye")
    await sink.write([first], 2)
    second = corrected(3, knowledge.groups[ANN][text_of(first.event_id)], "Baked")
    journal += [first, second]
    await sink.write([second], 3)
    before = dict(knowledge.groups[ANN])
    await sink.write_late(pick)
    await sink.write_late(first)
    assert knowledge.groups[ANN] == before


@given(events=histories(KINDS, most=14), cuts=st.lists(st.integers(1, 14), max_size=6))
async def test_any_batches_fold_into_the_same_graph(events: list[Event], cuts: list[int]) -> None:
    whole, pieces = FakeKnowledge(), FakeKnowledge()
    last = len(events)
    await sink_to(whole).write(events, last)
    piecewise = sink_to(pieces)
    for start, end in pairwise(sorted({0, *cuts, last})):
        await piecewise.write(events[start:end], end)
    assert pieces.groups == whole.groups


async def test_a_rebuilt_subject_is_known_by_the_events_that_remain(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    events = [added(1), added(2, "Alpro"), added(3, subject="ben"), added(4)]
    await sink.write(events, 4)
    others = dict(knowledge.groups[BEN])
    await sink.rebuild("ann", replay([events[1], events[3]]))
    only = FakeKnowledge()
    await sink_to(only).write([events[1], events[3]], 4)
    assert knowledge.groups == {ANN: only.groups[ANN], BEN: others}
    assert (knowledge.place, knowledge.writes) == (4, 2)


async def test_a_subject_of_whom_nothing_remains_is_not_known(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    moved = event(
        Kind.PERSONA_UPDATED, "ann", NOON, new_facets={"concise": 0.6, "formal": 0.4}
    ).placed(2)
    await sink.write([stated(1, "budget", "50"), moved, picked().placed(3)], 3)
    await sink.rebuild("ann", replay([]))
    assert knowledge.groups == {ANN: {}}


async def test_a_rebuild_leaves_what_is_above_the_watermark_to_the_relay(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    events = [added(1), added(2)]
    await sink.write(events[:1], 1)
    await sink.rebuild("ann", replay(events))
    assert of(knowledge, "CONSIDERS_BRAND").count == 1
    await sink.write(events[1:], 2)
    assert of(knowledge, "CONSIDERS_BRAND").count == 2


async def test_a_rebuild_leaves_out_what_is_a_dead_letter(knowledge: FakeKnowledge) -> None:
    await sink_to(knowledge).write([added(1), added(2)], 2)
    await sink_to(knowledge, failing_on(1)).rebuild("ann", replay([added(1), added(2)]))
    assert of(knowledge, "CONSIDERS_BRAND").count == 1


async def test_a_rebuild_of_a_graph_that_is_down_changes_nothing(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    await sink.write([added(1)], 1)
    before = dict(knowledge.groups[ANN])
    knowledge.down = True
    with pytest.raises(Unavailable):
        await sink.rebuild("ann", replay([]))
    assert knowledge.groups[ANN] == before


async def test_a_batch_waits_for_a_rebuild_to_end(
    knowledge: FakeKnowledge, sink: KnowledgeSink
) -> None:
    reading = asyncio.Event()

    async def slowly() -> AsyncIterator[Event]:
        yield added(1)
        await reading.wait()

    await sink.write([added(1)], 1)
    rebuilding = asyncio.create_task(sink.rebuild("ann", slowly()))
    writing = asyncio.create_task(sink.write([added(2)], 2))
    for _ in range(5):
        await asyncio.sleep(0)
    assert knowledge.place == 1
    reading.set()
    await asyncio.gather(rebuilding, writing)
    assert (knowledge.place, of(knowledge, "CONSIDERS_BRAND").count) == (2, 2)
