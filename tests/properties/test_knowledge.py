"""However late things are said, the graph says the same, and the same as the profile."""

from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event, Kind
from domain.knowledge import Label
from domain.profile import Profile
from learning.facts import is_kept
from learning.knowledge.chain import is_mark
from learning.profile import learn
from learning.relations import STANCES, slot
from tests.learning.events import day
from tests.properties.statements import (
    CARTED,
    PICKED,
    READ_OUT,
    STATED,
    Graph,
    correction,
    deletion,
    in_time,
    told,
)

SAID = [(Kind.FACT_STATED, STATED), (Kind.PREFERENCE_UPDATED, STATED)]
SHOWN = [
    (Kind.SELECTION_MADE, PICKED),
    (Kind.FACTS_EXTRACTED, READ_OUT),
    (Kind.CART_ITEM_ADDED, CARTED),
]
LATER = day(1_000)


@given(events=told(SAID), order=st.randoms())
def test_statements_in_any_order_give_the_same_chain(events: list[Event], order: Any) -> None:
    shuffled = list(events)
    order.shuffle(shuffled)
    assert Graph(shuffled).facts == Graph(in_time(events)).facts == Graph(events).facts


@given(events=told([*SAID, *SHOWN]), order=st.randoms())
def test_the_same_event_again_changes_nothing(events: list[Event], order: Any) -> None:
    graph = Graph()
    for place, one in enumerate(events):
        graph.take(one)
        before = dict(graph.facts)
        graph.take(events[order.randint(0, place)])
        assert graph.facts == before


@given(events=told([*SAID, *SHOWN]))
def test_a_settled_claim_changes_only_what_differs(events: list[Event]) -> None:
    graph = Graph()
    for one in events:
        before = dict(graph.facts)
        graph.take(one)
        assert list(before) == [name for name in graph.facts if name in before]


@given(events=told(SAID), shown=told(SHOWN))
def test_what_is_shown_never_touches_what_was_said(events: list[Event], shown: list[Event]) -> None:
    moved = [one.placed(one.seq + 100) for one in shown]
    moved = [one._replace(event_id=one.seq.to_bytes(16, "big")) for one in moved]
    graph = Graph(events)
    before = {name: fact for name, fact in graph.facts.items() if fact.source == "explicit"}
    for one in moved:
        graph.take(one)
    history = {name for name, fact in graph.facts.items() if fact.thing is None}
    after = {
        name: fact
        for name, fact in graph.facts.items()
        if fact.source == "explicit" and name not in history
    }
    assert after == before


@given(events=told(SAID), days=st.integers(-10, 20))
def test_as_of_a_time_the_newest_statement_known_by_then_holds(
    events: list[Event], days: int
) -> None:
    graph, now = Graph(events), day(days)
    known = [fact for fact in Graph(events).facts.values() if fact.recorded_at <= now]
    newest: dict[tuple[str, str], Any] = {}
    for fact in sorted(known, key=lambda one: (one.valid_at, one.seq, not is_mark(one))):
        assert fact.thing is not None
        topic = (slot(fact.relation), fact.thing.key)
        if not is_mark(fact):
            newest[topic] = fact
        elif topic in newest and (fact.relation, fact.value.casefold()) == (
            newest[topic].relation,
            newest[topic].value.casefold(),
        ):
            del newest[topic]
    holding = {fact.memory_id for fact in graph.holding(now)}
    assert holding == {fact.memory_id for fact in newest.values()}


@given(events=told([*SAID, *SHOWN], most=16), data=st.data())
def test_the_profile_and_the_graph_agree_on_what_is_said_and_wanted(
    events: list[Event], data: st.DataObject
) -> None:
    graph, profile = Graph(events), reduce(learn, events, Profile.empty("s1"))
    assert_agree(graph, profile)
    for seq in range(100, 100 + data.draw(st.integers(0, 3))):
        held = [fact for fact in graph.facts.values() if not is_mark(fact)]
        if held:
            fact = data.draw(st.sampled_from(held))
            corrected = fact.holds_at(LATER) and data.draw(st.booleans())
            one = correction(seq, fact, "Soy") if corrected else deletion(seq, fact)
            graph.take(one)
            profile = learn(profile, one)
            assert fact.memory_id not in graph.facts or corrected
            assert_agree(graph, profile)


def assert_agree(graph: Graph, profile: Profile) -> None:
    holding = graph.holding(LATER)
    said = {
        (fact.relation, fact.value.casefold())
        for fact in holding
        if fact.source == "explicit" and fact.type not in ("goal", "history")
    }
    goals = {fact.thing.key for fact in holding if fact.thing and fact.thing.label is Label.GOAL}
    assert said == explicit_in(profile)
    assert goals == {goal.content.casefold() for goal in profile.goals}


def explicit_in(profile: Profile) -> set[tuple[str, str]]:
    facts = {(fact.relation, fact.value.casefold()) for fact in profile.facts}
    tastes = {
        ("PREFERS", memory.content.casefold())
        for memory in profile.statements
        if memory.tags == ("stated",)
    }
    stances = {
        (relation, key)
        for relation, (facet, affinity) in STANCES.items()
        for key, known in profile.preferences.get(facet, {}).items()
        if known.explicit and known.value == affinity
    }
    assert {stance for stance in stances if is_kept(stance[0])} <= facts
    return facts | stances | tastes
