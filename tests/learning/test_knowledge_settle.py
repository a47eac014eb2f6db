"""What behaviour shows adds up; what was said holds until something newer is said."""

from dataclasses import replace
from typing import Any

import pytest

from domain.event import Event, Kind
from domain.knowledge import KnownFact
from learning.knowledge import claims_of, settle
from learning.knowledge.chain import is_mark
from tests.learning.events import cart_add, day, event, order, said
from tests.properties.statements import GROUP, Graph, correction, deletion, id_of

LATER = day(1_000)


def holding(graph: Graph, relation: str, now: int = LATER) -> list[KnownFact]:
    return [fact for fact in graph.holding(now) if fact.relation == relation]


def only(graph: Graph, relation: str, now: int = LATER) -> KnownFact:
    (fact,) = holding(graph, relation, now)
    return fact


def picked(seq: int, question: str, *, days: float = 0, sure: float = 0.8) -> Event:
    selected = {"id": "h1", "question": question, "confidence": sure}
    data = {"choice": "h1", "selected": selected}
    return event(Kind.SELECTION_MADE, seq, data, days=days)


def moved(seq: int, value: float, *, days: float = 0) -> Event:
    return event(Kind.PERSONA_UPDATED, seq, {"new_facets": {"concise": value}}, days=days)


@pytest.mark.parametrize(
    ("orders", "content"),
    [
        (1, "Bought Oat Milk once"),
        (2, "Bought Oat Milk twice"),
        (4, "Buys Oat Milk regularly: 4 orders"),
    ],
)
def test_a_sentence_says_how_often(orders: int, content: str) -> None:
    bought = only(Graph(order(n, days=n) for n in range(1, orders + 1)), "REGULARLY_BUYS")
    assert (bought.content, bought.count) == (content, orders)


def test_every_event_makes_an_inferred_fact_surer_but_never_certain() -> None:
    brand = only(Graph(cart_add(n, days=n) for n in range(1, 4)), "CONSIDERS_BRAND")
    assert brand.confidence == pytest.approx(1 - (1 - 0.6) * 0.9**2)
    assert (brand.valid_at, brand.reinforced_at, brand.seq) == (day(1), day(3), 3)
    many = only(Graph(order(n, days=n) for n in range(1, 99)), "REGULARLY_BUYS")
    assert many.confidence == 0.99


def test_the_newest_ten_events_are_kept_as_evidence() -> None:
    events = [cart_add(n, days=n) for n in range(1, 13)]
    brand = only(Graph(events), "CONSIDERS_BRAND")
    assert brand.evidence == tuple(map(id_of, events[2:]))
    assert brand.count == 12


def test_an_event_that_is_counted_already_changes_nothing() -> None:
    events = [cart_add(n, days=n) for n in range(1, 13)]
    graph = Graph(events)
    for one in (events[-1], events[0]):
        assert [settle(graph.about(c), c).changed for c in claims_of(one, GROUP)] == [()] * 3


def test_an_event_that_comes_late_counts_but_is_not_the_newest() -> None:
    early = cart_add(2, days=1, product_name="Old Name")
    interest = only(Graph([cart_add(1, days=5), early]), "SHOWS_INTEREST")
    assert (interest.valid_at, interest.reinforced_at) == (day(1), day(5))
    assert interest.thing is not None
    assert interest.thing.name == "Oat Milk"
    assert interest.evidence[0] == id_of(early)


def test_the_same_goal_again_is_one_goal() -> None:
    again = picked(2, "Want to bake BREAD?", days=1, sure=0.5)
    goal = only(Graph([picked(1, "Want to bake bread?"), again]), "HAS_GOAL")
    assert (goal.count, goal.content) == (2, "bake bread")
    assert goal.confidence == pytest.approx(0.82)


def test_a_goal_that_was_stated_is_not_read_out_again() -> None:
    graph = Graph([said(1, "goal", "bake bread"), picked(2, "Want to bake bread?", days=1)])
    assert holding(graph, "HAS_GOAL") == []
    assert only(graph, "goal").count == 1


def test_a_goal_that_is_stated_takes_the_place_of_the_one_read_out() -> None:
    graph = Graph([picked(1, "Want to bake bread?"), said(2, "goal", "Bake bread", days=1)])
    assert [fact.relation for fact in graph.holding(LATER) if fact.type == "goal"] == ["goal"]


def test_a_newer_word_ends_the_older_one() -> None:
    graph = Graph([said(1, "budget", 50), said(2, "budget", 30, days=2)])
    assert only(graph, "budget").value == "30"
    assert only(graph, "budget", day(1)).value == "50"
    old = graph.facts[id_of(said(1, "budget", 50))]
    assert (old.invalid_at, old.expired_at) == (day(2), day(2))


