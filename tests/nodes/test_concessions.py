"""What is given up is the shopper's own words, in order, and never what must hold."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.constraints import Constraints
from nodes.concessions import MOST, concessions, without
from tests.domain.test_constraints import CONSTRAINTS, PRODUCTS

HARD = ("price_min", "price_max", "not_brands", "diets", "free_from", "in_stock")
FIELDS = ("sizes", "attributes", "brands", "categories", *HARD)
soft_fields = st.lists(st.sampled_from(FIELDS), unique=True)


def test_the_least_important_comes_first() -> None:
    asked = Constraints(
        categories=("Milk",), brands=("Oatly", "Alpro"), attributes=("a", "b"), sizes=("1 l",)
    )
    offered = concessions(asked, FIELDS, Constraints())
    assert [one.words for one in offered] == [
        ("1 l",),
        ("a",),
        ("b",),
        ("Oatly", "Alpro"),
        ("Milk",),
    ]


def test_there_are_only_so_many() -> None:
    many = Constraints(attributes=tuple(map(str, range(20))))
    assert len(concessions(many, ["attributes"], Constraints())) == MOST


@given(CONSTRAINTS, CONSTRAINTS, soft_fields)
def test_what_must_hold_holds_whatever_is_given_up(
    said: Constraints, filters: Constraints, soft: list[str]
) -> None:
    asked = said.also(filters)
    left = without(asked, concessions(asked, soft, filters))
    for field in (*HARD, *(name for name in FIELDS if name not in soft)):
        assert getattr(left, field) == getattr(asked, field)


@given(CONSTRAINTS, CONSTRAINTS, PRODUCTS)
def test_what_is_left_admits_nothing_that_the_filters_do_not(
    said: Constraints, filters: Constraints, candidate: object
) -> None:
    asked = said.also(filters)
    left = without(asked, concessions(asked, FIELDS, filters))
    if left.admit(candidate):  # type: ignore[arg-type]
        assert filters.admit(candidate)  # type: ignore[arg-type]


@given(CONSTRAINTS, soft_fields)
def test_giving_up_nothing_changes_nothing(asked: Constraints, soft: list[str]) -> None:
    assert without(asked, ()) == asked
    assert concessions(asked, soft, asked) == ()
    assert concessions(replace(asked, sizes=()), ("sizes",), Constraints()) == ()
