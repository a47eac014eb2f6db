"""Constraints admit what satisfies all of them, and two of them admit what both admit."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.constraints import Constraints
from domain.product import Product

WORDS = ("Oatly", "OATLY", "nuts", "Nuts", "vegan", "Straße", "STRASSE")
PRICES = st.sampled_from((0.0, 1.0, 2.5, 4.0))


def some(*, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw a few words, some of them equal but for their case."""
    return st.lists(st.sampled_from(WORDS), max_size=most).map(tuple)


def maybe(drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw it or None."""
    return st.none() | drawn


CONSTRAINTS = st.builds(
    Constraints,
    price_min=maybe(PRICES),
    price_max=maybe(PRICES),
    brands=some(),
    not_brands=some(most=1),
    categories=some(),
    diets=some(most=1),
    attributes=some(most=1),
    free_from=some(most=1),
    in_stock=maybe(st.booleans()),
)
PRODUCTS = st.builds(
    Product,
    sku=st.just("p"),
    name=st.just("Product"),
    brand=st.sampled_from(("", *WORDS)),
    category=st.sampled_from(("", *WORDS)),
    price=maybe(PRICES),
    diets=some(),
    allergens=maybe(some(most=1)),
    attributes=some(),
    in_stock=maybe(st.booleans()),
)


def product(**facets: Any) -> Product:
    """Return a product with these facets."""
    return Product("p", "Product", **facets)


@given(CONSTRAINTS, CONSTRAINTS, PRODUCTS)
@example(Constraints(brands=("a",)), Constraints(brands=("b",)), product(brand="a"))
@example(Constraints(price_max=1), Constraints(price_max=3), product(price=2))
@example(Constraints(price_min=1), Constraints(price_min=3), product(price=2))
@example(Constraints(in_stock=False), Constraints(in_stock=True), product())
def test_both_admit_exactly_what_each_admits(
    one: Constraints, other: Constraints, candidate: Product
) -> None:
    assert one.also(other).admit(candidate) == (one.admit(candidate) and other.admit(candidate))


@given(CONSTRAINTS, CONSTRAINTS, CONSTRAINTS, PRODUCTS)
def test_it_does_not_matter_in_which_order_constraints_are_joined(
    one: Constraints, other: Constraints, third: Constraints, candidate: Product
) -> None:
    left = one.also(other).also(third).admit(candidate)
    assert left == third.also(other.also(one)).admit(candidate)


@given(CONSTRAINTS)
def test_joining_with_nothing_changes_nothing(constraints: Constraints) -> None:
    joined = constraints.also(Constraints()), Constraints().also(constraints)
    for each in joined:
        assert (each.price_min, each.price_max) == (constraints.price_min, constraints.price_max)
        assert each.brands == constraints.brands
        assert {*each.free_from} == {*constraints.free_from}


@given(CONSTRAINTS, PRODUCTS)
def test_the_case_of_a_word_does_not_matter(constraints: Constraints, candidate: Product) -> None:
    lists = ("brands", "not_brands", "categories", "diets", "attributes", "free_from")
    upper: dict[str, Any] = {
        name: tuple(map(str.upper, getattr(constraints, name))) for name in lists
    }
    shouted = replace(constraints, **upper)
    assert shouted.admit(candidate) == constraints.admit(candidate)


@given(CONSTRAINTS, PRODUCTS)
def test_without_its_price_limit_a_constraint_admits_every_price(
    constraints: Constraints, candidate: Product
) -> None:
    free = constraints.without_price()
    assert free.price_min is free.price_max is None
    if constraints.admit(candidate):
        assert free.admit(candidate)


@given(PRODUCTS)
def test_no_constraints_admit_everything(candidate: Product) -> None:
    assert Constraints().empty
    assert Constraints().admit(candidate)


@pytest.mark.parametrize(
    ("constraints", "admitted", "refused"),
    [
        (Constraints(price_min=2), product(price=2), product(price=1.99)),
        (Constraints(price_max=2), product(price=2), product(price=2.01)),
        (Constraints(price_min=1, price_max=2), product(price=1.5), product()),
        (Constraints(brands=("oatly", "alpro")), product(brand="Oatly"), product(brand="Tesco")),
        (Constraints(not_brands=("oatly",)), product(), product(brand="OATLY")),
        (Constraints(categories=("milk",)), product(category="Milk"), product(category="Tea")),
        (
            Constraints(diets=("vegan", "halal")),
            product(diets=("Halal", "Vegan")),
            product(diets=("vegan",)),
        ),
        (Constraints(attributes=("organic",)), product(attributes=("Organic",)), product()),
        (Constraints(free_from=("nuts",)), product(allergens=("milk",)), product()),
        (Constraints(free_from=("nuts",)), product(allergens=()), product(allergens=("Nuts",))),
        (Constraints(in_stock=True), product(in_stock=True), product()),
        (Constraints(in_stock=True), product(in_stock=True), product(in_stock=False)),
    ],
)
def test_each_constraint_admits_what_satisfies_it_and_nothing_else(
    constraints: Constraints, admitted: Product, refused: Product
) -> None:
    assert not constraints.empty
    assert constraints.admit(admitted)
    assert not constraints.admit(refused)


def test_two_lists_of_brands_without_a_common_one_admit_nothing() -> None:
    neither = Constraints(brands=("Oatly",)).also(Constraints(brands=("Alpro",)))
    assert not neither.empty
    assert not any(neither.admit(product(brand=brand)) for brand in ("", "Oatly", "Alpro"))


def test_a_word_that_both_rule_out_is_kept_once() -> None:
    joined = Constraints(free_from=("nuts",)).also(Constraints(free_from=("Nuts", "milk")))
    assert joined.free_from == ("nuts", "milk")