def test_a_word_that_comes_late_takes_its_place_in_the_chain() -> None:
    late = said(2, "budget", 40, days=1)._replace(received_at=day(9))
    graph = Graph([said(1, "budget", 50), said(3, "budget", 30, days=2), late])
    assert only(graph, "budget").value == "30"
    assert graph.facts[id_of(late)].invalid_at == day(2)
    assert graph.facts[id_of(late)].expired_at == day(2)
    first = graph.facts[id_of(said(1, "budget", 50))]
    assert (first.invalid_at, first.expired_at) == (day(1), day(2))


def test_several_values_hold_at_once() -> None:
    graph = Graph([said(1, "allergic_to", "nuts"), said(2, "allergic_to", "soy")])
    assert {fact.value for fact in holding(graph, "allergic_to")} == {"nuts", "soy"}


def test_the_same_word_again_counts_up() -> None:
    events = [said(n, "allergic_to", "nuts", days=n) for n in range(1, 13)]
    fact = only(Graph(events), "allergic_to")
    assert (fact.count, fact.evidence) == (12, tuple(map(id_of, events[2:])))
    assert fact.reinforced_at == day(12)


def test_to_prefer_ends_to_avoid_and_back() -> None:
    graph = Graph([said(1, "avoids_brand", "Acme"), said(2, "prefers_brand", "acme", days=1)])
    assert not holding(graph, "avoids_brand")
    graph.take(said(3, "avoids_brand", "Acme", days=2))
    assert not holding(graph, "prefers_brand")
    assert only(graph, "avoids_brand").count == 1


def test_to_like_something_ends_no_allergy() -> None:
    graph = Graph([said(1, "allergic_to", "nuts"), said(2, "prefers_attribute", "nuts", days=1)])
    assert only(graph, "allergic_to").value == "nuts"


def test_what_is_taken_back_stays_in_the_history() -> None:
    taken = said(2, "allergic_to", "Nuts", action="remove", days=2)
    graph = Graph([said(1, "allergic_to", "nuts"), taken])
    assert not holding(graph, "allergic_to")
    assert only(graph, "allergic_to", day(1)).value == "nuts"
    assert is_mark(graph.facts[id_of(taken)])


def test_what_is_taken_back_counts_from_one_when_it_is_said_again() -> None:
    graph = Graph(
        [
            said(1, "allergic_to", "nuts"),
            said(2, "allergic_to", "nuts", action="remove", days=1),
            said(3, "allergic_to", "nuts", days=2),
        ]
    )
    assert only(graph, "allergic_to").count == 1


def test_a_withdrawal_without_a_value_ends_any() -> None:
    graph = Graph([said(1, "budget", 50), said(2, "budget", None, action="remove", days=1)])
    assert not holding(graph, "budget")


def test_a_withdrawal_ends_only_what_it_names() -> None:
    graph = Graph([said(1, "budget", 50), said(2, "budget", 30, action="remove", days=1)])
    assert only(graph, "budget").value == "50"


def test_a_goal_taken_back_ends_the_one_read_out_too() -> None:
    taken = said(2, "goal", "bake bread", action="remove", days=1)
    graph = Graph([picked(1, "Want to bake bread?"), taken])
    assert not holding(graph, "HAS_GOAL")
    graph.take(picked(3, "Want to bake bread?", days=2))
    assert only(graph, "HAS_GOAL").valid_at == day(2)


def test_a_goal_seen_again_after_it_was_taken_back_late_stays() -> None:
    taken = said(2, "goal", "bake bread", action="remove", days=1)
    graph = Graph([picked(1, "Want to bake bread?", days=3), taken])
    assert only(graph, "HAS_GOAL").count == 1


def test_an_explicit_stance_ends_what_was_inferred_against_it() -> None:
    graph = Graph([cart_add(1), said(2, "avoids_brand", "Oatfern", days=1)])
    assert not holding(graph, "CONSIDERS_BRAND")
    assert only(graph, "SHOWS_INTEREST").count == 1


def test_an_allergy_ends_a_taste_for_the_same() -> None:
    graph = Graph([picked(1, "Cereal with nuts?"), said(2, "allergic_to", "nuts", days=1)])
    assert not holding(graph, "PREFERS")


def test_what_is_inferred_against_a_word_is_dropped_while_it_stands() -> None:
    graph = Graph([said(1, "avoids_brand", "Oatfern"), cart_add(2, days=1)])
    assert not holding(graph, "CONSIDERS_BRAND")
    graph.take(said(3, "avoids_brand", "Oatfern", action="remove", days=2))
    graph.take(cart_add(4, days=3))
    assert only(graph, "CONSIDERS_BRAND").count == 1


