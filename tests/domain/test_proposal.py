"""A proposal's candidates are shown without reasons, and its answer is one of them or none."""

from domain.caller import Caller
from domain.constraints import Constraints
from domain.ids import uuid7
from domain.product import Product
from domain.proposal import Candidate, Choice, Hit, Hypothesis, Outcome
from domain.selection import NONE_OF_THESE, Selection


def test_a_product_needs_a_sku_and_a_name_and_claims_nothing_else() -> None:
    product = Product("m1", "Oat Milk")
    assert product.allergens is None
    assert product.price is product.in_stock is None
    assert product.diets == product.attributes == ()


def test_a_candidate_stands_without_reasons_until_some_are_found() -> None:
    product = Product("m1", "Oat Milk")
    candidate = Candidate(product, 1, Hit(product, 0.9).relevance)
    assert (candidate.reasons, candidate.usual, dict(candidate.features)) == ((), None, {})


def test_a_strategy_that_is_always_chosen_has_propensity_1() -> None:
    assert Choice("hybrid").propensity == 1.0


def test_a_hypothesis_without_constraints_rules_nothing_out() -> None:
    assert Hypothesis("h1", "Do you want a plan?", 0.5).constraints == Constraints()


def test_an_outcome_is_written_as_its_own_name() -> None:
    assert [f"{outcome}" for outcome in Outcome] == [name.lower() for name in Outcome.__members__]


def test_none_of_these_refuses_every_candidate() -> None:
    assert Selection(uuid7(0), NONE_OF_THESE).none
    assert not Selection(uuid7(0), "h1").none


def test_two_callers_are_equal_when_they_are_the_same_person_on_the_same_visit() -> None:
    assert Caller("ann", None) == Caller("ann", None)
    assert Caller("ann", "morning") != Caller("ann", "evening")
