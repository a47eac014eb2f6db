"""Constraints admit what satisfies all of them, and two of them admit what both admit."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.constraints import Constraints
from domain.product import Product

WORDS = ("Oatly", "OATLY", "nuts", "Nuts", "vegan", "Straße", "STRASSE")
SIZES = ("1 l", "1000 ml", "500 g", "2 kg", "6 ct")
PRICES = st.sampled_from((0.0, 1.0, 2.5, 4.0))


def some(*, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw a few words, some of them equal but for their case."""
    return st.lists(st.sampled_from(WORDS), max_size=most).map(tuple)


def maybe(drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw it or None."""
    return st.none() | drawn


LIMITS: dict[str, st.SearchStrategy[Any]] = {
    "price_min": PRICES,
    "price_max": PRICES,
    "brands": some(),
    "not_brands": some(most=1),
    "categories": some(),
    "diets": some(most=1),
    "attributes": some(most=1),
    "free_from": some(most=1),
    "in_stock": st.booleans(),
    "sizes": st.lists(st.sampled_from(("tall", *SIZES)), max_size=2).map(tuple),
    "price_per_kg_max": PRICES,
    "price_per_l_max": PRICES,
    "price_per_each_max": PRICES,
}
# A few at a time: more would mostly admit nothing and so say nothing.
CONSTRAINTS = st.lists(st.sampled_from(sorted(LIMITS)), max_size=3, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({name: LIMITS[name] for name in chosen}).map(
        lambda wanted: Constraints(**wanted)
    )
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
    size=st.sampled_from(("", "tall", *SIZES)),
)


def product(**facets: Any) -> Product:
    """Return a product with these facets."""
    return Product("p", "Product", **facets)


@given(CONSTRAINTS, CONSTRAINTS, PRODUCTS)
@example(Constraints(brands=("a",)), Constraints(brands=("b",)), product(brand="a"))
@example(Constraints(price_max=1), Constraints(price_max=3), product(price=2))
@example(Constraints(price_min=1), Constraints(price_min=3), product(price=2))
@example(Constraints(in_stock=False), Constraints(in_stock=True), product())
@example(Constraints(sizes=("1 l",)), Constraints(sizes=("1000 ml",)), product(size="1 L"))
@example(Constraints(sizes=("1 l",)), Constraints(sizes=("2 l",)), product(size="1 L"))
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
    assert not free.unit_price_limits
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
        (Constraints(sizes=("1 l", "2 l")), product(size="1000 ML"), product(size="1.5 l")),
        (Constraints(sizes=("34 fl oz",)), product(size="1 l"), product(size="1 qt")),
        (Constraints(sizes=("1 l",)), product(size="1 l"), product(size="1 kg")),
        (Constraints(sizes=("6 ct",)), product(size="half dozen"), product(size="large")),
        (
            Constraints(price_per_kg_max=4),
            product(price=2, size="500 g"),
            product(price=2, size="499 g"),
        ),
        (Constraints(price_per_l_max=4), product(price=2, size="500 ml"), product(price=2)),
        (Constraints(price_per_l_max=4), product(price=4, size="1 l"), product(size="1 l")),
        (
            Constraints(price_per_each_max=0.5),
            product(price=6, size="12 ct"),
            product(price=6, size="12 l"),
        ),
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


def test_a_size_that_cannot_be_read_is_no_size_of_anything() -> None:
    assert not Constraints(sizes=("tall",)).admit(product(size="tall"))


def test_what_is_limited_by_two_units_is_sold_by_neither() -> None:
    both = Constraints(price_per_kg_max=9, price_per_l_max=9)
    assert both.unit_price_limits == {"kg": 9, "l": 9}
    assert not any(both.admit(product(price=1, size=size)) for size in ("1 kg", "1 l"))


def test_a_word_that_both_rule_out_is_kept_once() -> None:
    joined = Constraints(free_from=("nuts",)).also(Constraints(free_from=("Nuts", "milk")))
    assert joined.free_from == ("nuts", "milk")