def test_what_had_ended_begins_anew_and_keeps_its_count() -> None:
    graph = Graph(
        [
            cart_add(1),
            said(2, "avoids_brand", "Oatfern", days=1),
            said(3, "avoids_brand", "Oatfern", action="remove", days=2),
        ]
    )
    ended = graph.facts[claims_of(cart_add(1), GROUP)[1].memory_id]
    late = claims_of(cart_add(5, days=0.5), GROUP)[1]
    assert settle([ended], late).changed == ()
    graph.take(cart_add(4, days=3))
    brand = only(graph, "CONSIDERS_BRAND")
    assert (brand.valid_at, brand.count, brand.expired_at) == (day(3), 2, None)


def test_a_word_that_was_over_before_leaves_what_was_inferred_later() -> None:
    graph = Graph(
        [
            said(1, "avoids_brand", "Oatfern", action="remove", days=2),
            cart_add(2, days=3),
            said(3, "avoids_brand", "Oatfern", days=1),
        ]
    )
    assert only(graph, "CONSIDERS_BRAND").count == 1


def test_a_facet_is_one_fact_that_moves() -> None:
    graph = Graph([moved(1, 0.52), moved(2, 0.54, days=1)])
    facet = only(graph, "HAS_FACET")
    assert (facet.content, facet.count, facet.valid_at) == ("Concise: 0.54", 2, day(1))
    graph.take(moved(1, 0.52))
    assert only(graph, "HAS_FACET") == facet


def test_a_deleted_statement_is_gone_with_all_that_said_the_same_before() -> None:
    data = {"relation": "allergic_to", "value": "nuts", "words": "I'm allergic to nuts"}
    graph = Graph(
        [
            event(Kind.FACT_STATED, 1, data),
            said(2, "allergic_to", "nuts", action="remove", days=1),
            said(3, "allergic_to", "nuts", days=2),
            said(4, "prefers_attribute", "nuts", days=2),
        ]
    )
    graph.take(deletion(5, only(graph, "allergic_to")))
    assert [fact.relation for fact in graph.facts.values()] == ["prefers_attribute"]


def test_the_words_of_a_deleted_statement_are_gone_too() -> None:
    data = {"relation": "allergic_to", "value": "nuts", "words": "I'm allergic to nuts"}
    graph = Graph([event(Kind.FACT_STATED, 1, data)])
    graph.take(deletion(5, only(graph, "allergic_to")))
    assert graph.facts == {}


def test_deleting_what_is_over_leaves_what_was_said_since() -> None:
    graph = Graph(
        [
            said(1, "allergic_to", "nuts"),
            said(2, "allergic_to", "nuts", action="remove", days=1),
            said(3, "allergic_to", "nuts", days=2),
        ]
    )
    graph.take(deletion(4, graph.facts[id_of(said(1, "allergic_to", "nuts"))]))
    assert only(graph, "allergic_to").memory_id == id_of(said(3, "allergic_to", "nuts"))


def test_a_deletion_under_an_unknown_id_goes_by_what_it_says() -> None:
    graph = Graph([said(1, "budget", 50), said(2, "budget", 30, days=1)])
    unknown = replace(only(graph, "budget"), memory_id="unknown")
    graph.take(deletion(4, unknown))
    assert [fact.value for fact in graph.facts.values()] == ["50"]


def test_a_deleted_goal_is_gone_with_the_one_that_was_read_out_before() -> None:
    graph = Graph([picked(1, "Want to bake bread?"), said(2, "goal", "bake bread", days=1)])
    graph.take(deletion(3, only(graph, "goal")))
    assert [fact.type for fact in graph.facts.values()] == ["history"]


def test_deleting_what_was_inferred_leaves_what_was_said_of_it() -> None:
    graph = Graph([cart_add(1), said(2, "prefers_brand", "Oatfern", days=1)])
    graph.take(deletion(3, only(graph, "CONSIDERS_BRAND")))
    assert only(graph, "prefers_brand").value == "Oatfern"
    assert not holding(graph, "CONSIDERS_BRAND")


@pytest.mark.parametrize("value", ["Soy", "Nuts"])
def test_a_correction_ends_the_old_and_begins_the_new(value: str) -> None:
    graph = Graph([said(1, "allergic_to", "nuts")])
    made = correction(2, only(graph, "allergic_to"), value)
    graph.take(made)
    new = only(graph, "allergic_to")
    assert (new.value, new.memory_id, new.valid_at) == (value, id_of(made), day(2))
    assert graph.facts[id_of(said(1, "allergic_to", "nuts"))].invalid_at == day(2)


def test_a_corrected_piece_of_history_ends() -> None:
    graph = Graph([picked(1, "Tea?")])
    made = correction(2, only(graph, ""), "User asked for green tea")
    graph.take(made)
    assert only(graph, "").content == "User asked for green tea"
    before: dict[str, Any] = dict(graph.facts)
    graph.take(made)
    assert graph.facts == before
    assert len(before) == 2
