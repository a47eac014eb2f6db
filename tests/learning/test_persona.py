"""Facets move by small steps and drift back to the middle."""

import pytest

from domain.event import Kind
from domain.persona import Persona
from learning.persona import applied, decayed, deltas, move
from tests.learning.events import day, event

EMPTY = Persona.empty("s1")


@pytest.mark.parametrize("choice", ["none", "oat-milk", "h4"])
def test_a_pick_that_says_nothing_about_style_moves_nothing(choice: str) -> None:
    assert deltas(choice) == {}


def test_the_second_and_third_reading_move_the_same() -> None:
    assert deltas("h2") == deltas("h3") == {"step_by_step": 0.02, "concise": -0.02}


def test_facets_stay_as_they_are_before_any_update() -> None:
    assert decayed(EMPTY, day(999)) == dict(EMPTY.facets)


def test_facets_drift_to_the_middle_from_both_sides() -> None:
    persona = Persona("s1", facets={"concise": 0.9, "formal": 0.1}, updated_at=day(0))
    later = decayed(persona, day(90))
    assert later["concise"] == pytest.approx(0.7)
    assert later["formal"] == pytest.approx(0.3)


def test_no_change_moves_a_facet_by_more_than_a_twentieth() -> None:
    assert applied({"formal": 0.5}, {"formal": 0.9})["formal"] == 0.55
    assert applied({"formal": 0.5}, {"formal": -0.9})["formal"] == 0.45


def test_facets_stay_between_nothing_and_all() -> None:
    assert applied({"formal": 0.01}, {"formal": -0.05})["formal"] == 0.0


def test_an_update_sets_the_facets_and_counts() -> None:
    update = event(Kind.PERSONA_UPDATED, 1, {"new_facets": {"concise": 0.52}}, days=2)
    persona = move(EMPTY, update)
    assert persona.facets["concise"] == 0.52
    assert persona.facets["formal"] == 0.5
    assert (persona.interaction_count, persona.updated_at, persona.seq) == (1, day(2), 1)


def test_what_a_model_reads_out_of_a_pick_moves_facets_and_is_no_further_pick() -> None:
    read = event(Kind.PERSONA_UPDATED, 1, {"new_facets": {"formal": 0.53}, "source": "llm"})
    persona = move(EMPTY, read)
    assert (persona.facets["formal"], persona.interaction_count) == (0.53, 0)


def test_an_update_that_comes_late_does_not_turn_back_time() -> None:
    persona = move(EMPTY, event(Kind.PERSONA_UPDATED, 1, {}, days=5))
    assert move(persona, event(Kind.PERSONA_UPDATED, 2, {}, days=1)).updated_at == day(5)


def test_the_same_update_again_changes_nothing() -> None:
    once = move(EMPTY, event(Kind.PERSONA_UPDATED, 1, {}))
    assert move(once, event(Kind.PERSONA_UPDATED, 1, {"new_facets": {"formal": 1}})) is once
